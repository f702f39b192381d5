"""Who comes into the chat of こよみワークス, on the site of its shop."""

from madoguchi.core.conversations.models import Conversation
from madoguchi.core.inboxes.actions.chat import create_chat
from madoguchi.core.inboxes.models import Inbox
from madoguchi.features.chat.actions.enter import Entering, enter
from madoguchi.features.chat.models import Visitor
from tests.core.conversations.arriving import arrive, conversation_of, mail
from tests.world import World

SITE = "https://shop.koyomi.example"


def made_chat(world: World, name: str = "サイトのチャット") -> Inbox:
    return create_chat(name, sites=[SITE], actor=world.actor(world.aoi))


def came_in(chat: Inbox, language: str = "ja-JP") -> tuple[Visitor, str]:
    return enter(chat.id, Entering(SITE, language), workspace_id=chat.workspace_id)


def mailed(world: World) -> Conversation:
    """A conversation of another channel."""
    return conversation_of(arrive(world.support, mail("山田 花子 <hanako@kobo.example>", subject="請求書")))
