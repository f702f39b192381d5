"""What a visitor reads, as JSON."""

from typing import Any

from django.urls import reverse

from madoguchi.base.html import markdown_to_html, text_to_html
from madoguchi.core.conversations.models import Attachment, Message
from madoguchi.core.conversations.steps import MOVIES, PICTURES
from madoguchi.core.inboxes.models import Inbox
from madoguchi.features.chat.queries import Shown
from madoguchi.features.chat.saying import ASSISTANT


def chat_shown(chat: Shown) -> dict[str, Any]:
    return {"id": chat.id, "preview": chat.preview, "at": chat.at.isoformat(), "unread": chat.unread}


def message_shown(message: Message, inbox: Inbox) -> dict[str, Any]:
    """One with `files_on`. `files` are those that its text does not show; every address asks who asks, by header."""
    ours = message.kind == Message.Kind.REPLY
    addresses = {file.content_id: _address(file, inbox) for file in message.files_on if file.content_id}
    in_text = {name for name in addresses if ours and f"cid:{name}" in message.text}
    said = {
        "id": message.id,
        "at": message.at.isoformat(),
        "ours": ours,
        "files": [_file(file, inbox) for file in message.files_on if file.content_id not in in_text],
    }
    if not ours:
        return {**said, "text": message.visible_text, "html": text_to_html(message.visible_text)}
    name = message.person.name if message.person else inbox.sender_name or inbox.name
    html = markdown_to_html(message.text, cid_url=addresses.get)
    spoken = {"name": name, "automatic": bool(message.automatic), "assistant": message.automatic == ASSISTANT}
    return {**said, **spoken, "html": html}


def _file(file: Attachment, inbox: Inbox) -> dict[str, Any]:
    """`is_picture`: one that a browser can show; `movie`: the type of one that it can play, or ""."""
    is_picture, movie = file.content_type in PICTURES, file.content_type if file.content_type in MOVIES else ""
    address = _address(file, inbox)
    return {"name": file.name, "size": file.size, "is_picture": is_picture, "movie": movie, "address": address}


def _address(file: Attachment, inbox: Inbox) -> str:
    return reverse("widget:file", args=[inbox.address, file.name_in_url])
