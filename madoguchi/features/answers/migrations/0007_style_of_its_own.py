"""How much the assistant says is what its inbox wants (features/styles), beside agents.

The column stays for one version, so that the code of the version before can write it.
"""

from django.db import migrations, models

# Whoever owns the tables sees every workspace only while row-level security is not forced upon them.
OURS = "ALTER TABLE {} NO FORCE ROW LEVEL SECURITY"
FORCED = "ALTER TABLE {} FORCE ROW LEVEL SECURITY"
WHOLE = """
INSERT INTO inbox_styles (workspace_id, inbox_id, style, trial)
SELECT workspace_id, inbox_id, 'comprehensive', 0 FROM assistant_settings WHERE style = 'whole'
ON CONFLICT DO NOTHING
"""
TABLES = ("assistant_settings", "inbox_styles")
DEFAULT = "ALTER TABLE assistant_settings ALTER COLUMN style {} DEFAULT"


class Migration(migrations.Migration):
    dependencies = [
        ("answers", "0006_trials"),
        ("styles", "0001_initial"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    [
                        *(OURS.format(table) for table in TABLES),
                        WHOLE,
                        *(FORCED.format(table) for table in TABLES),
                        f"{DEFAULT.format('SET')} 'short'",
                    ],
                    DEFAULT.format("DROP"),
                ),
            ],
            state_operations=[
                migrations.RemoveConstraint(model_name="assistantsetting", name="assistant_settings_known"),
                migrations.RemoveField(model_name="assistantsetting", name="style"),
                migrations.AddConstraint(
                    model_name="assistantsetting",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("mode__in", ["off", "suggest", "answer"]),
                            ("hours__in", ["always", "closed"]),
                            ("audience__in", ["all", "companies", "others"]),
                        ),
                        name="assistant_settings_known",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="answer",
            name="step",
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
    ]
