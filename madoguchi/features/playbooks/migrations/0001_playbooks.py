import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from madoguchi.base.row_security import ProtectTenantTables


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("articles", "0006_texts_counted"),
        ("conversations", "0013_live"),
        ("people", "0007_enter_in_chats"),
    ]

    operations = [
        migrations.CreateModel(
            name="Playbook",
            fields=[
                ("workspace_id", models.BigIntegerField()),
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("topics", models.JSONField(blank=True, default=list)),
                ("words", models.TextField(blank=True, default="")),
                ("changed_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "article",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="playbook",
                        to="articles.article",
                    ),
                ),
            ],
            options={
                "db_table": "playbooks",
            },
        ),
        migrations.CreateModel(
            name="Run",
            fields=[
                ("workspace_id", models.BigIntegerField()),
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("title", models.CharField(max_length=200)),
                ("version", models.PositiveIntegerField(default=0)),
                ("steps", models.JSONField(default=list)),
                ("path", models.JSONField(blank=True, default=list)),
                ("at_step", models.PositiveSmallIntegerField(default=0)),
                (
                    "state",
                    models.CharField(
                        choices=[("running", "Running"), ("done", "Followed to its end"), ("left", "Left")],
                        default="running",
                        max_length=10,
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("does_not_fit", "It does not fit this case"),
                            ("outdated", "It is wrong or out of date"),
                            ("unclear", "A step is unclear"),
                            ("quicker", "It was solved in a quicker way"),
                            ("customer", "The customer wanted it otherwise"),
                            ("other", "Another reason"),
                        ],
                        default="",
                        max_length=12,
                    ),
                ),
                ("remark", models.CharField(blank=True, default="", max_length=300)),
                ("began_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
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
                (
                    "playbook",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="runs",
                        to="playbooks.playbook",
                    ),
                ),
            ],
            options={
                "db_table": "playbook_runs",
            },
        ),
        migrations.AddConstraint(
            model_name="playbook",
            constraint=models.UniqueConstraint(fields=("workspace_id", "id"), name="playbooks_anchor"),
        ),
        migrations.AddIndex(
            model_name="run",
            index=models.Index(fields=["workspace_id", "playbook", "-began_at"], name="playbook_runs_newest"),
        ),
        migrations.AddConstraint(
            model_name="run",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "running")), fields=("conversation",), name="playbook_runs_one_at_a_time"
            ),
        ),
        migrations.AddConstraint(
            model_name="run",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["running", "done", "left"])), name="playbook_runs_state_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="run",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "left"), models.Q(("reason", ""), _negated=True)),
                    models.Q(models.Q(("state", "left"), _negated=True), ("reason", "")),
                    _connector="OR",
                ),
                name="playbook_runs_left_for_a_reason",
            ),
        ),
        ProtectTenantTables("Playbook", "Run"),
    ]
