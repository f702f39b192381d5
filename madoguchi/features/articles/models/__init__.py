"""The tables of the help centre."""

from madoguchi.features.articles.models.article import (
    Article,
    ArticlePicture,
    ArticleSlug,
    ArticleSource,
    ArticleText,
    ArticleVersion,
    ArticleWord,
    Snippet,
    State,
    Visibility,
)
from madoguchi.features.articles.models.centre import Collection, CollectionText, HelpCentre
from madoguchi.features.articles.models.importing import ArticleImport, ArticleImportItem
from madoguchi.features.articles.models.reading import ArticleRead, ArticleVerdict, HelpContact, HelpSearch
from madoguchi.features.articles.models.suggestion import ArticleSuggestion

__all__ = [
    "Article",
    "ArticleImport",
    "ArticleImportItem",
    "ArticlePicture",
    "ArticleRead",
    "ArticleSlug",
    "ArticleSource",
    "ArticleSuggestion",
    "ArticleText",
    "ArticleVerdict",
    "ArticleVersion",
    "ArticleWord",
    "Collection",
    "CollectionText",
    "HelpCentre",
    "HelpContact",
    "HelpSearch",
    "Snippet",
    "State",
    "Visibility",
]
