"""Everything that a person reads exists in Japanese and English, and the reference says what the code says."""

import re
from pathlib import Path

import pytest

from bin.texts import catalogues, extraction, reference

ROOT = Path(__file__).resolve().parent.parent


def test_every_text_has_its_japanese() -> None:
    known = catalogues.compile_all(ROOT / "madoguchi" / "locale")["ja"]
    missing = extraction.without_translation(extraction.texts(ROOT / "madoguchi"), known)
    assert not missing, "\n".join(["", *(f"{places[0]}: {text}" for (_context, text), places in missing.items())])


def test_placeholders_survive_translation() -> None:
    known = catalogues.compile_all(ROOT / "madoguchi" / "locale")["ja"]
    holders = re.compile(r"%\(\w+\)|%[sd]|\{\w+\}")
    wrong = [
        english
        for (_context, english), japanese in known.items()
        if not set(holders.findall(english)) <= {*holders.findall(japanese), "%d"}
    ]
    assert not wrong


def test_who_did_something_is_called_san_once() -> None:
    """`who` is a whole name already, with its さん or 様: 渡辺 蓮 さん."""
    known = catalogues.compile_all(ROOT / "madoguchi" / "locale")["ja"]
    twice = [japanese for japanese in known.values() if re.search(r"%\(who\)s(</b>)? ?(さん|様)", japanese)]
    assert not twice


def test_one_english_with_two_translations_is_an_error(tmp_path: Path) -> None:
    folder = tmp_path / "fragments" / "ja"
    folder.mkdir(parents=True)
    (folder / "a.po").write_text('msgid "Open"\nmsgstr "開く"\n')
    (folder / "b.po").write_text('msgid "Open"\nmsgstr "未対応"\n')
    with pytest.raises(catalogues.Contradiction, match="'Open' is '開く' in"):
        catalogues.compile_all(tmp_path)
    (folder / "b.po").write_text('msgctxt "status"\nmsgid "Open"\nmsgstr "未対応"\n')
    assert catalogues.compile_all(tmp_path)["ja"] == {("", "Open"): "開く", ("status", "Open"): "未対応"}


def test_one_english_twice_in_a_fragment_is_an_error(tmp_path: Path) -> None:
    folder = tmp_path / "fragments" / "ja"
    folder.mkdir(parents=True)
    (folder / "a.po").write_text('msgid "Open"\nmsgstr "開く"\n\nmsgid "Open"\nmsgstr "未対応"\n')
    with pytest.raises(catalogues.Contradiction, match='twice in it: "Open"'):
        catalogues.compile_all(tmp_path)


def test_texts_are_found_in_code_and_templates(tmp_path: Path) -> None:
    templates = tmp_path / "app" / "templates"
    templates.mkdir(parents=True)
    (tmp_path / "app" / "code.py").write_text('_("One")\nngettext("%d two", "%d twos", 2)\npgettext("here", "Three")\n')
    (templates / "page.html").write_text(
        "{% load i18n %}<p class=\"it's\">{% translate 'Four' %} {% blocktranslate trimmed %}\n Five\n {{ six }}\n"
        '{% endblocktranslate %} {% translate "Seven" context "there" %}'
    )
    found = set(extraction.texts(tmp_path / "app"))
    assert found == {
        *[("", "One"), ("", "%d two"), ("here", "Three"), ("", "Four"), ("", "Five %(six)s"), ("there", "Seven")]
    }


def test_the_reference_is_up_to_date() -> None:
    stale = [path for path, text in reference.pages(ROOT).items() if path.read_text(encoding="utf-8") != text]
    assert not stale, "run bin/reference"
