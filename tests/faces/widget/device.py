"""A visitor's browser, as the server hears it."""

import json
from typing import Any
from urllib.parse import quote

from django.test import Client

from madoguchi.core.inboxes.models import Inbox
from tests.features.chat.visiting import SITE

TOKEN = "mdv_" + "a" * 43
SECOND = "mdv_" + "b" * 43


class Device:
    """A browser with the panel of a chat open."""

    def __init__(self, chat: Inbox, token: str = TOKEN, identity: str = "") -> None:
        self.chat, self.token, self.client = chat, token, Client()
        self.headers = {"X-Identity": identity} if identity else {"Authorization": f"Bearer {token}"}
        self.said = 0

    def get(self, path: str) -> tuple[int, dict[str, Any]]:
        answer = self.client.get(f"/chat/{self.chat.address}/{path}", headers=self.headers)
        return answer.status_code, answer.json()

    def post(self, path: str, **body: Any) -> tuple[int, dict[str, Any]]:
        answer = self.client.post(
            f"/chat/{self.chat.address}/{path}", json.dumps(body), "application/json", headers=self.headers
        )
        return answer.status_code, answer.json()

    def put(self, once: str, content: bytes, name: str, content_type: str = "image/png") -> tuple[int, dict[str, Any]]:
        address = f"/chat/{self.chat.address}/uploads/{once}/?name={quote(name)}"
        answer = self.client.put(address, content, content_type, headers=self.headers)
        return answer.status_code, answer.json()

    def delete(self, once: str) -> int:
        return self.client.delete(f"/chat/{self.chat.address}/uploads/{once}/", headers=self.headers).status_code

    def read(self, address: str) -> Any:
        return self.client.get(address, headers=self.headers)

    def say(self, text: str, **more: Any) -> tuple[int, dict[str, Any]]:
        self.said += 1
        body = {"text": text, "once": f"once-{self.token[-3:]}-{self.said}", "token": self.token, "site": SITE}
        return self.post("messages/", **{**body, **more})
