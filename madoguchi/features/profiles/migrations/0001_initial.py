import django.db.models.deletion
from django.db import migrations, models
from django.db.models.functions import Lower, Now

from madoguchi.base.row_security import ProtectTenantTables


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("contacts", "0003_marks"),
        ("people", "0003_preferences"),
    ]

    operations = [
        migrations.CreateModel(
            name="ContactLink",
            fields=[
                ("workspace_id", models.BigIntegerField()),
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=60)),
                ("url", models.CharField(max_length=500)),
                ("created_at", models.DateTimeField(db_default=Now())),
            ],
            options={
                "db_table": "contact_links",
                "constraints": [
                    models.UniqueConstraint(models.F("workspace_id"), Lower("name"), name="contact_links_name_once"),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="contact_links_have_a_name"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("url__startswith", "https://")), name="contact_links_are_https"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ContactNote",
            fields=[
                ("workspace_id", models.BigIntegerField()),
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("text", models.TextField()),
                ("is_pinned", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField(db_default=Now())),
                ("edited_at", models.DateTimeField(blank=True, null=True)),
                (
                    "contact",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="profile_notes",
                        to="contacts.contact",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to="people.person",
                    ),
                ),
            ],
            options={
                "db_table": "contact_notes",
                "indexes": [models.Index(fields=["workspace_id", "contact", "-id"], name="contact_notes_of_contact")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="contact_notes_not_empty"
                    )
                ],
            },
        ),
        ProtectTenantTables("ContactLink", "ContactNote"),
    ]
