"""The order in which facts can be read without missing one (queries.py).

The constant default first, so that no row is rewritten: what is there is settled and keeps the order of its ids.
"""

from django.db import migrations

FORWARDS = """
ALTER TABLE events ADD COLUMN xid xid8 NOT NULL DEFAULT '1';
ALTER TABLE events ALTER COLUMN xid SET DEFAULT pg_current_xact_id();
CREATE INDEX events_settled ON events (workspace_id, xid, id);
"""
BACKWARDS = """
DROP INDEX events_settled;
ALTER TABLE events DROP COLUMN xid;
"""


class Migration(migrations.Migration):
    dependencies = [("events", "0001_initial")]

    operations = [
        migrations.RunSQL(FORWARDS, BACKWARDS),
        migrations.RemoveIndex("Event", "events_of_workspace"),
    ]
