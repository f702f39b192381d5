"""Chats are live conversations; messages that were left while nobody was there are not."""

from django.db import migrations

LIVE = """
ALTER TABLE conversations NO FORCE ROW LEVEL SECURITY;
UPDATE conversations SET is_live = true WHERE EXISTS (
    SELECT FROM chats WHERE chats.workspace_id = conversations.workspace_id
        AND chats.conversation_id = conversations.id AND NOT chats.is_message);
ALTER TABLE conversations FORCE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("chat", "0013_offers"),
        ("conversations", "0013_live"),
    ]

    operations = [migrations.RunSQL(LIVE, migrations.RunSQL.noop)]
