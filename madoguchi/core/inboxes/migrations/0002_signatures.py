"""Signatures for customers who read another language than the inbox's."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("inboxes", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="inbox",
            name="signatures",
            field=models.JSONField(blank=True, db_default={}, default=dict),
        ),
    ]
