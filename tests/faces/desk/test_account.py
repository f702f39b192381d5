"""Signing in and out, new passwords, second steps, sessions, invitations and the first run."""

import re
from inspect import unwrap
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.usersessions.models import UserSession
from django.conf import settings as configured
from django.core import mail
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from madoguchi.base.tenancy import tenant
from madoguchi.core.people.actions.invite import invite, revoke_invitation
from madoguchi.core.people.actions.seats import deactivate
from madoguchi.core.people.jobs import send_invitation
from madoguchi.core.people.models import AuditEntry, Person, User
from madoguchi.core.workspaces.models import Workspace
from madoguchi.faces.desk.account.sessions import end_sessions
from madoguchi.faces.desk.jobs import note_failure, send_notice, send_password_link
from tests.world import PASSWORD, World

JOBS = {
    "madoguchi.send_invitation": send_invitation,
    "madoguchi.send_password_link": send_password_link,
    "madoguchi.send_notice": send_notice,
    "madoguchi.note_failure": note_failure,
}


def run_jobs() -> list[str]:
    """Do what is in the queue; the names of what was done."""
    done = []
    for job in ProcrastinateJob.objects.filter(task_name__in=JOBS).order_by("id"):
        unwrap(JOBS[job.task_name].func)(**job.args)
        done.append(job.task_name)
    with_owner = ProcrastinateJob.objects.filter(task_name__in=JOBS)
    with_owner._raw_delete(with_owner.db)
    return done


@pytest.fixture(autouse=True)
def mails_kept(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


def sign_in(client: Client, email: str, password: str = PASSWORD) -> Any:
    return client.post("/accounts/login/", {"login": email, "password": password})


def confirm(client: Client) -> None:
    """What is dangerous asks for the password again."""
    assert client.post("/accounts/reauthenticate/", {"password": PASSWORD}).status_code == 302


def audit_kinds(workspace: Workspace) -> list[str]:
    with tenant(workspace.id):
        return list(AuditEntry.objects.order_by("id").values_list("kind", flat=True))


def test_signing_in_and_out_leads_to_the_desk_and_is_audited(world: World, client: Client) -> None:
    answer = sign_in(client, "AOI@koyomi.example")
    assert (answer.status_code, answer["Location"]) == (302, "/desk/")
    assert client.post("/accounts/logout/").status_code == 302
    assert audit_kinds(world.koyomi) == ["sign_in.succeeded", "sign_in.ended"]
    assert audit_kinds(world.harbour) == []


def test_whoever_works_in_two_workspaces_is_audited_in_both(world: World, client: Client) -> None:
    sign_in(client, world.users["olivia"].email)
    assert audit_kinds(world.koyomi) == audit_kinds(world.harbour) == ["sign_in.succeeded"]


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(world: World, client: Client) -> None:
    wrong = sign_in(client, "aoi@koyomi.example", "not the password")
    unknown = sign_in(client, "nobody@koyomi.example", "not the password")

    def plain(answer: Any) -> str:
        text = answer.content.decode().replace("nobody@", "aoi@")
        return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", text)

    assert wrong.status_code == unknown.status_code == 200
    assert plain(wrong) == plain(unknown)
    assert run_jobs() == ["madoguchi.note_failure"] * 2
    assert audit_kinds(world.koyomi) == ["sign_in.failed"]


def test_the_sixth_wrong_password_is_not_even_tried(world: World, client: Client) -> None:
    for _ in range(5):
        sign_in(client, "aoi@koyomi.example", "wrong")
    answer = sign_in(client, "aoi@koyomi.example")
    assert answer.status_code == 200
    assert not client.session.get("_auth_user_id")


def test_nobody_can_sign_up(world: World, client: Client) -> None:
    assert client.get("/accounts/signup/").status_code == 404
    assert client.get("/accounts/email/").status_code == 404


def test_a_link_for_a_new_password_names_the_host_of_the_settings(world: World, client: Client) -> None:
    known = client.post("/accounts/password/reset/", {"email": "Aoi@koyomi.example"}, headers={"host": "localhost"})
    unknown = client.post("/accounts/password/reset/", {"email": "nobody@koyomi.example"})
    assert known.status_code == unknown.status_code == 302
    assert run_jobs() == ["madoguchi.send_password_link"] * 2
    (sent,) = mail.outbox
    assert sent.to == ["aoi@koyomi.example"]
    (link,) = re.findall(r"^(http\S+)$", str(sent.body), re.MULTILINE)
    assert link.startswith(configured.MADOGUCHI.public_url + "/accounts/password/reset/key/")
    _use_the_link(client, link.removeprefix(configured.MADOGUCHI.public_url))
    assert sign_in(client, "aoi@koyomi.example", "まったく新しい password").status_code == 302
    assert "password.reset" in audit_kinds(world.koyomi)
    assert client.get(link.removeprefix(configured.MADOGUCHI.public_url)).status_code == 200
    assert b"password1" not in client.get(link.removeprefix(configured.MADOGUCHI.public_url)).content


def _use_the_link(client: Client, path: str) -> None:
    form = client.get(path, follow=True)
    action = form.redirect_chain[-1][0]
    assert b"password1" in form.content
    password = "まったく新しい password"
    assert client.post(action, {"password1": password, "password2": password}).status_code == 302


def test_a_stranger_gets_no_mail_because_somebody_typed_their_address(world: World, client: Client) -> None:
    client.post("/accounts/password/reset/", {"email": "victim@elsewhere.test"})
    run_jobs()
    assert mail.outbox == []


def test_a_lookalike_address_is_not_the_account(world: World, client: Client) -> None:
    assert sign_in(client, "AOİ@koyomi.example").status_code == 200
    client.post("/accounts/password/reset/", {"email": "aoi@\u212aoyomi.example"})  # Kelvin sign
    run_jobs()
    assert [one.to for one in mail.outbox] in ([], [["aoi@koyomi.example"]])


def test_changing_the_password_ends_other_sessions_and_is_told(world: World, client: Client) -> None:
    other = Client()
    sign_in(other, "aoi@koyomi.example")
    sign_in(client, "aoi@koyomi.example")
    change = {"oldpassword": PASSWORD} | dict.fromkeys(("password1", "password2"), "新しい言葉 words 77")
    assert client.post("/accounts/password/change/", change).status_code == 302
    assert client.get("/accounts/sessions/").status_code == 200
    assert other.get("/accounts/sessions/").status_code == 302
    assert UserSession.objects.get().session_key == client.session.session_key
    assert "madoguchi.send_notice" in run_jobs()
    assert mail.outbox[0].to == ["aoi@koyomi.example"]
    assert re.match(r"青木 葵さん\n[^:]*日時: \d{4}-\d\d-\d\d \d\d:\d\d\n", str(mail.outbox[0].body))
    assert "password.changed" in audit_kinds(world.koyomi)


def test_an_app_as_second_step(world: World, client: Client, django_capture_on_commit_callbacks: Any) -> None:
    sign_in(client, "aoi@koyomi.example")
    assert client.get("/accounts/2fa/totp/activate/")["Location"].startswith("/accounts/reauthenticate/?next=")
    confirm(client)
    page = client.get("/accounts/2fa/totp/activate/")
    assert page.status_code == 200
    assert b"data:image/svg+xml;base64," in page.content
    secret = page.context["form"].secret
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post("/accounts/2fa/totp/activate/", {"code": _code(secret)})
    assert answer.status_code == 302
    kept = Authenticator.objects.get(type="totp").data["secret"]
    assert secret not in kept  # sealed
    assert client.get("/accounts/2fa/recovery-codes/").status_code == 200
    client.post("/accounts/logout/")
    assert sign_in(client, "aoi@koyomi.example")["Location"] == "/accounts/2fa/authenticate/"
    assert b"madoguchi-passkey" not in client.get("/accounts/2fa/authenticate/").content  # there is no key to ask for
    assert client.post("/accounts/2fa/authenticate/", {"code": "000000"}).status_code == 200
    codes = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()
    assert client.post("/accounts/2fa/authenticate/", {"code": codes[0]})["Location"] == "/desk/"
    assert "second_factor.added" in audit_kinds(world.koyomi)


def _code(secret: str) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return str(format_hotp_value(hotp_value(secret, counter)))


@pytest.mark.parametrize(
    "path",
    [
        "/accounts/2fa/",
        "/accounts/2fa/totp/activate/",
        "/accounts/2fa/webauthn/",
        "/accounts/2fa/webauthn/add/",
        "/accounts/password/change/",
        "/accounts/sessions/",
        "/accounts/logout/",
        "/accounts/reauthenticate/",
    ],
)
@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_page_of_the_account_opens(world: World, client: Client, path: str, language: str) -> None:
    User.objects.update(language=language)
    sign_in(client, "aoi@koyomi.example")
    confirm(client)
    answer = client.get(path)
    assert answer.status_code == 200
    text = answer.content.decode()
    assert f'<html lang="{language}"' in text
    assert "<script>" not in text
    assert " style=" not in text
    assert "onclick" not in text


@pytest.mark.parametrize("path", ["/accounts/login/", "/accounts/password/reset/", "/accounts/password/reset/done/"])
def test_every_page_before_sign_in_opens_with_a_strict_policy(world: World, client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    assert "script-src 'self'" in answer["Content-Security-Policy"]
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]


def test_one_session_is_signed_out_and_the_others_stay(world: World, client: Client) -> None:
    other, third = Client(), Client()
    for one in (client, other, third):
        sign_in(one, "aoi@koyomi.example")
    theirs = UserSession.objects.get(session_key=other.session.session_key)
    assert client.post(f"/accounts/sessions/{theirs.pk}/end/").status_code == 302
    assert other.get("/accounts/sessions/").status_code == 302
    assert third.get("/accounts/sessions/").status_code == 200
    assert "session.ended" in audit_kinds(world.koyomi)


def test_nobody_ends_the_session_of_another(world: World, client: Client) -> None:
    other = Client()
    sign_in(other, "kenji@koyomi.example")
    sign_in(client, "aoi@koyomi.example")
    theirs = UserSession.objects.get(session_key=other.session.session_key)
    assert client.post(f"/accounts/sessions/{theirs.pk}/end/").status_code == 404


def test_whoever_is_dismissed_everywhere_is_signed_out(world: World, client: Client) -> None:
    sign_in(client, "misaki@koyomi.example")
    with tenant(world.koyomi.id):
        deactivate(world.misaki.id, actor=world.actor(world.aoi))
        end_sessions([_event("person.deactivated", world.misaki.id)])
    assert client.get("/accounts/sessions/").status_code == 302


def test_whoever_keeps_a_seat_elsewhere_stays_signed_in(world: World, client: Client) -> None:
    sign_in(client, world.users["olivia"].email)
    with tenant(world.koyomi.id):
        deactivate(world.olivia.id, actor=world.actor(world.aoi))
        end_sessions([_event("person.deactivated", world.olivia.id)])
    assert client.get("/accounts/sessions/").status_code == 200


def _event(kind: str, person_id: int) -> Any:
    from madoguchi.core.events.models import Event  # a row that is not saved

    return Event(type=kind, payload={"person_id": person_id})


def test_a_session_is_noted_once_in_five_minutes(world: World, client: Client, django_assert_num_queries: Any) -> None:
    sign_in(client, "aoi@koyomi.example")
    UserSession.objects.update(last_seen_at="2026-01-01T00:00Z", user_agent="old")
    client.get("/accounts/2fa/", headers={"user-agent": "Browser/2"})
    seen = UserSession.objects.get()
    assert (seen.user_agent, seen.ip) == ("Browser/2", "127.0.0.1")
    assert seen.last_seen_at.year > 2025
    with django_assert_num_queries(4):  # session, account, and two of the page about second steps
        client.get("/accounts/2fa/")


def test_the_language_is_the_account_s_then_the_browser_s_then_japanese(world: World, client: Client) -> None:
    assert client.get("/accounts/login/")["Content-Language"] == "ja"
    assert client.get("/accounts/login/", headers={"accept-language": "en-GB"})["Content-Language"] == "en"
    sign_in(client, world.users["oscar"].email)
    assert client.get("/accounts/2fa/", headers={"accept-language": "ja"})["Content-Language"] == "en"


def invited(world: World, email: str, **fields: Any) -> str:
    """Invite somebody and return the path in the mail that they got."""
    given = {"role": "agent", "inbox_ids": [], "language": "ja", **fields}
    invite(email, actor=world.actor(world.aoi), **given)
    mail.outbox.clear()
    run_jobs()
    (link,) = re.findall(r"^(http\S+)$", str(mail.outbox[0].body), re.MULTILINE)
    assert link.startswith(configured.MADOGUCHI.public_url + "/invitation/")
    return str(link.removeprefix(configured.MADOGUCHI.public_url))


NEW = {
    "family_name": "高橋",
    "given_name": "さくら",
    "family_name_kana": "たかはし",
    "given_name_kana": "さくら",
    "password": "窓口の新しい鍵 2026",
}


def test_an_invitation_makes_an_account_once(world: World, client: Client) -> None:
    path = invited(world, "Sakura@koyomi.example")
    assert mail.outbox[0].to == ["sakura@koyomi.example"]
    page = client.get(path)
    assert page.status_code == 200
    assert "こよみワークス" in page.content.decode()
    assert client.post(path, NEW)["Location"] == "/desk/"
    with tenant(world.koyomi.id):
        person = Person.objects.get(email="sakura@koyomi.example")
        assert (person.name, person.role, person.name_kana) == ("高橋 さくら", "agent", "たかはし さくら")
    assert Client().get(path).status_code == 404
    assert Client().post(path, NEW).status_code == 404


def test_a_weak_password_is_named_at_its_field(world: World, client: Client) -> None:
    answer = client.post(invited(world, "sakura@koyomi.example"), {**NEW, "password": "12345"})
    assert answer.status_code == 422
    assert answer.context["form"].errors["password"]
    assert not User.objects.filter(email="sakura@koyomi.example").exists()


def test_an_invitation_adds_a_seat_to_the_account_of_that_address(world: World, client: Client) -> None:
    path = invited(world, "oscar@harbourpine.example", role="supervisor")
    assert client.get(path)["Location"].startswith("/accounts/login/?next=/invitation/")
    sign_in(client, "oscar@harbourpine.example")
    assert client.get(path).status_code == 200
    assert client.post(path)["Location"] == "/desk/"
    assert client.session["workspace"] == world.koyomi.id


def test_an_invitation_is_not_for_another_account(world: World, client: Client) -> None:
    path = invited(world, "sakura@koyomi.example")
    sign_in(client, "stranger@elsewhere.example")
    assert client.get(path).status_code == 200
    assert client.post(path).status_code == 422


def test_a_withdrawn_invitation_leads_nowhere(world: World, client: Client) -> None:
    actor = world.actor(world.aoi)
    one = invite("sakura@koyomi.example", role="agent", inbox_ids=[], language="ja", actor=actor)
    path = invited(world, "sakura@koyomi.example")  # the second ends the first
    with tenant(world.koyomi.id):
        one.refresh_from_db()
        assert one.revoked_at is not None
        latest = type(one).objects.latest("id")
    revoke_invitation(latest.id, actor=actor)
    assert client.get(path).status_code == 404


def test_choosing_another_workspace(world: World, client: Client) -> None:
    sign_in(client, world.users["olivia"].email)
    assert client.post("/accounts/workspace/", {"workspace": world.harbour.id}).status_code == 302
    assert client.session["workspace"] == world.harbour.id
    sign_in(client, world.users["oscar"].email)
    client.post("/accounts/logout/")
    sign_in(client, world.users["oscar"].email)
    assert client.post("/accounts/workspace/", {"workspace": world.koyomi.id}).status_code == 404


WELCOME = {
    **NEW,
    "workspace": "はじめ商会",
    "language": "ja",
    "time_zone": "Asia/Tokyo",
    "email": "first@hajime.example",
}


def test_the_first_visitor_at_the_machine_opens_the_counter(db: None) -> None:
    client = Client(HTTP_HOST="localhost:8000")
    assert client.get("/accounts/login/")["Location"] == "/welcome/"
    assert b"own_zone.js" in client.get("/welcome/").content  # the browser knows better where this is
    assert client.post("/welcome/", WELCOME)["Location"] == "/desk/"
    assert Workspace.objects.get().name == "はじめ商会"
    assert client.get("/welcome/")["Location"] == "/desk/"
    assert client.post("/welcome/", WELCOME)["Location"] == "/desk/"
    assert Workspace.objects.count() == 1


@pytest.mark.parametrize(
    "elsewhere", [{"REMOTE_ADDR": "203.0.113.9", "HTTP_HOST": "localhost"}, {"HTTP_HOST": "support.example.com"}]
)
def test_from_elsewhere_it_takes_the_code(db: None, settings: Any, elsewhere: dict[str, str]) -> None:
    settings.ALLOWED_HOSTS = ["localhost", "testserver", "support.example.com"]
    client = Client(**elsewhere)  # type: ignore[arg-type]
    code = configured.MADOGUCHI.home / "keys" / "first-run"
    assert re.search(r'<input[^>]* name="code"[^>]* required', client.get("/welcome/").content.decode())
    assert client.post("/welcome/", WELCOME).status_code == 422
    code.parent.mkdir(parents=True, exist_ok=True)
    code.write_text("a-code-of-the-test\n")
    try:
        assert client.post("/welcome/", {**WELCOME, "code": "guess"}).status_code == 422
        assert client.post("/welcome/", {**WELCOME, "code": "a-code-of-the-test"}).status_code == 302
        assert not code.exists()
    finally:
        code.unlink(missing_ok=True)
