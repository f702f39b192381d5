import django.db.models.deletion
from django.db import migrations, models
from django.db.models.functions import Now

from madoguchi.base.row_security import ProtectTenantTables


class Migration(migrations.Migration):
    dependencies = [
        ("conversations", "0004_follows"),
        ("people", "0003_preferences"),
    ]

    operations = [
        migrations.CreateModel(
            name="HelpRequest",
            fields=[
                ("workspace_id", models.BigIntegerField()),
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("text", models.CharField(blank=True, default="", max_length=500)),
                ("is_urgent", models.BooleanField(default=False)),
                ("asked_at", models.DateTimeField(db_default=Now())),
                ("taken_at", models.DateTimeField(blank=True, null=True)),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "conversation",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="help_requests",
                        to="conversations.conversation",
                    ),
                ),
                (
                    "settled_by",
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
                (
                    "taken_by",
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
                (
                    "team",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to="people.team",
                    ),
                ),
            ],
            options={
                "db_table": "help_requests",
                "indexes": [
                    models.Index(
                        condition=models.Q(("settled_at__isnull", True)),
                        fields=["workspace_id", "-id"],
                        name="help_requests_open",
                    ),
                    models.Index(fields=["workspace_id", "conversation", "-id"], name="help_requests_of_conversation"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("settled_at__isnull", True)),
                        fields=("conversation",),
                        name="help_requests_one_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("taken_by__isnull", True), ("taken_at__isnull", False), _connector="OR"),
                        name="help_requests_taken_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("settled_by__isnull", True), ("settled_at__isnull", False), _connector="OR"
                        ),
                        name="help_requests_settled_at_a_time",
                    ),
                ],
            },
        ),
        ProtectTenantTables("HelpRequest"),
    ]
