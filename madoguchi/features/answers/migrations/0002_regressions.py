import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from madoguchi.base.row_security import ProtectTenantTables


class Migration(migrations.Migration):
    dependencies = [
        ("answers", "0001_initial"),
        ("articles", "0003_words_by_weight"),
        ("conversations", "0013_live"),
        ("inboxes", "0002_signatures"),
    ]

    operations = [
        migrations.CreateModel(
            name="Regression",
            fields=[
                ("workspace_id", models.BigIntegerField()),
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("edition", models.PositiveIntegerField(default=0)),
                (
                    "state",
                    models.CharField(
                        choices=[("running", "Running"), ("done", "Done"), ("failed", "Could not be done")],
                        default="running",
                        max_length=10,
                    ),
                ),
                ("asked", models.PositiveIntegerField(default=0)),
                ("right_before", models.PositiveIntegerField(default=0)),
                ("right_after", models.PositiveIntegerField(default=0)),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                "db_table": "answer_regressions",
            },
        ),
        migrations.CreateModel(
            name="RegressionCase",
            fields=[
                ("workspace_id", models.BigIntegerField()),
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("broken", "Right before, and not now"),
                            ("mended", "Right now, and not before"),
                            ("fresh", "Answered now, and by nobody before"),
                        ],
                        max_length=10,
                    ),
                ),
            ],
            options={
                "db_table": "answer_regression_cases",
            },
        ),
        migrations.AddField(
            model_name="answermodel",
            name="is_held",
            field=models.BooleanField(default=False),
        ),
        migrations.AddConstraint(
            model_name="answermodel",
            constraint=models.CheckConstraint(
                condition=models.Q(("in_use", True), ("is_held", True), _negated=True),
                name="answer_models_held_are_not_in_use",
            ),
        ),
        migrations.AddField(
            model_name="regression",
            name="model",
            field=models.OneToOneField(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="regression",
                to="answers.answermodel",
            ),
        ),
        migrations.AddField(
            model_name="regression",
            name="text",
            field=models.OneToOneField(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="articles.articletext",
            ),
        ),
        migrations.AddField(
            model_name="regressioncase",
            name="after",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="articles.article",
            ),
        ),
        migrations.AddField(
            model_name="regressioncase",
            name="before",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="articles.article",
            ),
        ),
        migrations.AddField(
            model_name="regressioncase",
            name="message",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="conversations.message",
            ),
        ),
        migrations.AddField(
            model_name="regressioncase",
            name="regression",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="cases",
                to="answers.regression",
            ),
        ),
        migrations.AddField(
            model_name="regressioncase",
            name="truth",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="articles.article",
            ),
        ),
        migrations.AddConstraint(
            model_name="regression",
            constraint=models.UniqueConstraint(fields=("workspace_id", "id"), name="answer_regressions_anchor"),
        ),
        migrations.AddConstraint(
            model_name="regression",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["running", "done", "failed"])), name="answer_regressions_state_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="regression",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("model__isnull", True), ("text__isnull", False)),
                    models.Q(("model__isnull", False), ("text__isnull", True)),
                    _connector="OR",
                ),
                name="answer_regressions_of_one_thing",
            ),
        ),
        migrations.AddConstraint(
            model_name="regressioncase",
            constraint=models.UniqueConstraint(fields=("regression", "message"), name="answer_regression_cases_once"),
        ),
        migrations.AddConstraint(
            model_name="regressioncase",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["broken", "mended", "fresh"])),
                name="answer_regression_cases_kind_known",
            ),
        ),
        ProtectTenantTables("Regression", "RegressionCase"),
    ]
