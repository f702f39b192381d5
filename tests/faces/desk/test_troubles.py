"""A disk without room, as a person at the desk meets it."""

import errno
import os

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations.models import Attachment, Conversation, Draft
from tests.faces.desk.sitting import Sitting
from tests.world import World


@pytest.fixture
def no_room(monkeypatch: pytest.MonkeyPatch) -> None:
    def fsync(_file: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", fsync)


def test_a_file_that_finds_no_room_is_refused_in_words_and_the_draft_stays(
    misaki: Sitting, matter: Conversation, world: World, no_room: None
) -> None:
    at = f"/desk/conversations/{matter.id}/drafts/reply/"
    misaki.client.post(at, {"text": "添付します。"})
    file = SimpleUploadedFile("a.bin", os.urandom(400_000))
    answer = misaki.client.post(f"{at}files/", {"file": file})
    assert answer.status_code == 503
    assert answer["Content-Type"].startswith("text/plain")
    assert "ディスクの空きがありません。" in answer.content.decode()
    with tenant(world.koyomi.id):
        assert Draft.objects.get(conversation=matter).text == "添付します。"
        assert not Attachment.objects.exists()
