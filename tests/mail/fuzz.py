"""A mutation fuzzer for mail: `python -m tests.mail.fuzz --count 50000 [--seed 1]`.

Seeds are the mails of tests/mail/corpus. Mutant number n of a seed is the same for ever: a failure is repeated by
`--only n`. Exit code 1 on any crash or any text that vanished.
"""

import argparse
import json
import random
import resource
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from madoguchi.adapters.channels.email.inspect import describe
from madoguchi.adapters.channels.email.parse import parse
from madoguchi.base.html import clean_html
from madoguchi.base.quotes import split_html, split_reply
from tests.mail.mutations import DAMAGES, KEEPS_TEXT
from tests.mail.sources.__main__ import CORPUS


@dataclass(frozen=True, slots=True)
class Mutant:
    number: int
    seed: str
    raw: bytes
    made_by: tuple[str, ...]
    keeps_text: bool


@dataclass(slots=True)
class Result:
    count: int = 0
    failures: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    defects: Counter[str] = field(default_factory=Counter)
    largest: int = 0

    def at(self, share: float) -> float:
        """Milliseconds of processor time that this share of the mails stayed below."""
        ordered = sorted(self.seconds)
        return 1_000 * ordered[min(int(share * len(ordered)), len(ordered) - 1)]


def seeds() -> list[tuple[str, bytes, bool]]:
    """(name, mail, whether its text must survive), in order of names. Lone CR as line end survives no other line."""
    found = []
    for path in sorted(CORPUS.rglob("*.eml")):
        raw = path.read_bytes()
        found.append((str(path.relative_to(CORPUS)), raw, b"\n" in raw and parse(raw).text.strip() != ""))
    return found


def mutants(count: int, seed: int, only: int | None = None) -> Iterator[Mutant]:
    corpus = seeds()
    for number in range(count) if only is None else (only,):
        chance = random.Random(f"{seed}:{number}")
        name, raw, has_text = corpus[chance.randrange(len(corpus))]
        other = corpus[chance.randrange(len(corpus))][1]
        gentle = chance.random() < 0.4
        steps = [
            chance.choice(KEEPS_TEXT if gentle else DAMAGES) for _step in range(1 if gentle else chance.randint(1, 4))
        ]
        for step in steps:
            raw = step(chance, raw, other)
        yield Mutant(number, name, raw, tuple(step.__name__ for step in steps), gentle and has_text)


def check(mutant: Mutant, result: Result) -> None:
    """Read one mutant and note everything that must not be."""
    result.count += 1
    result.largest = max(result.largest, len(mutant.raw))
    about = f"--only {mutant.number} ({mutant.seed}: {', '.join(mutant.made_by)})"
    start = time.process_time()
    try:
        message = parse(mutant.raw)
        result.seconds.append(time.process_time() - start)
        json.dumps(describe("", message), ensure_ascii=False).encode("utf-8")
        clean_html(message.html, cid_url=str)
        split_html(message.html)
        split = split_reply(message.text)
    except Exception as error:  # noqa: BLE001 - finding any exception at all is what this is for
        result.failures.append(f"crash {type(error).__name__}: {error} {about}")
        return
    result.defects.update(message.defects)
    if "parser_failed" in message.defects:
        result.failures.append(f"parser failed {message.defects} {about}")
    if message.size != len(mutant.raw) or any("\n" in name or "\n" in value for name, value in message.headers):
        result.failures.append(f"inconsistent {about}")
    if mutant.keeps_text and not message.text.strip():
        result.failures.append(f"text vanished {about}")
    if bool(message.text.strip()) != bool(split.reply.strip()):
        result.failures.append(f"reply vanished {about}")


def run(count: int, seed: int, only: int | None = None) -> Result:
    result = Result()
    for mutant in mutants(count, seed, only):
        check(mutant, result)
        if sys.stderr.isatty() and result.count % 500 == 0:
            sys.stderr.write(f"\r{result.count}/{count}")
    return result


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--count", type=int, default=50_000, help="how many mutants (default 50000)")
    options.add_argument("--seed", type=int, default=1, help="another seed, other mutants")
    options.add_argument("--only", type=int, help="one mutant by its number")
    options.add_argument("--save", type=Path, help="write the mail of --only there")
    given = options.parse_args()
    if given.save and given.only is not None:
        given.save.write_bytes(next(mutants(0, given.seed, given.only)).raw)
    result = run(given.count, given.seed, given.only)
    sys.stdout.write("\n".join([*result.failures, *_figures(result), ""]))
    return 1 if result.failures else 0


def _figures(result: Result) -> Iterator[str]:
    times = ", ".join(f"p{100 * share:g} {result.at(share):.2f} ms" for share in (0.5, 0.99, 0.999, 1.0))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    yield f"{result.count} mails, {len(result.failures)} failures; processor time {times}"
    yield f"largest mail {result.largest:,} bytes; peak memory of the process {memory} MiB"
    yield "defects: " + ", ".join(f"{name} {count}" for name, count in result.defects.most_common())


if __name__ == "__main__":
    sys.exit(main())
