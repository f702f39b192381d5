"""Bytes of strangers, as the browser gets them."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations.arrival import Piece
from madoguchi.core.conversations.models import Attachment, Conversation, Message
from tests.faces.desk.sitting import Sitting, begun
from tests.world import World

HTML = (
    '<p onclick="x()">本文<script>alert(1)</script></p><img src="https://spy.example/p.gif"><img src="cid:logo">'
    '<a href="javascript:x()">a</a>'
)


@pytest.fixture
def mailed(world: World) -> Message:
    """A mail of HTML with a picture of its own, a picture from outside, and a file."""
    pieces = (
        Piece("logo.png", "image/png", b"\x89PNG", content_id="logo", inline=True),
        Piece("見積\r\nX: 1.html", "text/html", b"<script>alert(1)</script>"),
    )
    matter = begun(world.support, "hanako@kobo.example", html=HTML, pieces=pieces)
    with tenant(world.koyomi.id):
        return Message.objects.get(conversation=matter)


def test_html_is_cleaned_and_alone_under_a_policy(misaki: Sitting, mailed: Message) -> None:
    answer = misaki.get(f"/desk/messages/{mailed.id}/body/")
    policy = answer.response["Content-Security-Policy"]
    assert "本文" in answer.html
    assert "script" not in answer.html
    assert "javascript:" not in answer.html
    assert "onclick" not in answer.html
    assert "default-src 'none'" in policy
    assert "sandbox allow-same-origin" in policy
    assert "allow-scripts" not in policy
    assert "https:" not in policy
    assert "frame-ancestors 'self'" in policy


def test_pictures_from_outside_come_when_they_are_asked_for(misaki: Sitting, mailed: Message) -> None:
    closed = misaki.get(f"/desk/messages/{mailed.id}/body/")
    assert ' src="https://spy.example' not in closed.html
    opened = misaki.get(f"/desk/messages/{mailed.id}/body/?images=1")
    assert ' src="https://spy.example/p.gif"' in opened.html
    assert "img-src 'self' data: https: http:" in opened.response["Content-Security-Policy"]


def test_pictures_of_the_mail_itself_are_shown(misaki: Sitting, mailed: Message) -> None:
    body = misaki.get(f"/desk/messages/{mailed.id}/body/")
    address = body.html.split('src="/desk/files/')[1].split('"')[0].replace("&amp;", "&")
    picture = misaki.get(f"/desk/files/{address}")
    assert picture.response["Content-Type"] == "image/png"
    assert picture.response["Content-Disposition"].startswith("inline")


def test_a_picture_is_shown_in_the_mail_or_as_a_file_never_nowhere(world: World, misaki: Sitting) -> None:
    pieces = (
        Piece("in-the-text.png", "image/png", b"\x89PNG", content_id="logo"),
        Piece("named-nowhere.png", "image/png", b"\x89PNG", content_id="other", inline=True),
    )
    matter = begun(world.support, "hanako@kobo.example", html=HTML, pieces=pieces)
    thread = misaki.get(f"/desk/conversations/{matter.id}/thread/")
    assert "named-nowhere.png" in thread.text
    assert "in-the-text.png" not in thread.text


def test_files_are_downloads_and_nothing_runs(misaki: Sitting, mailed: Message) -> None:
    with tenant(mailed.workspace_id):
        file = Attachment.objects.get(content_type="text/html")
    for path in (f"/desk/files/{file.name_in_url}/", f"/desk/files/{file.name_in_url}/?inline=1"):
        answer = misaki.get(path)
        assert answer.response["Content-Type"] == "application/octet-stream"
        assert answer.response["Content-Disposition"].startswith("attachment; filename*=UTF-8''%E8%A6%8B")
        assert "\n" not in answer.response["Content-Disposition"]
        assert answer.response["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
        assert answer.response["X-Content-Type-Options"] == "nosniff"


def test_the_original_byte_for_byte(misaki: Sitting, mailed: Message) -> None:
    answer = misaki.get(f"/desk/messages/{mailed.id}/original/")
    assert answer.status == 200
    assert answer.response["Content-Disposition"].startswith("attachment")


def test_a_mail_of_pictures_is_shown_in_its_frame(misaki: Sitting, mailed: Message) -> None:
    thread = misaki.get(f"/desk/conversations/{mailed.conversation_id}/thread/")
    frame = thread.html.split("<iframe")[1].split(">")[0]
    assert 'sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox"' in frame
    assert "外部の画像を表示" in thread.text
    assert "logo.png" not in thread.text  # it is in the mail


def test_a_partner_gets_no_file_of_another_inbox(world: World, mailed: Message) -> None:
    olivia = Sitting(world.users["olivia"])
    session = olivia.client.session
    session["workspace"] = world.koyomi.id
    session.save()
    with tenant(mailed.workspace_id):
        file = Attachment.objects.filter(message=mailed).first()
    assert file is not None
    assert olivia.get(f"/desk/files/{file.name_in_url}/").status == 404
    assert olivia.get(f"/desk/messages/{mailed.id}/body/").status == 404


def test_markdown_of_ours_is_no_html(misaki: Sitting, matter: Conversation) -> None:
    misaki.post(f"/desk/conversations/{matter.id}/notes/", {"text": "**太字** <script>alert(1)</script>"})
    thread = misaki.get(f"/desk/conversations/{matter.id}/thread/")
    assert "<strong>太字</strong>" in thread.html
    assert "<script>" not in thread.html


def test_a_picture_opens_and_another_file_is_downloaded(misaki: Sitting, matter: Conversation) -> None:
    address = f"/desk/conversations/{matter.id}"
    for name, kind in (("画面.png", "image/png"), ("plan.svg", "image/svg+xml")):
        misaki.post(f"{address}/drafts/note/files/", {"file": SimpleUploadedFile(name, b"\x89PNG", kind)})
    with tenant(matter.workspace_id):
        keys = list(Attachment.objects.values_list("id", flat=True))
    misaki.post(f"{address}/notes/", {"text": "ご覧ください", "attachment": keys})
    thread = misaki.get(f"{address}/thread/").html
    assert re.search(r'<a class="file" href="/desk/files/[^"]+/\?inline=1" data-picture="画面.png"', thread)
    assert re.search(r'<a class="file" href="/desk/files/[^"?]+/" download>', thread)


def test_a_picture_in_our_own_text_opens_itself(misaki: Sitting, matter: Conversation) -> None:
    address = f"/desk/conversations/{matter.id}"
    misaki.post(f"{address}/drafts/note/files/", {"file": SimpleUploadedFile('a"b.png', b"\x89PNG", "image/png")})
    with tenant(matter.workspace_id):
        file = Attachment.objects.get()
    shown = f"![](cid:{file.content_id})"
    misaki.post(f"{address}/notes/", {"text": f"{shown} [{shown}](https://a.example)", "attachment": file.id})
    thread = misaki.get(f"{address}/thread/").html
    opens = f'href="/desk/files/{file.name_in_url}/?inline=1" data-picture="a&quot;b.png" title="a&quot;b.png"'
    assert thread.count(opens) == 1  # what is a link stays one
    assert thread.count(f'<img src="/desk/files/{file.name_in_url}/?inline=1"') == 2
