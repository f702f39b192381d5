import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from madoguchi.base.row_security import ProtectTenantTables


class Migration(migrations.Migration):
    dependencies = [
        ("aims", "0001_aims"),
        ("conversations", "0013_live"),
        ("people", "0007_enter_in_chats"),
    ]

    operations = [
        migrations.CreateModel(
            name="Clarification",
            fields=[
                ("workspace_id", models.BigIntegerField()),
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[("which", "Which of two is meant"), ("wish", "What they want to do")], max_length=10
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[("asked", "Put into the reply"), ("dismissed", "Dismissed")], max_length=10
                    ),
                ),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "conversation",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="conversations.conversation",
                    ),
                ),
                (
                    "message",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
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
                "db_table": "clarifications",
                "constraints": [
                    models.UniqueConstraint(fields=("message", "kind"), name="clarifications_once"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["which", "wish"])), name="clarifications_kind_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("outcome__in", ["asked", "dismissed"])), name="clarifications_outcome_known"
                    ),
                ],
            },
        ),
        ProtectTenantTables("Clarification"),
    ]
