"""Every address of the desk. What changes is a resource with a name; what is only looked at is a GET."""

from django.urls import include, path, register_converter

from madoguchi.faces.desk.scopes import ScopeConverter
from madoguchi.faces.desk.views import (
    alarms,
    bodies,
    commands,
    conversation,
    following,
    joining,
    lists,
    saved_views,
    searching,
    starting,
    states,
    together,
    writing,
)

register_converter(ScopeConverter, "scope")

app_name = "desk"

ONE = [
    path("", conversation.link, name="link"),
    path("head/", conversation.head, name="head"),
    path("thread/", conversation.thread, name="thread"),
    path("person/", conversation.person, name="person"),
    path("presence/", together.presence, name="presence"),
    path("take-over/", together.take_over, name="take_over"),
    path("begun/<int:person_id>/", together.begun, name="begun"),
    path("hand-over/", together.hand_over, name="hand_over"),
    path("help/", together.help_on, name="help"),
    path("help/taking/", together.help_taking, name="help_taking"),
    path("composer/", writing.composer, name="composer"),
    path("replies/", writing.reply, name="reply"),
    path("notes/", writing.note, name="note"),
    path("mentions-read/", writing.mentions_read, name="mentions_read"),
    path("drafts/<slug:kind>/", writing.save_draft, name="draft"),
    path("drafts/<slug:kind>/files/", writing.attach, name="attach"),
    path("assignment/", states.assignment, name="assignment"),
    path("team/", states.team, name="team"),
    path("priority/", states.priority, name="priority"),
    path("tags/", states.tags, name="tags"),
    path("tags/<int:tag_id>/", states.tagging, name="tagging"),
    path("snooze/", states.snooze, name="snooze"),
    path("resolution/", states.resolution, name="resolution"),
    path("reopening/", states.reopening, name="reopening"),
    path("spam/", states.spam, name="spam"),
    path("follows/", following.follows, name="follows"),
    path("subject/", states.subject, name="subject"),
    path("plan/", states.plan, name="plan"),
    path("merging/", joining.merging, name="merging"),
    path("links/", joining.links, name="links"),
    path("links/<int:other_id>/", joining.unlink, name="unlink"),
    path("split/", joining.split, name="split"),
    path("participants/", joining.add_participant, name="participants"),
    path("participants/<int:participant_id>/", joining.remove_participant, name="participant"),
]

urlpatterns = [
    path("", lists.home, name="home"),
    path("rail/", lists.show_rail, name="rail"),
    path("suggestions/", lists.suggest, name="suggestions"),
    path("saved-views/new/", saved_views.new, name="view_new"),
    path("alarms/", alarms.show, name="alarms"),
    path("keys/", commands.sheet, name="keys"),
    path("palette/", commands.palette, name="palette"),
    path("views/<scope:scope>/", lists.show_list, name="list"),
    path("views/<scope:scope>/order/", lists.order, name="order"),
    path("views/<scope:scope>/<int:conversation_id>/", conversation.show, name="conversation"),
    path("conversations/<int:conversation_id>/", include(ONE)),
    path("messages/<int:message_id>/body/", bodies.body, name="body"),
    path("messages/<int:message_id>/original/", bodies.original, name="original"),
    path("messages/<int:message_id>/undo/", writing.take_back, name="undo"),
    path("deliveries/<int:delivery_id>/resend/", writing.resend, name="resend"),
    path("files/<str:name>/", bodies.file, name="file"),
    path("drafts/files/<int:attachment_id>/", writing.detach, name="detach"),
    path("drafts/<slug:kind>/", writing.save_draft, name="draft_new"),
    path("drafts/<slug:kind>/files/", writing.attach, name="attach_new"),
    path("mentionable/", joining.mentionable, name="mentionable"),
    path("faces/", together.faces, name="faces"),
    path("new/", starting.new, name="new"),
    path("search/", searching.search, name="search"),
    path("", include("madoguchi.faces.desk.urls_people")),
    path("", include("madoguchi.faces.desk.urls_settings")),
]
