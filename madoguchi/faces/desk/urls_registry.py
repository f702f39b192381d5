"""Addresses of what the product can do, and of the words for it."""

from django.urls import path

from madoguchi.faces.desk.views import feature_offers, features, glossary, playbooks, questions, recipes

urlpatterns = [
    path("playbooks/", playbooks.show_all, name="playbooks"),
    path("playbooks/<int:article_id>/", playbooks.one, name="playbook"),
    path("features/", features.show_all, name="features"),
    path("features/new/", features.new, name="feature_new"),
    path("features/sheet/", features.sheet, name="feature_sheet"),
    path("features/offers/", feature_offers.offers, name="offered_features"),
    path("features/<int:feature_id>/", features.one, name="feature"),
    path("features/<int:feature_id>/articles/", features.articles, name="feature_articles"),
    path("features/<int:feature_id>/edit/", features.edit, name="feature_edit"),
    path("features/<int:feature_id>/review/", features.review, name="feature_review"),
    path("features/<int:feature_id>/offer/", feature_offers.offer, name="offered_feature"),
    path("features/<int:feature_id>/after/", feature_offers.after, name="feature_after"),
    path("features/<int:feature_id>/words/<slug:part>/", feature_offers.words, name="feature_words"),
    path("recipes/", recipes.show_all, name="recipes"),
    path("recipes/new/", recipes.new, name="recipe_new"),
    path("recipes/<int:recipe_id>/", recipes.one, name="recipe"),
    path("recipes/<int:recipe_id>/edit/", recipes.edit, name="recipe_edit"),
    path("recipes/<int:recipe_id>/words/", feature_offers.recipe_words, name="recipe_words"),
    path("questions/", questions.show_all, name="questions"),
    path("questions/new/", questions.ask, name="question_new"),
    path("questions/<int:question_id>/", questions.show, name="question"),
    path("questions/<int:question_id>/owner/", questions.hand_on, name="question_owner"),
    path("glossary/", glossary.show_all, name="glossary"),
    path("glossary/new/", glossary.new, name="term_new"),
    path("glossary/sheet/", glossary.sheet, name="term_sheet"),
    path("glossary/suggestions/", glossary.suggested, name="suggestions_learnt"),
    path("glossary/suggestions/<int:synonym_id>/", glossary.judge, name="suggestion"),
    path("glossary/<int:term_id>/", glossary.one, name="term"),
]
