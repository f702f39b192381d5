"""Fragments of .po files to one .po and one .mo for each language, by Babel alone (no gettext programs)."""

import os
import re
from collections import Counter
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

# Context and English to the translation.
Texts = dict[tuple[str, str], str]

ENTRY = re.compile(r'^(?:msgctxt (.*)\n)?msgid (.*(?:\n".*)*)', re.MULTILINE)


class Contradiction(Exception):
    """The same text is translated in two ways, or a fragment cannot be read."""


def compile_all(locale: Path) -> dict[str, Texts]:
    """Writes the catalogue of each language that has fragments, and returns their texts."""
    made: dict[str, Texts] = {}
    for folder in sorted(path for path in (locale / "fragments").glob("*") if path.is_dir()):
        catalogue = joined(folder)
        target = locale / folder.name / "LC_MESSAGES"
        target.mkdir(parents=True, exist_ok=True)
        _write(target / "django.po", catalogue, as_text=True)
        _write(target / "django.mo", catalogue, as_text=False)
        texts = [message for message in catalogue if message.id]
        made[folder.name] = {(message.context or "", _english(message)): str(message.string) for message in texts}
    return made


def joined(folder: Path) -> Catalog:
    """All fragments of one language; raises Contradiction with every fault at once."""
    catalogue = Catalog(locale=folder.name, domain="django", project="Madoguchi", charset="utf-8")
    origins: dict[tuple[str, str], tuple[Path, Message]] = {}
    faults: list[str] = []
    for path in sorted(folder.glob("*.po")):
        for message in _read(path, folder.name):
            if not message.id or not _translated(message):
                continue
            key = (message.context or "", _english(message))
            if key in origins and origins[key][1].string != message.string:
                first = origins[key]
                faults.append(
                    f"{key[1]!r} is {first[1].string!r} in {first[0].name}, but {message.string!r} in {path.name}"
                )
            origins.setdefault(key, (path, message))
            catalogue.add(message.id, message.string, flags=message.flags, context=message.context)
    if faults:
        raise Contradiction("\n".join(faults))
    return catalogue


def _read(path: Path, language: str) -> Catalog:
    # The header gives the number of plural forms, and that the bytes are UTF-8.
    head = Catalog(locale=language, charset="utf-8")
    number = head.num_plurals
    header = (
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
        f'"Plural-Forms: nplurals={number}; plural={head.plural_expr};\\n"\n\n'
    )
    text = path.read_text(encoding="utf-8")
    if twice := [english for (_context, english), times in Counter(ENTRY.findall(text)).items() if times > 1]:
        raise Contradiction(f"{path.name}: twice in it: {', '.join(twice)}")
    lines = (text if text.startswith('msgid ""\n') else header + text).splitlines(keepends=True)
    try:
        return read_po([line.encode() for line in lines], locale=language, domain="django", abort_invalid=True)
    except Exception as problem:
        raise Contradiction(f"{path.name}: {problem}") from problem


def _english(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _translated(message: Message) -> bool:
    forms = [message.string] if isinstance(message.string, str) else list(message.string or ())
    return bool(forms) and all(forms)


def _write(path: Path, catalogue: Catalog, *, as_text: bool) -> None:
    # By a draft beside it: a process that starts meanwhile reads the old one or the new one, never a half.
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    with draft.open("wb") as file:
        if as_text:
            write_po(file, catalogue, sort_output=True, width=0)
        else:
            write_mo(file, catalogue)
    draft.replace(path)
