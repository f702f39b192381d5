"""The one list of consequences and channels: adding one is a line here."""

from madoguchi.config import chat_out, llm_out, mail_out, push_out, rereading, upkeep
from madoguchi.config.local_outbox import LOCAL_OUTBOX
from madoguchi.core.contacts import holdings, sight
from madoguchi.core.conversations import local_outbox, of_contact
from madoguchi.core.conversations.models import Conversation
from madoguchi.core.conversations.outgoing import register_channel
from madoguchi.core.conversations.queries.undone import UNDOING
from madoguchi.core.conversations.subscribers import close_erased, settle_calls
from madoguchi.core.events.registry import subscribe
from madoguchi.core.inboxes.subscribers import grant_invited
from madoguchi.core.people import idempotency
from madoguchi.core.people.subscribers import AUDITED, keep_audit
from madoguchi.faces.desk.account.sessions import end_sessions
from madoguchi.faces.live.subscriber import announce
from madoguchi.faces.widget import speaking as widget_speaking
from madoguchi.features.aims import of_contact as aims_of_contact
from madoguchi.features.aims import subscribers as aims
from madoguchi.features.announcements import of_contact as of_contact_in_announcements
from madoguchi.features.announcements import queries as announcements
from madoguchi.features.answers import of_contact as answers_of_contact
from madoguchi.features.answers import subscribers as answers
from madoguchi.features.answers.actions.outdate import FEATURES_CHANGED, tell_owners
from madoguchi.features.answers.asking import line_of as line_of_answers
from madoguchi.features.articles import of_contact as articles_of_contact
from madoguchi.features.articles import subscribers as articles
from madoguchi.features.articles.queries.articles import titles_of as titles_of_articles
from madoguchi.features.articles.queries.searching import register_synonyms
from madoguchi.features.chat import of_contact as chat_of_contact
from madoguchi.features.chat import subscribers as chats
from madoguchi.features.chat.look import register_languages
from madoguchi.features.chat.mailing import register_line
from madoguchi.features.csat import of_contact as csat_of_contact
from madoguchi.features.csat import subscribers as csat
from madoguchi.features.deflection import of_contact as deflection_of_contact
from madoguchi.features.drivers import subscribers as drivers
from madoguchi.features.glossary import of_contact as glossary_of_contact
from madoguchi.features.glossary import subscribers as glossary
from madoguchi.features.glossary.queries import synonym_groups
from madoguchi.features.kinds import of_contact as kinds_of_contact
from madoguchi.features.kinds import subscribers as kinds
from madoguchi.features.llm.asking import register_asker
from madoguchi.features.llm.embedding import register_embedder
from madoguchi.features.notifications import subscribers as notifications
from madoguchi.features.notifications.pushing import register_pusher
from madoguchi.features.notifications.wording import register_titles
from madoguchi.features.playbooks import of_contact as playbooks_of_contact
from madoguchi.features.profiles import of_contact as profile_notes
from madoguchi.features.promises import subscribers as promises
from madoguchi.features.registry import of_contact as registry_of_contact
from madoguchi.features.registry.queries import titles_of_features, titles_of_questions
from madoguchi.features.search import of_contact as search_of_contact
from madoguchi.features.search.subscribers import HEARD, note_stale
from madoguchi.features.styles import subscribers as styles


def register() -> None:
    """Called once when the models are loaded."""
    register_channel("email", mail_out.send)
    register_channel("chat", chat_out.send)
    assert rereading.read_again  # jobs that only this floor can do; importing them declares them
    assert upkeep.remove_demo
    local_outbox.register(LOCAL_OUTBOX)
    register_languages(widget_speaking.languages(), widget_speaking.words)
    subscribe("live", announce)
    subscribe("audit", keep_audit, *AUDITED)
    subscribe("invited-inboxes", grant_invited, "invitation.accepted")
    subscribe("notifications", notifications.tell_people, *notifications.TYPES)
    register_pusher(push_out.send)
    register_asker(llm_out.ask)
    register_embedder(llm_out.embed)
    register_titles(("announcement", "reminder"), announcements.titles_of)
    subscribe("answers", answers.look_after_questions, *answers.HEARD)  # before "chat": what is taken is nobody's wait
    subscribe("outdated", tell_owners, *FEATURES_CHANGED)
    subscribe("articles", articles.index_again, *articles.SNIPPETS)
    register_synonyms(synonym_groups)
    subscribe("chat", chats.look_after_chats, *chats.HEARD)
    subscribe("csat", csat.ask_when_resolved, "conversation.resolved")
    register_line(csat.line_of)
    register_line(line_of_answers)
    subscribe("drivers", drivers.note_tags, "conversation.tagged")
    subscribe("kinds", kinds.tell_kinds_apart, *kinds.HEARD)
    subscribe("styles", styles.note_styles, "conversation.created")
    subscribe("promises", promises.keep_in_mind, *promises.HEARD)
    subscribe("aims", aims.note_aims, *aims.HEARD)
    subscribe("glossary", glossary.note_words, *glossary.HEARD)
    register_titles(("question", "question_answered"), titles_of_questions)
    register_titles(("feature_due",), titles_of_features)
    register_titles(("review", "reviewed", "suggestion", "outdated", "article_due"), titles_of_articles)
    subscribe("help", settle_calls, "conversation.resolved", "conversation.merged", *UNDOING)
    subscribe("erased", close_erased, "contact.erased")
    subscribe("sessions", end_sessions, "person.deactivated")
    subscribe("search", note_stale, *HEARD)
    _hold()


def _hold() -> None:
    """What each app keeps about a contact."""
    holdings.register(
        "announcements", erase=of_contact_in_announcements.erase, export=of_contact_in_announcements.export
    )
    holdings.register("aims", erase=aims_of_contact.erase, export=aims_of_contact.export)
    holdings.register("playbooks", erase=playbooks_of_contact.erase)
    holdings.register("answers", erase=answers_of_contact.erase, export=answers_of_contact.export)
    holdings.register(
        "articles",
        move=articles_of_contact.move,
        move_back=articles_of_contact.move_back,
        erase=articles_of_contact.erase,
        export=articles_of_contact.export,
    )
    holdings.register(
        "glossary",
        move=glossary_of_contact.move,
        move_back=glossary_of_contact.move_back,
        erase=glossary_of_contact.erase,
        export=glossary_of_contact.export,
    )
    holdings.register("registry", erase=registry_of_contact.erase)
    holdings.register("deflection", erase=deflection_of_contact.erase, export=deflection_of_contact.export)
    holdings.register("kinds", erase=kinds_of_contact.erase, export=kinds_of_contact.export)
    holdings.register("csat", erase=csat_of_contact.erase, export=csat_of_contact.export)
    holdings.register("chat", erase=chat_of_contact.erase, export=chat_of_contact.export)
    holdings.register(
        "conversations",
        move=of_contact.move,
        move_back=of_contact.move_back,
        erase=of_contact.erase,
        export=of_contact.export,
    )
    holdings.register(
        "profiles",
        move=profile_notes.move,
        move_back=profile_notes.move_back,
        erase=profile_notes.erase,
        export=profile_notes.export,
    )
    sight.register(
        "conversations",
        lambda inbox_ids: Conversation.objects.filter(inbox_id__in=inbox_ids).values("contact_id"),
    )
    holdings.register("kept answers", erase=lambda _contact_id: idempotency.forget_answers())
    holdings.register(
        "search",
        move=search_of_contact.move,
        move_back=search_of_contact.move_back,
        erase=search_of_contact.erase,
        export=search_of_contact.export,
    )
