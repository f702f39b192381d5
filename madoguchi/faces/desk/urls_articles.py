"""Addresses of the articles: writing and arranging them, what is to be improved, and reading them in the desk."""

from django.urls import path

from madoguchi.faces.desk.views.articles import (
    collections,
    comparing,
    improving,
    lists,
    offering,
    parts,
    publishing,
    reader,
    sourcing,
    suggesting,
    versions,
    writing,
)

ONE = "articles/<int:article_id>/"
TEXT = f"{ONE}<slug:language>/"

urlpatterns = [
    path("articles/", lists.show_all, name="articles"),
    path("articles/new/", lists.new, name="article_new"),
    path("articles/collections/", collections.show_all, name="collections"),
    path("articles/collections/new/", collections.new, name="collection_new"),
    path("articles/collections/<int:collection_id>/", collections.one, name="collection"),
    path("articles/collections/<int:collection_id>/place/", collections.place, name="collection_place"),
    path("articles/parts/", parts.snippets, name="snippets"),
    path("articles/parts/new/", parts.new_snippet, name="snippet_new"),
    path("articles/parts/<slug:key>/", parts.snippet, name="snippet"),
    path("articles/pictures/<str:name>/", parts.picture, name="article_picture"),
    path("articles/improve/", improving.first, name="improve"),
    path("articles/improve/<slug:tab>/", improving.show, name="improve_tab"),
    path("articles/suggestions/<int:suggestion_id>/", suggesting.settle, name="suggestion"),
    path(ONE, writing.article, name="article"),
    path(f"{ONE}pictures/", parts.pictures, name="article_pictures"),
    path(f"{ONE}archival/", publishing.archival, name="article_archival"),
    path(f"{ONE}suggestions/", suggesting.suggest, name="suggestions_for"),
    path(TEXT, writing.text, name="article_text"),
    path(f"{TEXT}draft/", writing.draft, name="article_draft"),
    path(f"{TEXT}preview/", writing.preview, name="article_preview"),
    path(f"{TEXT}comparison/", comparing.comparison, name="article_comparison"),
    path(f"{TEXT}published/", writing.published, name="article_published"),
    path(f"{TEXT}others/", writing.others, name="article_others"),
    path(f"{TEXT}address/", publishing.address, name="article_address"),
    path(f"{TEXT}publication/", publishing.publication, name="article_publication"),
    path(f"{TEXT}schedule/", publishing.schedule, name="article_schedule"),
    path(f"{TEXT}review/", publishing.review, name="article_review"),
    path(f"{TEXT}reviewer/", publishing.reviewer, name="article_reviewer"),
    path(f"{TEXT}versions/", versions.show, name="article_versions"),
    path(f"{TEXT}versions/<int:number>/restoration/", versions.restore, name="article_restoration"),
    path("conversations/<int:conversation_id>/articles/", sourcing.from_conversation, name="conversation_articles"),
    path("articles/by-model/<int:call_id>/", sourcing.by_model, name="article_by_model"),
    path("conversations/<int:conversation_id>/articles/alike/", sourcing.alike, name="conversation_alike"),
    path("manual/", reader.show, name="manual"),
    path("manual/<int:article_id>/", reader.show, name="manual_page"),
    path("offered-articles/", offering.offered, name="offered_articles"),
    path("offered-articles/<int:article_id>/", offering.one, name="offered_article"),
    path("offered-articles/<int:article_id>/uses/", offering.use, name="article_use"),
]
