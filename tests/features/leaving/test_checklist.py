"""What would go with somebody who leaves: what only they have answered, and what they keep."""

import pytest

from madoguchi.base.clock import now
from madoguchi.base.errors import NotAllowed
from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations.models import Conversation, Message
from madoguchi.core.people.models import Person
from madoguchi.features.aims.models import Aim
from madoguchi.features.articles.actions.drafting import use_article
from madoguchi.features.leaving.checklist import checklist_for, uncovered_of
from tests.faces.api.client import caller
from tests.faces.desk.sitting import Sitting, begun
from tests.features.articles.writing import published, shelf
from tests.world import World

pytestmark = pytest.mark.django_db


def answered(world: World, name: str, *people: Person, topic: str = "") -> int:
    """A resolved conversation that these people have answered."""
    with tenant(world.koyomi.id):
        made = begun(world.support, "hanako@kobo.example", mail_id=f"{name}@mail.example")
        Conversation.objects.filter(id=made.id).update(
            status="resolved", waiting_since=None, resolved_at=now(), first_replied_at=now(), subject=name
        )
        for person in people:
            Message.objects.create(
                workspace_id=world.koyomi.id, conversation=made, kind="reply", channel="email", text="はい",
                person=person, dedupe_key=f"{name}:{person.id}",
            )  # fmt: skip
        Aim.objects.filter(conversation=made).delete()
        Aim.objects.create(workspace_id=world.koyomi.id, conversation=made, asked="x", topic=topic)
        return made.id


def uncovered(world: World, person: Person) -> list[str]:
    with tenant(world.koyomi.id):
        rows = uncovered_of(person.id, world.actor(world.kenji)).order_by("id")
        return list(rows.values_list("subject", flat=True))


def test_what_only_they_have_answered_and_is_written_down_nowhere(world: World) -> None:
    answered(world, "アンテナの調整", world.misaki)
    answered(world, "二人で答えた", world.misaki, world.kenji)
    answered(world, "ほかの人が答えた", world.kenji)
    covered = answered(world, "記事にある", world.misaki)
    article = published(world.actor(world.kenji), shelf(world.actor(world.kenji)), "返金の受け方", "7日以内です。")
    use_article(article.article_id, conversation_id=covered, actor=world.actor(world.misaki))
    assert uncovered(world, world.misaki) == ["アンテナの調整"]
    with tenant(world.koyomi.id):
        found = checklist_for(world.misaki.id, world.actor(world.kenji))
    assert (found.covered.count, found.covered.of, found.is_done) == (1, 2, False)


def test_what_is_asked_often_and_others_have_answered_elsewhere_is_known(world: World) -> None:
    answered(world, "領収書 1", world.misaki, topic="receipt")
    assert uncovered(world, world.misaki) == ["領収書 1"]
    answered(world, "領収書 2", world.kenji, topic="receipt")
    assert uncovered(world, world.misaki) == []


def test_what_they_own_and_have_in_hand_is_listed_and_who_has_nothing_may_go(world: World) -> None:
    with tenant(world.koyomi.id):
        assert checklist_for(world.misaki.id, world.actor(world.kenji)).is_done
        made = begun(world.support, "hanako@kobo.example", mail_id="open@mail.example")
        Conversation.objects.filter(id=made.id).update(assignee=world.misaki)
        found = checklist_for(world.misaki.id, world.actor(world.kenji))
    assert [one.id for one in found.in_hand] == [made.id]
    assert not found.is_done


def test_the_desk_and_the_api_show_it_to_who_leads(world: World) -> None:
    answered(world, "アンテナの調整", world.misaki)
    path = f"/desk/settings/people/{world.misaki.id}/leaving/"
    page = Sitting(world.users["aoi"]).get(path)
    assert "アンテナの調整" in page.text
    assert len(page.queries) <= 8
    assert page.writes == []
    assert Sitting(world.users["misaki"]).get(path).status == 404
    shown = caller(world, world.aoi).get(f"/people/{world.misaki.id}/leaving").body
    assert (len(shown["uncovered"]), shown["covered"]["of"]) == (1, 1)
    with tenant(world.koyomi.id), pytest.raises(NotAllowed):
        checklist_for(world.oscar.id, world.actor(world.aoi))


def test_who_resolves_what_is_written_down_nowhere_is_offered_to_write_it(world: World) -> None:
    with tenant(world.koyomi.id):
        made = begun(world.support, "hanako@kobo.example", mail_id="bare@mail.example")
        Conversation.objects.filter(id=made.id).update(first_replied_at=now())
    desk = Sitting(world.users["misaki"])
    offered = desk.post(f"/desk/conversations/{made.id}/resolution/").html
    assert f"/desk/conversations/{made.id}/articles/" in offered
    article = published(world.actor(world.kenji), shelf(world.actor(world.kenji)), "返金の受け方", "7日以内です。")
    use_article(article.article_id, conversation_id=made.id, actor=world.actor(world.misaki))
    assert "/articles/" not in desk.post(f"/desk/conversations/{made.id}/resolution/").html
