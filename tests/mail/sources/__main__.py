"""Write the corpus, `python -m tests.mail.sources`: for each case an `.eml` and a `.json` (what inspect must say)."""

import json
from importlib import import_module
from pathlib import Path

GROUPS = ("charsets", "headers", "structures", "clients", "automatic", "bounces")
CORPUS = Path(__file__).resolve().parent.parent / "corpus"


def main() -> None:
    for group in GROUPS:
        folder = CORPUS / group
        folder.mkdir(parents=True, exist_ok=True)
        for case in import_module(f"tests.mail.sources.{group}").cases():
            (folder / f"{case.name}.eml").write_bytes(case.raw)
            text = json.dumps(case.expected, ensure_ascii=False, indent=1, sort_keys=True)
            (folder / f"{case.name}.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
