"""What bench/chat.py stands on: a chat inbox, people at the desk with a session and a token each, visitors in chats."""

import secrets
import time
from dataclasses import dataclass
from importlib import import_module

from bench.ground import Ground

SITE = "https://shop.bench.example"


@dataclass(frozen=True, slots=True)
class Agent:
    """Somebody at the desk: `cookie` as a Cookie header has it, `authorization` of the API."""

    person_id: int
    cookie: str
    authorization: str


@dataclass(frozen=True, slots=True)
class Talk:
    """One chat: the visitor's token, their number of it, the desk's, and whose it is (a place among the agents)."""

    token: str
    chat_id: int
    conversation_id: int
    agent: int


@dataclass(frozen=True, slots=True)
class Scene:
    """`key` is the public one of the chat."""

    ground: Ground
    key: str
    agents: list[Agent]
    talks: list[Talk]


def fill(ground: Ground, *, agents: int, visitors: int) -> Scene:
    """A new chat with its people; every visitor has said one thing, and has somebody who has answered it."""
    from madoguchi.base.tenancy import tenant  # needs Django, as all below
    from madoguchi.core.inboxes.actions.chat import create_chat
    from madoguchi.core.people.queries import actor_for, person_for
    from madoguchi.features.chat.actions.change import change_chat

    with tenant(ground.workspace_id):
        person = person_for(ground.user_id, ground.workspace_id)
        assert person
        actor = actor_for(person)
    inbox = create_chat(f"Chat {secrets.token_hex(3)}", sites=[SITE], language="ja", actor=actor)
    change_chat(inbox.id, changes={"hand_out": "by_hand"}, actor=actor)
    seated = [_agent(number, ground.workspace_id) for number in range(agents)]
    talks = [_talk(inbox.id, ground.workspace_id, seated, number) for number in range(visitors)]
    return Scene(ground, inbox.address, seated, talks)


def _agent(number: int, workspace_id: int) -> Agent:
    from django.conf import settings  # needs Django, as all below
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from madoguchi.base.tenancy import tenant
    from madoguchi.core.people.actions.tokens import create_token
    from madoguchi.core.people.models import Person, User
    from madoguchi.core.people.policies import SCOPES
    from madoguchi.core.people.queries import actor_for
    from madoguchi.features.chat.models import ChatSeat

    mark = secrets.token_hex(6)
    user = User.objects.create(email=f"agent{mark}@bench.example", family_name="窓口", given_name=str(number))
    with tenant(workspace_id):
        person = Person.objects.create(
            workspace_id=workspace_id, user=user, role="agent", name=f"窓口 {number}", email=user.email
        )
        ChatSeat.objects.create(workspace_id=workspace_id, person=person, is_available=True, capacity=20)
        _token, clear = create_token("bench", scopes=list(SCOPES), expires_at=None, actor=actor_for(person))
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.id)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session["workspace"], session["noted_at"] = workspace_id, int(time.time())
    session.save()
    return Agent(person.id, f"{settings.SESSION_COOKIE_NAME}={session.session_key}", f"Bearer {clear}")


def _talk(inbox_id: int, workspace_id: int, agents: list[Agent], number: int) -> Talk:
    """A visitor comes in and says something; it is in the hand of an agent, by turns, and nobody waits."""
    from madoguchi.base.tenancy import tenant  # needs Django, as all below
    from madoguchi.core.conversations.models import Conversation
    from madoguchi.features.chat.actions.enter import Entering, enter
    from madoguchi.features.chat.actions.say import say
    from madoguchi.features.chat.models import Chat

    visitor, token = enter(inbox_id, Entering(SITE, "ja"), workspace_id=workspace_id)
    said = say(visitor, "注文した商品がまだ届きません。", once=secrets.token_hex(9))
    agent = number % len(agents)
    with tenant(workspace_id):
        mine = Conversation.objects.filter(id=said.conversation_id)
        mine.update(assignee=agents[agent].person_id, waiting_since=None, unanswered_since=None)
        chat = Chat.objects.get(visitor=visitor)
    return Talk(token, chat.id, said.conversation_id, agent)
