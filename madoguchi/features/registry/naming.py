"""Which feature a question names, and nothing beside it: what can be answered from the registry alone.

Strict, for nothing is guessed: the words of the question are those of one name of one feature, all of them and no
others. What asks about a part of it, about something near it, or for a place and a time besides, names none; nor does
what two features are called, what is due to be looked over, and what is not said in that language.
"""

import re
from collections.abc import Collection, Iterable, Sequence

from madoguchi.core.people.actor import Actor
from madoguchi.features.glossary.queries import synonym_groups
from madoguchi.features.registry.finding import ASKING, Concept, best, concepts_of, forms_of
from madoguchi.features.registry.models import Feature, FeatureText
from madoguchi.features.registry.queries import features_visible_to, is_stale

MOST_LETTERS = 300  # of a question that names one thing
# Forms of words that say only that something is asked, beside those of ASKING.
_COURTEOUS = """
件 質問 相談 問い合 つく 可否 有無 確認 願 今 いま 現在 貴社 其方 此方 さーびす あぷり しすてむ
use offer provid allow avail abl get like know tell let wonder would could whether pleas question product servic app
"""
COURTEOUS = frozenset(_COURTEOUS.split())
_YOURS = re.compile(r"(?:御社|貴社|そちら様?)(?:の(?:サービス|製品|アプリ|システム))?(?:では|には|で|に|は|の)?")
_IN_BRACKETS = re.compile(r"[（(][^（()）]*[)）]")
# Words without a form of their own that say something else of the same things: 海外への返品, 海外からの返品.
_TURNING = re.compile(
    r"から|まで|だけ|のみ|しか|以外|ない|ません|ずに|なく"
    r"|\b(?:from|without|no|not|only|except|before|after|until|into|off|out|over|under|above|below|between|other|more|any|on"
    r"|me|us|my|our|ours)\b|n['’]t\b",
    re.IGNORECASE,
)
# 打刻漏れはありますか asks of their own matter: there another name (打刻漏れ for its correction) says too little.
_IS_THERE = re.compile(
    r"(?:ある|あり|ござい)(?:ます)?(?:の|ん)?(?:でしょう|です)?(?:か|[?？])"
    r"|\b(?:is|are) there\b|\bdo(?:es)? (?:you|it|they) have\b",
    re.IGNORECASE,
)
_A_FEATURE = re.compile(r"機能|\b(?:features?|way)\b", re.IGNORECASE)


def feature_named(question: str, language: str, actor: Actor) -> Feature | None:
    """With its texts. None where it is not sure, or where nothing is said of it in that language."""
    asked = _YOURS.sub("", question)
    if len(asked) > MOST_LETTERS:
        return None
    groups, spoken = synonym_groups(actor.workspace_id), set(forms_of([asked]))
    concepts = [one for one in concepts_of(asked, groups) if not _says_nothing(one)]
    rows = features_visible_to(actor).prefetch_related("texts")
    near = best(rows, asked, actor) if concepts else []
    called = [one for one in near if _is_called(one, language, asked, concepts, spoken)]
    return called[0] if len(called) == 1 and not is_stale(called[0]) else None


def says_all_of(name: str, forms: Collection[str]) -> bool:
    """Whether every word of a name is among some forms."""
    own = _own(forms_of([name]))
    return bool(own) and own.issubset(forms)


def _is_called(feature: Feature, language: str, asked: str, concepts: Sequence[Concept], spoken: set[str]) -> bool:
    texts = [text for text in feature.texts.all() if text.language == language]
    return any(_is_name(name, asked, concepts, spoken) for text in texts for name in _names_of(text, asked))


def _names_of(text: FeatureText, asked: str) -> list[str]:
    """What it is called: in full, without what stands in brackets, and as people ask for it."""
    names = [text.name, _IN_BRACKETS.sub("", text.name)]
    return names if _IS_THERE.search(asked) and not _A_FEATURE.search(asked) else [*names, *text.aliases.splitlines()]


def _is_name(name: str, asked: str, concepts: Sequence[Concept], spoken: set[str]) -> bool:
    own = _own(forms_of([name]))
    met = [frozenset().union(*(way for way in ways if way <= own)) for ways in concepts]
    held = frozenset().union(*met)
    is_all = all(met) and own - ASKING - COURTEOUS == held and own - held <= spoken
    return is_all and bool(held) and _turns(asked) == _turns(name)


def _own(forms: Iterable[str]) -> frozenset[str]:
    """Without a particle that is left: the で of LINEで."""
    return frozenset(form for form in forms if len(form) > 1 or not "ぁ" <= form <= "ん")


def _says_nothing(concept: Concept) -> bool:
    return any(not way - COURTEOUS or not _own(way) for way in concept)


def _turns(text: str) -> set[str]:
    return {found.casefold() for found in _TURNING.findall(text)}
