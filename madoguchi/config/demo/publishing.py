"""The help centre: its articles in each language, as they were published, and what visitors looked for in vain."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from madoguchi.base.text import digest
from madoguchi.config.demo.seating import House
from madoguchi.core.conversations.models import Conversation
from madoguchi.core.workspaces.models import Directory
from madoguchi.features.articles.events import (
    ArticleCreated,
    ArticlePublished,
    ArticleReviewRequested,
    CollectionCreated,
    HelpCentreChanged,
)
from madoguchi.features.articles.finding import forms_of, index
from madoguchi.features.articles.models import (
    Article,
    ArticleRead,
    ArticleSource,
    ArticleText,
    ArticleVerdict,
    ArticleVersion,
    Collection,
    CollectionText,
    HelpCentre,
    HelpSearch,
    Snippet,
    State,
)
from madoguchi.features.articles.queries.centre import help_key
from madoguchi.features.articles.slugs import slug_of

REFERENCE = re.compile(r"\(article:([a-z-]+)\)")
WRITING = timedelta(minutes=40)  # from the first draft to its readers


def open_help_centre(house: House, now: datetime, conversations: Mapping[str, Conversation]) -> None:
    """All of `articles.toml`; inside the workspace's tenant(). `conversations` by the keys of their stories."""
    wanted = house.cast.articles
    _set_up(house, wanted)
    shelves = _shelve(house, wanted)
    Snippet.objects.bulk_create(
        Snippet(workspace_id=house.id, key=key, language=language, body=body)
        for key, said in wanted.get("snippets", {}).items()
        for language, body in said.items()
    )
    rows = {item["key"]: _article(house, item, shelves, now) for item in wanted["article"]}
    for item in wanted["article"]:
        for language in wanted["languages"]:
            if language in item:
                _write(house, rows, item, language, now)
    _look_in_vain(house, wanted, now)
    _read(house, wanted, rows, now)
    _use(house, wanted, rows, conversations)


def _set_up(house: House, wanted: Mapping[str, Any]) -> None:
    centre = HelpCentre.objects.create(
        workspace_id=house.id,
        slug=wanted["slug"],
        texts=wanted["texts"],
        languages=wanted["languages"],
        colour=wanted["colour"],
        is_public=True,
        contact_inbox=house.inboxes[wanted["inbox"]],
    )
    Directory.objects.create(key=help_key(centre.slug), workspace_id=house.id, target_id=centre.id)
    at = house.began_at + timedelta(hours=3)
    changed = ["slug", "texts", "languages", "colour", "is_public", "contact_inbox_id"]
    house.history.add(HelpCentreChanged(changed), at=at, actor=house.actor(_with_role(house, "administrator")))


def _shelve(house: House, wanted: Mapping[str, Any]) -> dict[str, Collection]:
    made = {}
    by = house.actor(_with_role(house, "supervisor"))
    for position, item in enumerate(wanted["collection"]):
        row = Collection.objects.create(
            workspace_id=house.id,
            position=position,
            icon=item.get("icon", ""),
            is_manual=item.get("is_manual", False),
        )
        for language in wanted["languages"]:
            if language in item:
                title, description = item[language]
                CollectionText.objects.create(
                    workspace_id=house.id,
                    collection=row,
                    language=language,
                    title=title,
                    description=description,
                    slug=slug_of(title),
                )
        made[item["key"]] = row
        house.history.add(CollectionCreated(row.id), at=house.began_at + timedelta(hours=3, minutes=position), actor=by)
    return made


def _article(house: House, item: Mapping[str, Any], shelves: Mapping[str, Collection], now: datetime) -> Article:
    by = house.people[_author(house, item)]
    collection = shelves[item["collection"]]
    visibility = "agents" if collection.is_manual else item.get("visibility", "public")
    days = max(said["days"] for said in item.values() if isinstance(said, dict))
    return Article.objects.create(
        workspace_id=house.id,
        collection=collection,
        visibility=visibility,
        position=collection.articles.count(),
        owner=by,
        created_by=by,
        stage=item.get("stage", ""),
        screens=item.get("screens", []),
        review_due_on=(now + timedelta(days=item["due"])).date() if "due" in item else None,
        created_at=now - timedelta(days=days) - WRITING,
    )


def _write(house: House, rows: Mapping[str, Article], item: Mapping[str, Any], language: str, now: datetime) -> None:
    """One language of an article: a draft in review, or what was published, perhaps once more since."""
    said, article, key = item[language], rows[item["key"]], _author(house, item)
    at, person = now - timedelta(days=said["days"]), house.people[key]
    body = REFERENCE.sub(lambda found: f"(article:{rows[found[1]].id})", said["body"].strip())
    text = ArticleText(
        workspace_id=house.id,
        article=article,
        language=language,
        draft_title=said["title"],
        draft_body=body,
        draft_summary=said["summary"],
        draft_by=person,
        draft_at=at - WRITING,
    )
    is_first = language == house.cast.articles["languages"][0]
    if is_first:
        house.history.add(ArticleCreated(article.id, language), at=at - WRITING, actor=house.actor(key))
    if said.get("draft"):
        text.state, text.review_asked_by, text.review_asked_at = State.IN_REVIEW, person, at
        text.draft_authors = [person.id]
        text.save()
        asked = ArticleReviewRequested(article.id, text.id, language, text.edition, None)
        house.history.add(asked, at=at, actor=house.actor(key))
        return
    times = [at] + ([now - timedelta(days=said["again"])] if "again" in said else [])
    text.title, text.body, text.summary = said["title"], body, said["summary"]
    text.slug = slug_of(said["title"])
    text.state, text.edition = State.PUBLISHED, len(times)
    text.first_published_at, text.published_at, text.draft_at = at, times[-1], times[-1]
    text.version = text.published_version = len(times)
    text.source_version = len(times) if is_first else 1
    text.save()
    index(text)
    for number, moment in enumerate(times, 1):
        _keep_version(house, text, number, moment)
        fact = ArticlePublished(article.id, text.id, language, number, minor=False)
        house.history.add(fact, at=moment, actor=house.actor(key))


def _keep_version(house: House, text: ArticleText, number: int, at: datetime) -> None:
    """An earlier one ends before its last paragraph, so that there is something to compare."""
    is_last = number == text.version
    body = text.body if is_last else text.body.rpartition("\n\n")[0]
    ArticleVersion.objects.create(
        workspace_id=house.id,
        text=text,
        number=number,
        what=ArticleVersion.What.PUBLISHED,
        title=text.title,
        body=body,
        summary=text.summary,
        author_id=text.draft_by_id,
        at=at,
    )


def _look_in_vain(house: House, wanted: Mapping[str, Any], now: datetime) -> None:
    HelpSearch.objects.bulk_create(
        HelpSearch(
            workspace_id=house.id,
            query=item["query"],
            words=" ".join(forms_of(item["query"])),
            language=wanted["languages"][0],
            results=0,
            place="portal",
            visitor=digest(f"{item['query']}{number}")[:26],
            at=now - timedelta(days=2 + 3 * number, hours=number),
        )
        for item in wanted.get("search", ())
        for number in range(item["times"])
    )


def _read(house: House, wanted: Mapping[str, Any], rows: Mapping[str, Article], now: datetime) -> None:
    """The last four weeks: readers by the dozen, most of them content, and what the others said."""
    language = wanted["languages"][0]
    texts = {
        text.article_id: text for text in ArticleText.objects.filter(language=language, published_at__isnull=False)
    }
    reads, verdicts = [], []
    for key, article in rows.items():
        text = texts.get(article.id)
        if text is None or article.visibility == "agents":
            continue
        many = 6 + int(digest(key)[:2], 16) % 40
        visitors = [(digest(f"{key}{number}")[:26], _some_time(now, key, number)) for number in range(many)]
        common = {"workspace_id": house.id, "text": text}
        reads += [ArticleRead(**common, place="portal", visitor=visitor, at=at) for visitor, at in visitors]
        verdicts += [
            ArticleVerdict(**common, helpful=True, version=text.published_version, visitor=visitor, at=at)
            for visitor, at in visitors[: many // 3]
        ]
        said = [one for one in wanted.get("verdict", ()) if one["article"] == key]
        for one, (visitor, at) in zip(said, visitors[many // 3 :], strict=False):
            told = {"reason": one["reason"], "comment": one.get("comment", ""), "version": text.published_version}
            verdicts.append(ArticleVerdict(**common, helpful=False, visitor=visitor, at=at, **told))
    ArticleRead.objects.bulk_create(reads)
    ArticleVerdict.objects.bulk_create(verdicts)


def _use(
    house: House, wanted: Mapping[str, Any], rows: Mapping[str, Article], conversations: Mapping[str, Conversation]
) -> None:
    """Which conversations were answered with which article: what the assistant learns from."""
    ArticleSource.objects.bulk_create(
        ArticleSource(
            workspace_id=house.id,
            article=rows[key],
            conversation=conversations[story],
            kind=ArticleSource.Kind.USED,
            by_id=conversations[story].assignee_id,
            at=conversations[story].last_activity_at,
        )
        for key, stories in wanted["used"].items()
        for story in stories
    )


def _some_time(now: datetime, key: str, number: int) -> datetime:
    """In the last four weeks, by day."""
    minutes = int(digest(f"{number}{key}")[:6], 16) % (27 * 14 * 60)
    return now - timedelta(days=1 + minutes // (14 * 60), minutes=minutes % (14 * 60))


def _author(house: House, item: Mapping[str, Any]) -> str:
    return str(item.get("by") or _with_role(house, "supervisor"))


def _with_role(house: House, role: str) -> str:
    return next(seat.key for seat in house.cast.seats.values() if seat.role == role)
