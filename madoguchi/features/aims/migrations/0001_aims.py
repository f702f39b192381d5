import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from madoguchi.base.row_security import ProtectTenantTables


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("conversations", "0013_live"),
        ("people", "0007_enter_in_chats"),
    ]

    operations = [
        migrations.CreateModel(
            name="Aim",
            fields=[
                ("workspace_id", models.BigIntegerField()),
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("asked", models.CharField(blank=True, default="", max_length=300)),
                ("wish", models.CharField(blank=True, default="", max_length=300)),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("rules", "From the customer's words"),
                            ("phrasebook", "By a question that is asked often"),
                            ("model", "By the language model"),
                            ("person", "By a person"),
                        ],
                        default="rules",
                        max_length=10,
                    ),
                ),
                ("topic", models.CharField(blank=True, default="", max_length=80)),
                ("is_looked_up", models.BooleanField(default=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("found", "Found automatically"),
                            ("confirmed", "Confirmed"),
                            ("changed", "Changed by a person"),
                        ],
                        default="found",
                        max_length=10,
                    ),
                ),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "conversation",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="aim",
                        to="conversations.conversation",
                    ),
                ),
                (
                    "message",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="conversations.message",
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
                        related_name="+",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "db_table": "conversation_aims",
                "indexes": [models.Index(fields=["workspace_id", "-at", "-id"], name="aims_newest")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("source__in", ["rules", "phrasebook", "model", "person"])),
                        name="aims_source_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["found", "confirmed", "changed"])), name="aims_state_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("settled_at__isnull", True), ("state", "found")),
                            models.Q(models.Q(("state", "found"), _negated=True), ("settled_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="aims_settled_once",
                    ),
                ],
            },
        ),
        ProtectTenantTables("Aim"),
    ]
