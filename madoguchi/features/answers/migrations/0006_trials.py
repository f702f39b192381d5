import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from madoguchi.base.row_security import ProtectTenantTables


class Migration(migrations.Migration):
    dependencies = [
        ("answers", "0005_format_of_the_engine"),
        ("people", "0007_enter_in_chats"),
    ]

    operations = [
        migrations.CreateModel(
            name="AnswerTrial",
            fields=[
                ("workspace_id", models.BigIntegerField()),
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("question", models.TextField()),
                (
                    "state",
                    models.CharField(
                        choices=[("running", "Running"), ("done", "Done"), ("failed", "Could not be done")],
                        default="running",
                        max_length=10,
                    ),
                ),
                ("found", models.JSONField(blank=True, default=dict)),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "db_table": "answer_trials",
                "indexes": [models.Index(fields=["workspace_id", "at"], name="answer_trials_oldest")],
                "constraints": [
                    models.UniqueConstraint(fields=("workspace_id", "id"), name="answer_trials_anchor"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["running", "done", "failed"])),
                        name="answer_trials_state_known",
                    ),
                ],
            },
        ),
        ProtectTenantTables("AnswerTrial"),
    ]
