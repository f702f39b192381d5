"""The mail to who is away: one that gathers what they have not read, and no second one about the same."""

from collections.abc import Sequence
from datetime import datetime
from email.utils import make_msgid
from html import escape
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import connection
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from madoguchi.base.clock import now
from madoguchi.base.tenancy import tenant
from madoguchi.core.people.models import Person
from madoguchi.core.workspaces.models import Workspace
from madoguchi.features.notifications.jobs import mail_later
from madoguchi.features.notifications.models import Notification
from madoguchi.features.notifications.queries import shows_texts
from madoguchi.features.notifications.recipients import recipients
from madoguchi.features.notifications.rules import Whom
from madoguchi.features.notifications.wording import Line, lines_of

AFTER = 10  # minutes, where a person has not said (models.Preference)
MOST = 50  # notifications of one mail
WAITING = """
SELECT DISTINCT row.person_id
FROM notifications row
LEFT JOIN notification_preferences wish ON wish.workspace_id = row.workspace_id AND wish.person_id = row.person_id
CROSS JOIN LATERAL (SELECT now() - make_interval(mins => coalesce(wish.mail_after, %(after)s)) AS since) AS patience
WHERE row.workspace_id = %(workspace)s AND row.read_at IS NULL AND row.to_mail AND row.mailed_at IS NULL
  AND row.began_at <= patience.since AND (wish.active_at IS NULL OR wish.active_at <= patience.since)
"""


def mail_who_is_away(workspace_id: int) -> int:
    """Claim what is to be mailed now, and queue the mails. Returns how many. Done twice, the second finds nothing.

    For who has quiet hours it waits until they are over.
    """
    with tenant(workspace_id):
        with connection.cursor() as cursor:
            cursor.execute(WAITING, {"workspace": workspace_id, "after": AFTER})
            waiting = frozenset(person_id for (person_id,) in cursor.fetchall())
        people = [one for one in recipients([Whom(waiting)]) if not one.quiet.holds(now())] if waiting else []
        claimed = {person.id: ids for person in people if (ids := _claimed(person.id))}
        for person_id, ids in claimed.items():
            mail_later(workspace_id, person_id, ids)
        return len(claimed)


def _claimed(person_id: int) -> list[int]:
    unread = Notification.objects.filter(person_id=person_id, read_at__isnull=True, to_mail=True, mailed_at=None)
    ids = list(unread.select_for_update(skip_locked=True).order_by("-at").values_list("id", flat=True)[:MOST])
    Notification.objects.filter(id__in=ids).update(mailed_at=now())
    return ids


def send_unread(workspace_id: int, person_id: int, notification_ids: Sequence[int]) -> None:
    """Send one mail about those that are still unread; none where none is."""
    with tenant(workspace_id):
        person = Person.objects.select_related("user").filter(id=person_id, deactivated_at__isnull=True).first()
        rows = Notification.objects.filter(id__in=notification_ids, read_at__isnull=True)
        found = list(rows.select_related("conversation__contact").order_by("at"))
        if person is None or person.user is None or not found:
            return
        workspace = Workspace.objects.get(id=workspace_id)
        with translation.override(person.user.language), timezone.override(person.user.time_zone):
            lines = lines_of(found, plain=shows_texts(workspace_id))
            mail = _mail(person.email, workspace.name, lines)
    mail.connection = get_connection(workspace_id=workspace_id)
    mail.send()


def _mail(to: str, workspace: str, lines: Sequence[Line]) -> EmailMultiAlternatives:
    count = len(lines)
    name = " ".join(workspace.split())
    subject = ngettext(
        "%(count)s unread notification in %(workspace)s", "%(count)s unread notifications in %(workspace)s", count
    )
    text = {"count": count, "workspace": name}
    mail = EmailMultiAlternatives(
        subject % text, _plain(lines, name), settings.DEFAULT_FROM_EMAIL, [to], headers=_headers()
    )
    mail.attach_alternative(_html(lines, name), "text/html")
    return mail


def _headers() -> dict[str, str]:
    """No answer is wanted, no robot is to give one, and no mail program is to see one thread in these mails."""
    return {
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "List-Unsubscribe": f"<{_address('/desk/settings/notifications/')}>",
        "Message-ID": make_msgid("notification", urlsplit(settings.MADOGUCHI.public_url).hostname),
    }


def _plain(lines: Sequence[Line], workspace: str) -> str:
    parts = [_intro(workspace)]
    parts += ["\n".join(part for part in (_head(line), line.about, _address(line.place)) if part) for line in lines]
    return "\n\n".join([*parts, f"-- \n{_foot()}\n{_address('/desk/settings/notifications/')}\n"])


def _html(lines: Sequence[Line], workspace: str) -> str:
    """Plain HTML without a picture or a style, which every mail program shows."""
    items = "".join(
        f'<p><a href="{escape(_address(line.place))}">{escape(_head(line))}</a>'
        f"{'<br>' + escape(line.about) if line.about else ''}</p>"
        for line in lines
    )
    settings_link = f'<a href="{escape(_address("/desk/settings/notifications/"))}">{escape(_("Change this"))}</a>'
    return (
        f'<html lang="{translation.get_language()}"><body><p>{escape(_intro(workspace))}</p>{items}'
        f"<hr><p>{escape(_foot())} {settings_link}</p></body></html>"
    )


def _head(line: Line) -> str:
    return f"{_clock(line.at)} {line.whole}"


def _clock(at: datetime) -> str:
    return timezone.localtime(at).strftime("%m/%d %H:%M")


def _intro(workspace: str) -> str:
    return _("This came in at the desk of %(workspace)s while you were away:") % {"workspace": workspace}


def _foot() -> str:
    return _("You get this mail because you had not read it in the desk. You can choose what is mailed to you.")


def _address(place: str) -> str:
    public: Any = settings.MADOGUCHI.public_url
    return f"{public}{place}"
