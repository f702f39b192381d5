"""Articles offered while somebody writes: to a customer, to colleagues, or in another article."""

from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.utils.translation import override
from django.views.decorators.http import require_POST, require_safe

from madoguchi.base.html import markdown_to_html
from madoguchi.base.markdown import text_to_markdown
from madoguchi.core.conversations.models import Conversation
from madoguchi.core.conversations.queries.visible import visible_to
from madoguchi.core.people.policies import require
from madoguchi.faces.desk.authoring import centre_of_seat, is_for_everybody, read_address
from madoguchi.faces.desk.seat import DeskRequest, seated
from madoguchi.faces.desk.typed import number_in
from madoguchi.features.answers.composing import Source, in_short
from madoguchi.features.articles.actions.drafting import use_article
from madoguchi.features.articles.finding import snippets_of
from madoguchi.features.articles.models import ArticleText, HelpCentre
from madoguchi.features.articles.queries.public import public
from madoguchi.features.articles.queries.searching import search
from madoguchi.features.articles.quoting import VIA_REPLY, as_card, as_letter
from madoguchi.features.articles.rendering import plain, snippets_in
from madoguchi.features.styles.models import Style
from madoguchi.features.styles.queries import style_told

AGENTS = "agents"
MOST = 12
BEGINS = 90  # letters of a body beside its title


@dataclass(frozen=True, slots=True)
class Offer:
    text: ArticleText

    @property
    def begins(self) -> str:
        return " ".join(plain(self.text.body[: BEGINS * 3]).split())[:BEGINS]

    @property
    def insert(self) -> str:
        """In another article: a link that stays, whatever its address."""
        return f"[{text_to_markdown(self.text.title)}](article:{self.text.article_id})"

    @property
    def card(self) -> str:
        """The same as a card."""
        return as_card(self.text, f"article:{self.text.article_id}")


@require_safe
@seated
def offered(request: DeskRequest) -> HttpResponse:
    """The best for what was typed; the newest for nothing. `of`: an article that is being written."""
    seat, given = request.seat, request.GET
    require(seat.actor, "article.read")
    centre, asked = centre_of_seat(seat), given.get("q", "").strip()[:100]
    language, audience = _language(request, centre), _audience(given.get("for", ""))
    of = number_in(given.get("of", ""))
    if asked:
        found = search(seat.workspace.id, asked, language=language, audience=audience, limit=MOST, typing=True)
        texts = [one.text for one in found]
    else:
        texts = list(public(seat.workspace.id, language, audience).order_by("-published_at", "id")[:MOST])
    offers = [Offer(text) for text in texts if text.article_id != of]
    return render(request, "desk/offers/articles.html", {"found": offers, "of": of})


@require_safe
@seated
def one(request: DeskRequest, article_id: int) -> HttpResponse:
    """What it says, as it would stand in the letter."""
    centre = centre_of_seat(request.seat)
    text = _text(request, article_id, centre)
    in_brief = _is_brief(request, _conversation(request), text, centre)
    html = SafeString(markdown_to_html(_said(text, centre, in_brief=in_brief)))
    of = number_in(request.GET.get("of", ""))
    can_follow = of or _audience(request.GET.get("for", "")) == AGENTS or is_for_everybody(text, centre)
    context = {"text": text, "html": html, "of": of, "can_follow": can_follow, "in_brief": in_brief}
    return render(request, "desk/offers/article.html", context)


@require_POST
@seated
def use(request: DeskRequest, article_id: int) -> HttpResponse:
    """The Markdown to put in: a link, a "card", or ("text", and where its reader could not follow a link) what the
    article says, of which a conversational style wants the beginning. Noted with the conversation."""
    seat = request.seat
    centre = centre_of_seat(seat)
    text = _text(request, article_id, centre)
    conversation = _conversation(request)
    if conversation is not None:
        use_article(article_id, conversation_id=conversation.id, actor=seat.actor)
    is_inside, how = _audience(request.GET.get("for", "")) == AGENTS, request.POST.get("as")
    can_follow = is_inside or is_for_everybody(text, centre)
    if how == "text" or not can_follow:
        said = _said(text, centre, in_brief=_is_brief(request, conversation, text, centre))
    elif how == "card":
        said = as_card(text, f"{read_address(text, centre)}{'' if is_inside else VIA_REPLY}")
    else:
        said = f"[{text_to_markdown(text.title)}]({read_address(text, centre)})"
    return HttpResponse(said, content_type="text/markdown; charset=utf-8")


def _text(request: DeskRequest, article_id: int, centre: HelpCentre) -> ArticleText:
    """In the language of the conversation, else in the default one, else in any. Raises Http404."""
    require(request.seat.actor, "article.read")
    audience = _audience(request.GET.get("for", ""))
    wanted = (_language(request, centre), centre.language, *centre.languages)
    for language in dict.fromkeys(wanted):
        rows = public(centre.workspace_id, language, audience)
        if found := rows.filter(article_id=article_id).first():
            return found
    raise Http404


def _said(text: ArticleText, centre: HelpCentre, *, in_brief: bool) -> str:
    letter = _letter(text, centre)
    if not in_brief:
        return letter
    with override(text.language):
        return in_short(Source(text.title, text.summary, letter, read_address(text, centre)))


def _is_brief(request: DeskRequest, conversation: Conversation | None, text: ArticleText, centre: HelpCentre) -> bool:
    """Whether the beginning is wanted, and the customer can read the rest."""
    told = (conversation and conversation.style_told) or {}  # type: ignore[attr-defined]  # by _conversation()
    is_letter = _audience(request.GET.get("for", "")) != AGENTS
    return told.get("style") == Style.CONVERSATIONAL and is_letter and is_for_everybody(text, centre)


def _letter(text: ArticleText, centre: HelpCentre) -> str:
    snippets = snippets_of(centre.workspace_id, text.language) if snippets_in(text.body) else {}
    linked = public(centre.workspace_id, text.language, "customers")

    def address(article_id: str) -> str | None:
        found = linked.filter(article_id=int(article_id)).first()
        return read_address(found, centre) if found else None

    return as_letter(text.body, snippets, address)


def _audience(wanted: str) -> str:
    """A manual stays inside: a note may quote it, a letter never."""
    return AGENTS if wanted == AGENTS else "customers"


def _language(request: DeskRequest, centre: HelpCentre) -> str:
    conversation = _conversation(request)
    spoken = conversation.inbox.language_for(conversation.contact.language) if conversation else ""
    return spoken if spoken in centre.languages else centre.language


def _conversation(request: DeskRequest) -> Conversation | None:
    key = number_in(request.POST.get("conversation") or request.GET.get("conversation", ""))
    rows = visible_to(request.seat.actor).select_related("inbox", "contact")
    return rows.annotate(style_told=style_told()).filter(id=key).first() if key else None
