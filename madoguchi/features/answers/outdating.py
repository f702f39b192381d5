"""Articles about a feature, and which of them are older than what is said of it now."""

from datetime import datetime

from madoguchi.core.people.actor import Actor
from madoguchi.features.articles.models import ArticleText
from madoguchi.features.articles.queries.searching import Found, search
from madoguchi.features.registry.queries import said_anew

NEAR = 6  # articles to a feature
SURE = 0.8  # of how well the nearest fits: what fits less well names its words, and may be about something else


def articles_about(feature_id: int, language: str, actor: Actor) -> list[tuple[ArticleText, bool]]:
    """Those near it that may be read in a language, by agents too; whether what is said of it changed after they were
    published. Raises NotAllowed."""
    near, said = _near(feature_id, language, actor)
    return [(one.text, _is_before(one.text.published_at, said)) for one in near]


def outdated_by(feature_id: int, language: str, actor: Actor) -> list[ArticleText]:
    """Those of them that are older, and surely about it. Raises NotAllowed."""
    near, said = _near(feature_id, language, actor)
    sure = [one.text for one in near if one.score >= SURE * near[0].score]
    return [text for text in sure if _is_before(text.published_at, said)]


def _near(feature_id: int, language: str, actor: Actor) -> tuple[list[Found], datetime | None]:
    name, said = said_anew(feature_id, actor)
    return search(actor.workspace_id, name, language=language, audience="agents", limit=NEAR), said


def _is_before(published: datetime | None, said: datetime | None) -> bool:
    return bool(said and published and published < said)
