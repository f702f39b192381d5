"""Bytes of strangers: mails as they came, files, originals. Each under a policy of its own that lets nothing run."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from madoguchi.base.downloads import file_answer
from madoguchi.base.html import clean_html, text_to_html
from madoguchi.core.conversations.queries.visible import attachments_visible_to, messages_visible_to
from madoguchi.core.conversations.steps import PICTURES
from madoguchi.core.inboxes.models import Blob, RawIntake
from madoguchi.core.inboxes.steps import content_of
from madoguchi.core.people.policies import require
from madoguchi.faces.desk.pictures import by_name
from madoguchi.faces.desk.seat import DeskRequest, seated


@require_safe
@seated
def body(request: DeskRequest, message_id: int) -> HttpResponse:
    """A mail's own HTML, cleaned, alone on its page. allow-same-origin lets the desk measure it; no script runs."""
    message = messages_visible_to(request.seat.actor).filter(id=message_id).first()
    if message is None:
        raise Http404
    remote = "images" in request.GET
    html = (
        clean_html(message.html, cid_url=by_name(message.attachments.all()), remote_images=remote)
        if message.html
        else text_to_html(message.text)
    )
    response = render(request, "desk/mail_body.html", {"html": SafeString(html)})
    response["Content-Security-Policy"] = "; ".join(
        (
            "sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox",
            "default-src 'none'",
            f"img-src 'self' data:{' https: http:' if remote else ''}",
            "style-src 'self' 'unsafe-inline'",
            "frame-ancestors 'self'",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )
    response["X-Frame-Options"] = "SAMEORIGIN"
    response["Referrer-Policy"] = "no-referrer"
    return response


@require_safe
@seated
def file(request: DeskRequest, name: str) -> HttpResponse:
    """An attachment by its random name: downloaded, or (pictures alone) shown inside a mail."""
    found = attachments_visible_to(request.seat.actor).select_related("blob").filter(name_in_url=name).first()
    if found is None:
        raise Http404
    is_shown = "inline" in request.GET and found.content_type in PICTURES
    content_type = found.content_type if is_shown else "application/octet-stream"
    return bytes_of(found.blob, found.name, content_type, disposition="inline" if is_shown else "attachment")


@require_safe
@seated
def original(request: DeskRequest, message_id: int) -> HttpResponse:
    """The mail as the server took it, byte for byte, with all its addresses."""
    require(request.seat.actor, "personal_data.read")
    message = messages_visible_to(request.seat.actor).filter(id=message_id).first()
    item = RawIntake.objects.select_related("blob").filter(message_id=message_id).first() if message else None
    if item is None:
        raise Http404
    return bytes_of(item.blob, f"message-{message_id}.eml", "application/octet-stream", disposition="attachment")


def raw_file(item: RawIntake) -> HttpResponse:
    """An item that was set aside, for download."""
    return bytes_of(item.blob, f"mail-{item.id}.eml", "application/octet-stream", disposition="attachment")


def bytes_of(blob: Blob, name: str, content_type: str, *, disposition: str) -> HttpResponse:
    """Kept bytes, which no browser sniffs or runs."""
    response = file_answer(content_of(blob), name, content_type, disposition=disposition)
    response["Cache-Control"] = "private, max-age=86400, immutable"
    return response
