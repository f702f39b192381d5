import django.db.models.deletion
from django.db import migrations, models
from django.db.models.functions import Now

from madoguchi.base.row_security import ProtectTenantTables


class Migration(migrations.Migration):
    dependencies = [("conversations", "0003_held_files"), ("people", "0003_preferences")]

    operations = [
        migrations.CreateModel(
            name="Follow",
            fields=[
                ("workspace_id", models.BigIntegerField()),
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "why",
                    models.CharField(
                        choices=[
                            ("by_hand", "By hand"),
                            ("mentioned", "Because they were mentioned"),
                            ("answered", "Because they wrote in it"),
                        ],
                        default="by_hand",
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField(db_default=Now())),
                (
                    "conversation",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="follows",
                        to="conversations.conversation",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="people.person",
                    ),
                ),
            ],
            options={
                "db_table": "follows",
                "indexes": [
                    models.Index(fields=["workspace_id", "person", "-conversation"], name="follows_of_person"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("conversation", "person"), name="follows_once"),
                    models.CheckConstraint(
                        condition=models.Q(("why__in", ["by_hand", "mentioned", "answered"])),
                        name="follows_why_known",
                    ),
                ],
            },
        ),
        ProtectTenantTables("Follow"),
    ]
