"""The large tables are analysed when a fiftieth of them is new, and not a tenth.

A workspace that moves into a large installation is small beside it: until then, its lists would be planned by what is
known of the others.
"""

from django.db import migrations

TABLES = (
    *("contacts", "identities", "conversations", "messages", "message_references", "deliveries", "participants"),
    *("conversation_tags", "attachments", "events"),
)
OPTIONS = {"autovacuum_analyze_scale_factor": "0.02", "autovacuum_vacuum_insert_scale_factor": "0.05"}


class Migration(migrations.Migration):
    dependencies = [
        ("conversations", "0009_deliveries_in_the_outbox"),
        ("contacts", "0003_marks"),
        ("events", "0003_events_of_the_house"),
    ]

    operations = [
        migrations.RunSQL(
            f"ALTER TABLE {table} SET ({', '.join(f'{name} = {value}' for name, value in OPTIONS.items())})",
            f"ALTER TABLE {table} RESET ({', '.join(OPTIONS)})",
        )
        for table in TABLES
    ]
