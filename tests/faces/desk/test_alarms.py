"""What stands still is said over every page, to those who may mend it."""

from madoguchi.base.tenancy import tenant
from madoguchi.core.inboxes.models import ChannelCursor, Inbox
from tests.faces.desk.sitting import Sitting
from tests.world import World


def test_a_mailbox_that_cannot_be_read(world: World, aoi: Sitting, misaki: Sitting) -> None:
    assert 'data-from="/desk/alarms/"' in aoi.get("/desk/views/mine/").html
    assert 'data-from="/desk/alarms/"' not in misaki.get("/desk/views/mine/").html
    assert "banner" not in aoi.get("/desk/alarms/", target="alarms").html
    with tenant(world.koyomi.id):
        place = {"workspace_id": world.koyomi.id, "inbox": world.support, "name": "imap"}
        ChannelCursor.objects.create(**place, problem="auth-failed: no")
        assert "banner" not in aoi.get("/desk/alarms/", target="alarms").html  # nobody asks that mailbox any more
        Inbox.objects.filter(id=world.support.id).update(settings={"imap_host": "imap.koyomi.example"})
    shown = aoi.get("/desk/alarms/", target="alarms")
    assert f'href="/desk/settings/inboxes/{world.support.id}/"' in shown.html
    assert f"「{world.support.name}」にメールが届いていません。" in shown.text
    assert "banner" not in misaki.get("/desk/alarms/", target="alarms").html
    told = aoi.get(f"/desk/settings/inboxes/{world.support.id}/").text
    assert "メールボックスを読み込めません。 ユーザー名またはパスワードが違います。 no" in told
    assert "auth-failed" not in told
