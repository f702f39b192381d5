"""Who reads the help centre: what is read most, who wrote to us after reading, and what the articles spare."""

from datetime import datetime, timedelta

from madoguchi.base.text import digest
from madoguchi.config.demo.seating import House
from madoguchi.core.conversations.models import Conversation
from madoguchi.features.articles.finding import forms_of
from madoguchi.features.articles.models import ArticleRead, ArticleText, HelpCentre, HelpContact, HelpSearch
from madoguchi.features.articles.models.reading import Place
from madoguchi.features.deflection.models import ContactTrial

DAYS = 28
WROTE = 14  # of those who read something
HELD_OUT = (4, 11)  # of these, by their place
SPARED = 26  # who began to write, and did not
FEWER = 3  # readers less from one article to the next


def visit_help_centre(house: House, now: datetime) -> None:
    """For the last weeks; inside the workspace's tenant()."""
    centre = HelpCentre.objects.get()
    texts = ArticleText.objects.filter(
        language=centre.language, published_at__isnull=False, article__visibility="public"
    )
    listed = list(texts.order_by("article__position", "id"))
    for place, text in enumerate(listed):
        for number in range(max(3, FEWER * (len(listed) - place))):
            _read(house, text, f"reader {text.id} {number}", now - timedelta(hours=1 + (number * 37) % (DAYS * 24)))
    since = now - timedelta(days=DAYS)
    rows = Conversation.objects.filter(inbox_id=centre.contact_inbox_id or 0, created_at__gte=since, is_spam=False)
    for place, conversation in enumerate(rows.order_by("-created_at", "id")[:WROTE]):
        _write_after_all(house, conversation, listed[place % len(listed)], is_held_out=place in HELD_OUT)
    for number in range(SPARED):
        began_at = now - timedelta(days=DAYS * number / SPARED, hours=2)
        ContactTrial.objects.create(
            workspace_id=house.id, visitor=_visitor(f"spared {number}"), is_held_out=False, began_at=began_at
        )


def _read(house: House, text: ArticleText, visitor: str, at: datetime) -> None:
    ArticleRead.objects.create(workspace_id=house.id, text=text, place=Place.PORTAL, visitor=_visitor(visitor), at=at)


def _write_after_all(house: House, conversation: Conversation, text: ArticleText, *, is_held_out: bool) -> None:
    """They looked for something, read an article, and wrote a few minutes later."""
    at, name = conversation.created_at, f"writer {conversation.id}"
    HelpSearch.objects.create(
        workspace_id=house.id,
        query=text.title,
        words=" ".join(forms_of(text.title))[:200],
        language=text.language,
        results=1,
        opened=text,
        place=Place.PORTAL,
        visitor=_visitor(name),
        at=at - timedelta(minutes=9),
    )
    _read(house, text, name, at - timedelta(minutes=8))
    HelpContact.objects.create(workspace_id=house.id, visitor=_visitor(name), conversation=conversation, at=at)
    ContactTrial.objects.create(
        workspace_id=house.id,
        visitor=_visitor(name),
        is_held_out=is_held_out,
        began_at=at - timedelta(minutes=4),
        contacted_at=at,
    )


def _visitor(name: str) -> str:
    return digest(name)[:26]
