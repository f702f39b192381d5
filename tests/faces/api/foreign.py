"""One of everything that a workspace has, for tests of what must never be seen from another one."""

from datetime import timedelta

from madoguchi.base.clock import now
from madoguchi.base.tenancy import tenant
from madoguchi.core.contacts.models import AttributeDefinition, Company, Contact, ContactMerge, Identity
from madoguchi.core.conversations.models import Attachment, Conversation, Delivery, Message, Participant, Tag
from madoguchi.core.inboxes.actions.accept import Address, Parcel, accept
from madoguchi.core.inboxes.models import Inbox, RawIntake
from madoguchi.core.inboxes.steps import keep
from madoguchi.core.people.models import AuditEntry, Invitation, Person, Team, Token
from madoguchi.features.announcements.models import Announcement, AnnouncementFile
from madoguchi.features.answers.models import FORMAT, AnswerModel, AnswerTrial, Backtest
from madoguchi.features.articles.models import (
    Article,
    ArticleImport,
    ArticleSuggestion,
    ArticleText,
    Collection,
    CollectionText,
    Snippet,
)
from madoguchi.features.bulk.models import Bulk
from madoguchi.features.drivers.models import Driver
from madoguchi.features.glossary.models import Term
from madoguchi.features.hours.models import BusinessHours
from madoguchi.features.kinds.models import Kind
from madoguchi.features.llm.models import ModelCall
from madoguchi.features.notifications.models import Notification, PushDevice
from madoguchi.features.profiles.models import ContactLink, ContactNote
from madoguchi.features.registry.models import Feature, FeatureQuestion, Recipe
from madoguchi.features.replies.models import SavedReply
from madoguchi.features.scenarios.models import Scenario
from madoguchi.features.styles.models import SegmentStyle
from madoguchi.features.views.models import SavedView
from tests.faces.api.client import token_of
from tests.faces.api.matters import begun
from tests.features.glossary.words import learnt
from tests.world import World

MARK = "harbour-only"  # stands in every text and every name there
MAIL = b"From: william@hart.example\r\nSubject: harbour-only\r\n\r\nharbour-only\r\n"


def everything(world: World) -> dict[str, int]:
    """The ids of Harbour & Pine's things, by the names that addresses have for them."""
    token_of(world, world.oscar)
    matter = begun(world.harbour_inbox, world.william, "william@hart.example", MARK)
    other = begun(world.harbour_inbox, world.william, "william@hart.example", MARK)
    workspace_id = world.harbour.id
    intake_id = accept(Parcel(MAIL, "smtp"), to=Address(workspace_id, world.harbour_inbox.id))
    with tenant(workspace_id):
        message = Message.objects.create(
            workspace_id=workspace_id, conversation=matter, kind="reply", person=world.oscar, text=MARK, channel="email"
        )
        return {
            **_of_conversations(world, matter, message),
            **_of_contacts(world),
            **_of_people(world),
            **_of_the_product(world),
            "conversation_id": matter.id,
            "other_id": other.id,
            "message_id": message.id,
            "inbox_id": _marked(world.harbour_inbox).id,
            "intake_id": _set_aside(intake_id),
        }


def _of_conversations(world: World, matter: Conversation, message: Message) -> dict[str, int]:
    workspace_id = world.harbour.id
    attachment = Attachment.objects.create(
        workspace_id=workspace_id,
        message=message,
        blob=keep(workspace_id, MARK.encode()),
        name=MARK,
        content_type="text/plain",
        size=len(MARK),
        name_in_url=MARK,
    )
    delivery = Delivery.objects.create(workspace_id=workspace_id, message=message, address=f"{MARK}@hart.example")
    participant = Participant.objects.create(
        workspace_id=workspace_id, conversation=matter, contact=world.william, address=f"{MARK}@hart.example"
    )
    tag = Tag.objects.create(workspace_id=workspace_id, name=MARK)
    return {
        "attachment_id": attachment.id,
        "delivery_id": delivery.id,
        "participant_id": participant.id,
        "tag_id": tag.id,
    }


def _of_contacts(world: World) -> dict[str, int]:
    workspace_id = world.harbour.id
    other = Contact.objects.create(workspace_id=workspace_id, display_name=MARK)
    identity = Identity.objects.create(workspace_id=workspace_id, contact=other, kind="external", value=MARK)
    merge = ContactMerge.objects.create(workspace_id=workspace_id, kept=world.william, merged=other, moved={})
    company = Company.objects.create(workspace_id=workspace_id, name=MARK)
    definition = AttributeDefinition.objects.create(
        workspace_id=workspace_id, on="contact", key=MARK, label=MARK, type="text"
    )
    return {
        "contact_id": world.william.id,
        "other_contact_id": other.id,
        "identity_id": identity.id,
        "merge_id": merge.id,
        "company_id": company.id,
        "definition_id": definition.id,
        "note_id": ContactNote.objects.create(workspace_id=workspace_id, contact=world.william, text=MARK).id,
        "link_id": ContactLink.objects.create(workspace_id=workspace_id, name=MARK, url=f"https://x.example/{MARK}").id,
    }


def _of_people(world: World) -> dict[str, int]:
    workspace_id = world.harbour.id
    team = Team.objects.create(workspace_id=workspace_id, name=MARK)
    invitation = Invitation.objects.create(
        workspace_id=workspace_id,
        email=f"{MARK}@hart.example",
        role="agent",
        digest=MARK,
        expires_at=now() + timedelta(days=1),
    )
    bulk = Bulk.objects.create(workspace_id=workspace_id, person=world.oscar, verb="resolve", total=1)
    view = SavedView.objects.create(workspace_id=workspace_id, person=world.oscar, name=MARK, is_shared=True)
    saved_reply = SavedReply.objects.create(
        workspace_id=workspace_id, person=world.oscar, name=MARK, text=MARK, words=MARK, language="en", is_shared=True
    )
    announcement = Announcement.objects.create(workspace_id=workspace_id, title=MARK, text=MARK, author=world.oscar)
    file = AnnouncementFile.objects.create(
        workspace_id=workspace_id,
        announcement=announcement,
        blob=keep(workspace_id, MARK.encode()),
        name=MARK,
        content_type="text/plain",
        size=len(MARK),
        name_in_url=f"{MARK}-on-the-board",
    )
    article = _article(world)
    device = PushDevice.objects.create(
        workspace_id=workspace_id, person=world.oscar, name=MARK, digest=MARK, secrets=MARK
    )
    Notification.objects.create(
        workspace_id=workspace_id, person=world.oscar, kind="due", key=MARK, actor=f"person:{world.oscar.id}"
    )
    AuditEntry.objects.create(workspace_id=workspace_id, kind="signed_in", actor="person:1", subject=MARK)
    Person.objects.filter(id=world.oscar.id).update(name=MARK)
    imported = ArticleImport.objects.create(
        workspace_id=workspace_id, person=world.oscar, file_name=MARK, language="en", into=MARK, failure=MARK
    )
    return {
        "team_id": team.id,
        "invitation_id": invitation.id,
        "device_id": device.id,
        "announcement_id": announcement.id,
        "file_id": file.id,
        "import_id": imported.id,
        "article_id": article.id,
        "suggestion_id": ArticleSuggestion.objects.create(
            workspace_id=workspace_id, article=article, language="ja", text=MARK
        ).id,
        "collection_id": article.collection_id,
        "person_id": world.oscar.id,
        "view_id": view.id,
        "saved_reply_id": saved_reply.id,
        "bulk_id": bulk.id,
        "hours_id": BusinessHours.objects.create(workspace_id=workspace_id, name=MARK, time_zone="Europe/London").id,
        "token_id": Token.objects.get().id,
    }


def _article(world: World) -> Article:
    workspace_id = world.harbour.id
    collection = Collection.objects.create(workspace_id=workspace_id)
    CollectionText.objects.create(
        workspace_id=workspace_id, collection=collection, language="ja", title=MARK, slug=MARK
    )
    article = Article.objects.create(workspace_id=workspace_id, collection=collection)
    ArticleText.objects.create(
        workspace_id=workspace_id, article=article, language="ja", draft_title=MARK, draft_body=MARK
    )
    Snippet.objects.create(workspace_id=workspace_id, key=MARK, language="ja", body=MARK)
    return article


def _of_the_product(world: World) -> dict[str, int]:
    workspace_id = world.harbour.id
    feature = Feature.objects.create(
        workspace_id=workspace_id, name=MARK, area=MARK, state="planned", review_due_on=now().date(), words=MARK
    )
    recipe = Recipe.objects.create(workspace_id=workspace_id, goal=MARK, language="en", steps=MARK, words=MARK)
    asked = {"text": MARK, "asked_by": world.oscar, "owner": world.oscar, "due_on": now().date()}
    question = FeatureQuestion.objects.create(workspace_id=workspace_id, **asked)
    term = Term.objects.create(workspace_id=workspace_id, name=MARK, en=MARK, words=MARK)
    model = AnswerModel.objects.create(
        workspace_id=workspace_id, number=1, format=FORMAT, content=keep(workspace_id, b"kept"), target_precision=95,
        threshold=1, articles=1, questions=1, took_ms=1,
    )  # fmt: skip
    return {
        "model_id": model.id,
        "call_id": ModelCall.objects.create(workspace_id=workspace_id, purpose="trial", detail=MARK).id,
        "trial_id": AnswerTrial.objects.create(workspace_id=workspace_id, person=world.oscar, question=MARK).id,
        "backtest_id": Backtest.objects.create(workspace_id=workspace_id, target_precision=95).id,
        "feature_id": feature.id,
        "recipe_id": recipe.id,
        "question_id": question.id,
        "term_id": term.id,
        "kind_id": Kind.objects.create(workspace_id=workspace_id, name=MARK).id,
        "segment_id": SegmentStyle.objects.create(
            workspace_id=workspace_id, style="comprehensive", on="contact", key="plan", value=MARK
        ).id,
        "scenario_id": Scenario.objects.create(workspace_id=workspace_id, name=MARK, inputs={}, results={}).id,
        "driver_id": Driver.objects.create(workspace_id=workspace_id, name=MARK).id,
        "synonym_id": learnt(term, MARK).id,
    }


def _marked(inbox: Inbox) -> Inbox:
    inbox.name = MARK
    inbox.save(update_fields=["name"])
    return inbox


def _set_aside(intake_id: int) -> int:
    RawIntake.objects.filter(id=intake_id).update(state="suspended", summary={"subject": MARK})
    return intake_id
