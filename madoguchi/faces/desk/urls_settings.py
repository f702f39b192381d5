"""Addresses of the settings."""

from django.urls import path

from madoguchi.faces.desk.views import language, saved_views
from madoguchi.faces.desk.views.settings import inboxes, keyboard, notifications, own, people, workspace

urlpatterns = [
    path("language/", language.choose, name="language"),
    path("settings/", own.first, name="settings"),
    path("settings/appearance/", own.appearance, name="appearance"),
    path("settings/profile/", own.profile, name="profile"),
    path("settings/keyboard/", keyboard.show, name="keyboard"),
    path("settings/keyboard/characters/", keyboard.characters, name="character_keys"),
    path("settings/keyboard/<slug:name>/", keyboard.key, name="key"),
    path("settings/notifications/", notifications.ways, name="notification_settings"),
    path("settings/notifications/trial/", notifications.trial, name="notification_trial"),
    path("settings/notifications/rule/", notifications.rule, name="notification_rule"),
    path("settings/notifications/key/", notifications.key, name="push_key"),
    path("settings/notifications/devices/", notifications.devices, name="push_devices"),
    path("settings/notifications/devices/<int:device_id>/", notifications.device, name="push_device"),
    path("settings/tokens/", own.tokens, name="tokens"),
    path("settings/tokens/<int:token_id>/", own.token, name="token"),
    path("settings/workspaces/", own.workspaces, name="workspaces"),
    path("settings/workspace/", workspace.general, name="workspace"),
    path("settings/teams/", workspace.teams, name="teams"),
    path("settings/teams/<int:team_id>/", workspace.team, name="team_settings"),
    path("settings/tags/", workspace.tags, name="tag_settings"),
    path("settings/tags/<int:tag_id>/", workspace.tag, name="tag"),
    path("settings/views/", saved_views.show_all, name="view_settings"),
    path("settings/views/waits/", saved_views.waits, name="waits"),
    path("settings/views/<int:view_id>/", saved_views.one, name="view"),
    path("settings/views/<int:view_id>/place/", saved_views.place, name="view_place"),
    path("settings/attributes/", workspace.attributes, name="attributes"),
    path("settings/attributes/<int:definition_id>/", workspace.attribute, name="attribute"),
    path("settings/audit/", workspace.audit, name="audit"),
    path("settings/people/", people.people, name="people"),
    path("settings/people/<int:person_id>/role/", people.role, name="role"),
    path("settings/people/<int:person_id>/seat/", people.person_seat, name="person_seat"),
    path("settings/people/<int:person_id>/access/", people.access, name="access"),
    path("settings/invitations/<int:invitation_id>/", people.invitation, name="invitation"),
    path("settings/inboxes/", inboxes.show_all, name="inboxes"),
    path("settings/inboxes/<int:inbox_id>/", inboxes.show, name="inbox"),
    path("settings/inboxes/<int:inbox_id>/switch/", inboxes.switch, name="inbox_switch"),
    path("settings/inboxes/<int:inbox_id>/secret/", inboxes.secret, name="inbox_secret"),
    path("settings/inboxes/<int:inbox_id>/reread/", inboxes.read_again, name="inbox_reread"),
    path("settings/inboxes/<int:inbox_id>/check/", inboxes.check, name="inbox_check"),
    path("settings/inboxes/<int:inbox_id>/check/begin/", inboxes.begin, name="inbox_check_begin"),
]
