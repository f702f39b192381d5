"""What a person looked for is theirs alone, each once, the newest first, and not for ever."""

from madoguchi.base.tenancy import tenant
from madoguchi.features.search.actions.recent import KEPT, forget_searches, remember_search
from madoguchi.features.search.queries.recent import recent_searches
from tests.world import World


def texts(world: World, person: object) -> list[str]:
    actor = world.actor(person)  # type: ignore[arg-type]
    with tenant(actor.workspace_id):
        return list(recent_searches(actor).values_list("text", flat=True))


def test_each_once_the_newest_first(koyomi: World) -> None:
    actor = koyomi.actor(koyomi.misaki)
    for text in ("返品", "送料", " 返品 ", "", "x" * 201, "\x00"):
        remember_search(text, actor=actor)
    assert texts(koyomi, koyomi.misaki) == ["返品", "送料"]
    assert texts(koyomi, koyomi.kenji) == []


def test_not_for_ever(koyomi: World) -> None:
    actor = koyomi.actor(koyomi.misaki)
    for number in range(KEPT + 5):
        remember_search(f"{number}", actor=actor)
    assert texts(koyomi, koyomi.misaki) == [f"{number}" for number in range(KEPT + 4, 4, -1)]
    remember_search("別の人", actor=koyomi.actor(koyomi.kenji))
    forget_searches(actor=actor)
    assert texts(koyomi, koyomi.misaki) == []
    assert texts(koyomi, koyomi.kenji) == ["別の人"]
