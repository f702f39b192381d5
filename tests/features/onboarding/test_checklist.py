"""The first ten minutes: each step is done by a fact, and by nothing else."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils.translation import override
from procrastinate.contrib.django.models import ProcrastinateJob

from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.tenancy import tenant
from madoguchi.config import texts
from madoguchi.core.conversations import outgoing
from madoguchi.core.conversations.actions.check import begin_check, send_check
from madoguchi.core.conversations.actions.reply import reply
from madoguchi.core.conversations.letter import Letter, Sending
from madoguchi.core.conversations.outgoing import Outgoing, Result
from madoguchi.core.inboxes.actions.inbox import change_inbox, create_inbox
from madoguchi.core.people.accounts import NewAccount
from madoguchi.core.people.actions.invite import invite
from madoguchi.core.people.actions.set_up import set_up
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.queries import actor_for
from madoguchi.core.workspaces.models import Workspace
from madoguchi.features.onboarding.actions.steps import skip_step, take_up_step
from madoguchi.features.onboarding.demo import ask_demo_removal, demo_state, is_keeper
from madoguchi.features.onboarding.health import Finding, ask_examination, keep_findings, last_examination
from madoguchi.features.onboarding.models import SkippedStep
from madoguchi.features.onboarding.steps import checklist
from tests.core.conversations.arriving import arrive, conversation_of, mail
from tests.world import World


@pytest.fixture
def fresh(db: None) -> Actor:
    """The administrator of a workspace that was just made."""
    account = NewAccount("sakura@new.example", "窓口の新しい鍵 2026", "高橋", "さくら")
    workspace, person = set_up("新しい窓口", language="ja", time_zone="Asia/Tokyo", administrator=account)
    with tenant(workspace.id):
        return actor_for(person)


def still_open(actor: Actor, *, has_own_server: bool = False) -> list[str]:
    with tenant(actor.workspace_id):
        found = checklist(actor, has_own_server=has_own_server, has_demo=True)
    return [stand.step.name for stand in found.stands if stand.is_open]


def _much_comes_in_elsewhere() -> None:
    """Other workspaces of the installation receive mail too: the numbers of a quiet one lie far apart."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('raw_intake', 'id')) FROM generate_series(1, 2000)")


def test_every_step_is_done_by_its_fact(fresh: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    assert still_open(fresh) == ["inbox", "incoming", "outgoing", "sign_of_life", "colleague", "answer"]
    inbox = create_inbox("窓口", address="help@new.example", actor=fresh)
    assert "inbox" not in still_open(fresh)

    sent: list[Outgoing] = []

    def take(letter: Outgoing) -> list[Result]:
        sent.append(letter)
        return [Result("help@new.example", "sent", "250", "")]

    monkeypatch.setitem(outgoing.CHANNELS, "email", take)
    begin_check(inbox.id, actor=fresh)
    send_check(fresh.workspace_id, inbox.id)
    assert "outgoing" in still_open(fresh)  # into the local outbox: no server has taken it
    assert "outgoing" not in still_open(fresh, has_own_server=True)
    change_inbox(inbox.id, changes={"settings": {"smtp_host": "smtp.new.example"}}, actor=fresh)
    assert "outgoing" not in still_open(fresh)

    with tenant(fresh.workspace_id):
        _much_comes_in_elsewhere()
        conversation = conversation_of(arrive(inbox, mail("hanako@kobo.example")))
    assert still_open(fresh) == ["sign_of_life", "colleague", "answer"]
    with tenant(fresh.workspace_id):
        arrive(inbox, mail("help@new.example", subject=sent[0].subject))
    assert still_open(fresh) == ["colleague", "answer"]

    invite("next@new.example", role="agent", inbox_ids=[], language="ja", actor=fresh)
    reply(conversation.id, letter=Letter("はい", to=("hanako@kobo.example",)), sending=Sending(), actor=fresh)
    assert still_open(fresh) == []


def test_a_step_can_be_left_out_and_taken_up_again(fresh: Actor) -> None:
    skip_step("colleague", actor=fresh)
    skip_step("colleague", actor=fresh)
    assert "colleague" not in still_open(fresh)
    take_up_step("colleague", actor=fresh)
    assert "colleague" in still_open(fresh)
    with pytest.raises(NotAllowed):
        skip_step("dance", actor=fresh)


def test_a_step_is_left_out_once_and_has_a_name(koyomi: World) -> None:
    SkippedStep.objects.create(workspace_id=koyomi.koyomi.id, step="demo")
    for step in ("demo", ""):
        with pytest.raises(IntegrityError), transaction.atomic():
            SkippedStep.objects.create(workspace_id=koyomi.koyomi.id, step=step)


def test_what_others_did_counts_for_nobody_else(world: World, fresh: Actor) -> None:
    with tenant(world.koyomi.id):
        arrive(world.support, mail("hanako@kobo.example"))
    assert "incoming" in still_open(fresh)


def test_the_demo_is_taken_away_by_a_job(fresh: Actor, world: World) -> None:
    assert demo_state() == "none"
    with pytest.raises(Refused, match="no-demo"):
        ask_demo_removal(actor=fresh)
    Workspace.objects.filter(id=world.harbour.id).update(is_demo=True)
    assert "demo" in still_open(fresh)
    for _click in range(2):
        ask_demo_removal(actor=fresh)
    asked = ProcrastinateJob.objects.get(task_name="madoguchi.remove_demo")
    assert asked.priority > 0  # behind a thousand jobs of a busy demo it took as long as all of them
    assert demo_state() == "running"


def test_only_whoever_looks_after_the_installation_may_do_that(fresh: Actor, world: World) -> None:
    assert is_keeper(fresh)  # the first real workspace
    assert not is_keeper(world.actor(world.aoi))
    with pytest.raises(NotAllowed):
        ask_demo_removal(actor=world.actor(world.aoi))
    with pytest.raises(NotAllowed):
        ask_examination(actor=world.actor(world.aoi))
    Workspace.objects.update(is_demo=True)
    assert is_keeper(world.actor(world.oscar))  # nothing but demo: any of its administrators
    assert not is_keeper(world.actor(world.misaki))


def test_the_doctor_is_waited_for_until_he_has_looked(fresh: Actor) -> None:
    keep_findings({"ja": [], "en": []})
    assert last_examination()[1] is False
    ask_examination(actor=fresh)
    assert last_examination()[1] is True
    keep_findings({"ja": [], "en": []})
    assert last_examination()[1] is False


def test_findings_are_told_in_the_language_of_the_reader(db: None) -> None:
    assert last_examination() == (None, False)
    keep_findings({"ja": [Finding("disk", "ok", "空きあり"), Finding("mail", "error", "送れません")], "en": []})
    with override("ja"):
        found, _is_looking = last_examination()
    assert found is not None
    assert [one.check for one in found.findings] == ["mail", "disk"]
    assert [one.text for one in found.wrong] == ["送れません"]
    with texts.speaking("ja"):
        assert texts.gettext("There is no demo data.") == "デモデータはありません。"
