from django.db import migrations, models

# Of one workspace, like every other; a message that goes leaves what handed it on.
SAME_TENANT = """
ALTER TABLE messages ADD CONSTRAINT messages_forwards_id_same_tenant FOREIGN KEY (workspace_id, forwards_id)
REFERENCES messages (workspace_id, id) ON DELETE SET NULL (forwards_id) DEFERRABLE INITIALLY DEFERRED
"""


class Migration(migrations.Migration):
    dependencies = [("conversations", "0007_later_and_forwarded")]

    operations = [
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(("forwards__isnull", False)), fields=["forwards"], name="messages_forwarding"
            ),
        ),
        migrations.RunSQL(SAME_TENANT, "ALTER TABLE messages DROP CONSTRAINT messages_forwards_id_same_tenant"),
    ]
