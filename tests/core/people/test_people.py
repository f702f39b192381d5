"""Invitations, teams, profiles, the audit log, and the constraints under them."""

from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.secrets import unseal
from madoguchi.base.tenancy import tenant
from madoguchi.base.text import digest
from madoguchi.core.events.dispatch import run_events
from madoguchi.core.events.models import Event
from madoguchi.core.people import steps
from madoguchi.core.people.accounts import NewAccount
from madoguchi.core.people.actions.accept import accept_with_account, accept_with_new_account
from madoguchi.core.people.actions.invite import invite
from madoguchi.core.people.actions.profile import change_preferences, change_profile
from madoguchi.core.people.actions.set_up import add_person, set_up, set_up_first
from madoguchi.core.people.actions.teams import create_team, rename_team, set_team_people
from madoguchi.core.people.models import (
    AuditEntry,
    IdempotencyKey,
    Invitation,
    Person,
    Team,
    TeamMember,
    Token,
    User,
)
from madoguchi.core.people.queries import audit_visible_to, invited_by_secret
from madoguchi.core.people.steps import audit, audit_view
from madoguchi.core.people.subscribers import keep_audit
from tests.world import World

ACCOUNT = NewAccount("sakura@koyomi.example", "窓口の新しい鍵 2026", "高橋", "さくら", "たかはし", "さくら")


def secret_of(invitation: Invitation) -> str:
    job = ProcrastinateJob.objects.get(task_name="madoguchi.send_invitation", args__invitation_id=invitation.id)
    secret: str = unseal(job.args["sealed_secret"])["secret"]
    return secret


def invited(world: World, email: str = "sakura@koyomi.example", **more: Any) -> str:
    given: dict[str, Any] = {"role": "agent", "inbox_ids": [], "language": "ja", **more}
    return secret_of(invite(email, actor=world.actor(world.aoi), **given))


def test_only_a_digest_of_the_secret_is_kept(world: World) -> None:
    invitation = invite("s@x.example", role="agent", inbox_ids=[], language="ja", actor=world.actor(world.aoi))
    secret = secret_of(invitation)
    assert invitation.digest == digest(secret)
    assert secret not in str(list(ProcrastinateJob.objects.values_list("args", flat=True)))
    seen = invited_by_secret(secret)
    assert seen is not None
    assert (seen.workspace, seen.inviter, seen.has_account) == ("こよみワークス", "青木 葵", False)


def test_an_invitation_is_good_once(world: World) -> None:
    secret = invited(world)
    person = accept_with_new_account(secret, account=ACCOUNT)
    assert (person.name, person.all_inboxes) == ("高橋 さくら", True)
    with pytest.raises(Refused) as refused:
        accept_with_new_account(secret, account=ACCOUNT)
    assert refused.value.code == "invitation-over"


def test_an_invitation_ends_after_seven_days(world: World) -> None:
    secret = invited(world)
    with tenant(world.koyomi.id):
        Invitation.objects.update(expires_at=datetime(2026, 1, 1, tzinfo=UTC))
    assert invited_by_secret(secret) is None
    with pytest.raises(Refused):
        accept_with_new_account(secret, account=ACCOUNT)


def test_the_address_is_the_invited_one(world: World) -> None:
    with pytest.raises(Refused) as refused:
        accept_with_new_account(invited(world, "other@koyomi.example"), account=ACCOUNT)
    assert refused.value.code == "other-address"


def test_another_account_cannot_take_the_seat(world: World) -> None:
    with pytest.raises(Refused) as refused:
        accept_with_account(invited(world), user_id=world.users["stranger"].id)
    assert refused.value.code == "other-account"


def test_whoever_is_here_is_not_invited_again(world: World) -> None:
    with pytest.raises(Refused) as refused:
        invited(world, "MISAKI@koyomi.example")
    assert refused.value.code == "has-seat"


def test_a_manager_invites_no_administrator(world: World) -> None:
    with pytest.raises(Refused):
        invite("x@y.example", role="administrator", inbox_ids=[], language="ja", actor=world.actor(world.mana))
    with pytest.raises(NotAllowed):
        invite("x@y.example", role="agent", inbox_ids=[], language="ja", actor=world.actor(world.kenji))


def test_somebody_who_left_comes_back_by_invitation(world: World) -> None:
    with tenant(world.koyomi.id):
        Person.objects.filter(id=world.misaki.id).update(deactivated_at=datetime(2026, 1, 1, tzinfo=UTC))
    secret = invited(world, "misaki@koyomi.example", role="supervisor", inbox_ids=[world.support.id])
    person = accept_with_account(secret, user_id=world.users["misaki"].id)
    assert (person.id, person.role, person.all_inboxes, person.is_active) == (
        world.misaki.id, "supervisor", False, True,
    )  # fmt: skip


@pytest.mark.parametrize("email", ["", "no address", "a@b", "a b@c.example", "é@x.example", "a@b.example\nBcc: x@y.z"])
def test_what_is_no_address_is_refused(world: World, email: str) -> None:
    with pytest.raises(Refused) as refused:
        invited(world, email)
    assert refused.value.code == "bad-address"


def test_a_team_has_a_name_of_its_own(koyomi: World) -> None:
    actor = koyomi.actor(koyomi.kenji)
    team = create_team("  請求   担当 ", actor=actor)
    assert team.name == "請求 担当"
    with pytest.raises(Refused):
        rename_team(team.id, name="サポート", actor=actor)
    with pytest.raises(NotAllowed):
        create_team("x", actor=koyomi.actor(koyomi.misaki))


def test_the_people_of_a_team_are_set_as_a_whole(koyomi: World) -> None:
    actor = koyomi.actor(koyomi.kenji)
    set_team_people(koyomi.team.id, person_ids=[koyomi.misaki.id, koyomi.ren.id], actor=actor)
    assert set(TeamMember.objects.values_list("person_id", flat=True)) == {koyomi.misaki.id, koyomi.ren.id}
    event = Event.objects.latest("id")
    assert event.payload == {"team_id": koyomi.team.id, "added": [koyomi.ren.id], "removed": [koyomi.kenji.id]}
    with pytest.raises(Refused):
        set_team_people(koyomi.team.id, person_ids=[koyomi.oscar.id], actor=actor)


def test_a_new_name_reaches_the_seat_and_by_a_job_the_other_seats(world: World) -> None:
    actor = world.actor(world.olivia)
    change_profile({"family_name": "Stone"}, actor=actor)
    with tenant(world.koyomi.id):
        assert Person.objects.get(id=world.olivia.id).name == "Olivia Stone"
    (job,) = ProcrastinateJob.objects.filter(task_name="madoguchi.copy_name")
    assert job.args == {"workspace_id": world.harbour.id, "person_id": world.olivia_at_harbour.id}
    with pytest.raises(Refused):
        change_profile({"is_active": "0"}, actor=actor)


def test_preferences_are_of_the_account(world: World) -> None:
    ren = world.actor(world.ren)
    user = change_preferences({"density": "compact", "motion": "none", "character_keys": False}, actor=ren)
    assert (user.density, user.motion, user.character_keys) == ("compact", "none", False)
    wrong: list[dict[str, Any]] = [{"density": "cramped"}, {"keys": {}}, {"email": "x@koyomi.example"}, {"theme": []}]
    for changes in wrong:
        with pytest.raises(Refused):
            change_preferences(changes, actor=ren)
    with tenant(world.koyomi.id):
        assert Event.objects.get(type="person.changed").payload["changed"] == ["character_keys", "density", "motion"]


def test_a_language_orders_the_name_everywhere(world: World) -> None:
    User.objects.filter(id=world.users["olivia"].id).update(family_name="リード", given_name="オリビア")
    change_preferences({"language": "ja"}, actor=world.actor(world.olivia))
    assert ProcrastinateJob.objects.filter(task_name="madoguchi.copy_name").count() == 1
    change_preferences({"theme": "dark"}, actor=world.actor(world.olivia))
    assert ProcrastinateJob.objects.filter(task_name="madoguchi.copy_name").count() == 1


@pytest.mark.parametrize("field", ["density", "motion"])
def test_the_database_knows_the_looks(world: World, field: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(id=world.users["ren"].id).update(**{field: "cramped"})


def test_the_audit_log_copies_facts_once(koyomi: World) -> None:
    create_team("x", actor=koyomi.actor(koyomi.kenji))
    event = Event.objects.create(
        workspace_id=koyomi.koyomi.id, type="contact.exported", actor="person:1", contact_id=koyomi.hanako.id
    )
    keep_audit([event])
    keep_audit([event])
    entry = AuditEntry.objects.get()
    assert (entry.kind, entry.actor, entry.subject) == ("contact.exported", "person:1", f"contact:{koyomi.hanako.id}")


def test_a_changed_role_is_audited_by_the_dispatcher(world: World) -> None:
    invited(world)
    run_events()
    with tenant(world.koyomi.id):
        assert list(AuditEntry.objects.values_list("kind", flat=True)) == ["person.invited"]


def test_looking_is_written_down_once_an_hour(koyomi: World) -> None:
    for _ in range(3):
        audit_view("contact.viewed", actor="person:1", subject="contact:5", address="203.0.113.7")
    audit_view("contact.viewed", actor="person:2", subject="contact:5", address=None)
    assert list(AuditEntry.objects.order_by("id").values_list("actor", "address")) == [
        ("person:1", "203.0.113.7"),
        ("person:2", None),
    ]


def test_what_was_just_written_down_is_not_asked_for_again(
    koyomi: World,
    django_capture_on_commit_callbacks: Any,
    django_assert_num_queries: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    look = partial(audit_view, "contact.viewed", actor="person:1", subject="contact:5", address=None)
    monkeypatch.setattr(steps, "_looks", steps.Looks(60.0))
    with django_assert_num_queries(2):
        look()
        look()  # nothing is remembered before it is committed
    with django_capture_on_commit_callbacks(execute=True):
        look()
    with django_assert_num_queries(0):
        look()
    with django_assert_num_queries(1):
        look(subject="contact:6")
    monkeypatch.setattr(steps, "_looks", steps.Looks(0.0))
    with django_assert_num_queries(1):
        look()


def test_managers_read_the_audit_log_and_agents_do_not(koyomi: World) -> None:
    audit("x", actor="system")
    assert audit_visible_to(koyomi.actor(koyomi.mana)).count() == 1
    assert audit_visible_to(koyomi.actor(koyomi.misaki)).count() == 0


def test_a_workspace_is_set_up_whole_or_not_at_all(db: None) -> None:
    workspace, person = set_up("はじめ商会", language="ja", time_zone="Asia/Tokyo", administrator=ACCOUNT)
    assert (person.role, person.workspace_id) == ("administrator", workspace.id)
    with pytest.raises(Refused):
        set_up("Second", language="ja", time_zone="Asia/Tokyo", administrator=ACCOUNT)
    assert type(workspace).objects.count() == 1
    with pytest.raises(Refused) as refused:
        set_up_first("Third", language="ja", time_zone="Asia/Tokyo", administrator=ACCOUNT)
    assert refused.value.code == "already-set-up"
    assert add_person(workspace.id, NewAccount("b@x.example", "窓口の新しい鍵 2027", "木", "一"), role="agent").id


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"language": "xx"}, "unknown-language"),
        ({"time_zone": "Mars/Olympus"}, "unknown-time-zone"),
        ({"password": "short"}, "weak-password"),
        ({"family_name": "", "given_name": ""}, "name-missing"),
    ],
)
def test_what_is_wrong_in_a_new_account_is_named(db: None, change: dict[str, str], code: str) -> None:
    fields = {name: getattr(ACCOUNT, name) for name in ACCOUNT.__slots__} | change
    with pytest.raises(Refused) as refused:
        set_up("x", language="ja", time_zone="Asia/Tokyo", administrator=NewAccount(**fields))
    assert refused.value.code == code


def test_a_password_is_not_shown_by_accident() -> None:
    assert "鍵" not in repr(ACCOUNT)


CONSTRAINTS: list[tuple[str, Any]] = [
    ("people_one_seat_a_user", lambda w: Person(user=w.users["aoi"], role="agent", name="x", email="x@y.z")),
    ("people_role_known", lambda w: Person(role="king", name="x", email="x@y.z")),
    ("people_partner_sees_named_inboxes", lambda w: Person(role="partner", name="x", email="x@y.z")),
    ("teams_name_once", lambda w: Team(name="サポート")),
    ("team_members_once", lambda w: TeamMember(team=w.team, person=w.kenji)),
    ("invitations_role_known", lambda w: Invitation(email="x@y.z", role="king", digest="d", expires_at=w.now)),
    ("invitations_digest", lambda w: Invitation(email="x@y.z", role="agent", digest="taken", expires_at=w.now)),
    ("tokens_digest", lambda w: Token(person=w.aoi, name="x", hint="x", digest="taken")),
    ("idempotency_keys_once", lambda w: IdempotencyKey(scope="s", key="k", request_digest="r", status=200)),
]


@pytest.mark.parametrize(("name", "make"), CONSTRAINTS, ids=[name for name, _make in CONSTRAINTS])
def test_the_database_refuses(koyomi: World, name: str, make: Any) -> None:
    class Given:
        now = datetime.now(UTC)

        def __getattr__(self, name: str) -> Any:
            return getattr(koyomi, name)

    own = {"workspace_id": koyomi.koyomi.id}
    Invitation.objects.create(email="q@y.z", role="agent", digest="taken", expires_at=Given.now, **own)
    Token.objects.create(person=koyomi.aoi, name="x", hint="x", digest="taken", **own)
    IdempotencyKey.objects.create(scope="s", key="k", request_digest="r", status=200, **own)
    row = make(Given())
    row.workspace_id = koyomi.koyomi.id
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        row.save(force_insert=True)


def test_an_account_has_one_address_in_small_letters(db: None) -> None:
    with pytest.raises(IntegrityError, match="users_email_lower_case"), transaction.atomic():
        User.objects.create(email="Big@x.example")
    User.objects.create(email="small@x.example")
    with pytest.raises(IntegrityError, match="users_email"), transaction.atomic():
        User.objects.create(email="small@x.example")
