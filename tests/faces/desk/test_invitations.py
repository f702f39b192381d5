"""Whether an invitation went out is seen where people are invited, and one can be sent again."""

from dataclasses import replace
from inspect import unwrap
from pathlib import Path
from typing import Any

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from madoguchi.base.errors import DeliveryError
from madoguchi.base.tenancy import tenant
from madoguchi.config.values import OutgoingServer
from madoguchi.core.people.jobs import send_invitation
from madoguchi.core.people.models import Invitation
from tests.faces.desk.sitting import Sitting
from tests.ports import free_port
from tests.world import World

PEOPLE = "/desk/settings/people/"
ASKS_AGAIN = 'id="invitations" hx-get='


@pytest.fixture
def aoi(world: World) -> Sitting:
    return Sitting(world.users["aoi"])


@pytest.fixture(autouse=True)
def at_home(settings: Any, tmp_path: Path) -> None:
    """What no server takes lies in a folder of the test."""
    settings.MADOGUCHI = replace(settings.MADOGUCHI, home=tmp_path, smtp_url=None)
    settings.EMAIL_BACKEND = "madoguchi.config.mail.Backend"


def sent() -> None:
    """The newest invitation, once."""
    job = ProcrastinateJob.objects.filter(task_name="madoguchi.send_invitation").latest("id")
    unwrap(send_invitation.func)(**job.args)


def test_one_that_could_not_be_sent_says_so_and_is_sent_again(world: World, aoi: Sitting, settings: Any) -> None:
    there = settings.MADOGUCHI
    nobody = OutgoingServer("127.0.0.1", free_port(), "", "", "none", 2.0)
    settings.MADOGUCHI = replace(there, smtp_url=nobody)
    given = {"email": "sakura@koyomi.example", "role": "agent", "language": "en"}
    assert aoi.post(PEOPLE, given).status == 200
    page = aoi.get(PEOPLE)
    assert "送信できていません" not in page.text
    assert ASKS_AGAIN in page.html
    with pytest.raises(DeliveryError):
        sent()
    page = aoi.get(PEOPLE)
    assert "送信できていません" in page.text
    assert ASKS_AGAIN not in page.html
    with tenant(world.koyomi.id):
        first = Invitation.objects.get()
    assert (first.sent_at, bool(first.problem)) == (None, True)
    assert first.problem in page.text
    assert not first.problem.startswith("0 ")  # no answer is no number

    settings.MADOGUCHI = there
    assert aoi.post(f"/desk/settings/invitations/{first.id}/").status == 200
    with tenant(world.koyomi.id):
        first.refresh_from_db()
        again = Invitation.objects.get(revoked_at__isnull=True)
    assert first.revoked_at is not None
    assert (again.email, again.role, again.language) == (first.email, first.role, "en")
    assert again.digest != first.digest
    sent()
    page = aoi.get(PEOPLE)
    assert "送信できていません" not in page.text
    assert "に送信" in page.text
    assert aoi.post(f"/desk/settings/invitations/{first.id}/").status == 404


def test_who_may_not_invite_may_not_send_again(world: World, aoi: Sitting) -> None:
    aoi.post(PEOPLE, {"email": "sakura@koyomi.example", "role": "agent", "language": "ja"})
    with tenant(world.koyomi.id):
        invitation = Invitation.objects.get()
    kenji = Sitting(world.users["kenji"])
    assert kenji.post(f"/desk/settings/invitations/{invitation.id}/").status in (403, 404)
    with tenant(world.koyomi.id):
        assert Invitation.objects.get().revoked_at is None
