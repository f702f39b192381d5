import django.db.models.deletion
from django.db import migrations, models

# Where the anchor of the attachments was there before the uploads, they have it already.
SAME_TENANT = """
ALTER TABLE chat_uploads DROP CONSTRAINT IF EXISTS chat_uploads_attachment_id_same_tenant;
ALTER TABLE chat_uploads ADD CONSTRAINT chat_uploads_attachment_id_same_tenant FOREIGN KEY (workspace_id, attachment_id)
  REFERENCES attachments (workspace_id, id) DEFERRABLE INITIALLY DEFERRED
"""


class Migration(migrations.Migration):
    dependencies = [
        ("chat", "0010_abandoned"),
        ("conversations", "0012_attachments_anchor"),
    ]

    operations = [
        migrations.AlterField(
            model_name="upload",
            name="attachment",
            field=models.OneToOneField(
                db_constraint=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="conversations.attachment",
            ),
        ),
        migrations.RunSQL(
            SAME_TENANT, "ALTER TABLE chat_uploads DROP CONSTRAINT chat_uploads_attachment_id_same_tenant"
        ),
    ]
