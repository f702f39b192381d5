"""Whatever somebody types, or writes in a mail, makes no error; and what was written is found by its own words."""

import random

import pytest

from madoguchi.base.tenancy import tenant
from madoguchi.features.search.document import Document, Part, taken
from madoguchi.features.search.queries.conversations import Order, conversations_found
from madoguchi.features.search.queries.people import people_found
from madoguchi.features.search.query.asking import ask
from madoguchi.features.search.query.guessing import corrected
from tests.features.search.saying import TOKYO, begin, subjects, write_all
from tests.world import World

SEEDS = range(30)
EACH = 12
PIECES = [
    "'", '"', "''", "\\", "\\'", "';--", "&", "|", "!", "(", ")", ":*", "<->", "<2>", "<", ":A", "*", "%", "%s", "\x00",
    "\ud800", "\ue000", "\ue000x", "@", "@x", " ", "　", "-", "ー", "返品", "返", "ﾊﾟ", "へんぴん", "た", "yamada", "ya",
    "A-1234", "a@b.co", "1,000", "ß", "İ", "é", "e\u0301", "㈱", "🍣", "\u202e", "\u200b", "ñ", "한국어", "Ωmega",
    "is:open", "tag:x", "from:山田", "before:2026-11-01", "#12", "the", "の", "a" * 300, "あ" * 300, "9" * 300, "…",
]  # fmt: skip


@pytest.mark.parametrize("seed", SEEDS)
def test_any_search(world: World, seed: int) -> None:
    chance = random.Random(seed)
    begin(world, world.hanako, "返品", typed(chance).replace("\x00", "").encode("utf-8", "ignore").decode())
    write_all(world.koyomi.id)
    for person in (world.misaki, world.olivia):
        actor = world.actor(person)
        with tenant(actor.workspace_id):
            for _number in range(EACH):
                asked = ask(typed(chance), actor=actor, zone=TOKYO, is_typing=chance.random() < 0.5)
                found = conversations_found(asked, actor=actor, order=chance.choice(list(Order)))
                people_found(asked, actor=actor)
                if not found.rows:
                    corrected(asked, actor=actor)


def typed(chance: random.Random) -> str:
    return chance.choice(["", " ", "　"]).join(chance.choice(PIECES) for _ in range(chance.randint(1, 8)))


@pytest.mark.parametrize("text", ["it's a 'quoted' \\ word", "temp\\new", "100% & <b>", "a'b\"c", "@handle", "\ue000x"])
def test_what_was_written_is_found_by_its_own_words(world: World, text: str) -> None:
    begin(world, world.hanako, "件名", text)
    write_all(world.koyomi.id)
    assert subjects(world, text.replace('"', " ")) == ["件名"]


def test_a_very_long_text_becomes_one_vector() -> None:
    text = " ".join(f"word{number} 言葉{number}" for number in range(40_000))
    made = taken(Document(1, None, (Part(text), Part("終わり"))))  # type: ignore[arg-type]
    assert len(made.vector) < 1_000_000
    assert "'終':" in made.vector
