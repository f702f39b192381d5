from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("conversations", "0013_live"),
        ("llm", "0002_calls_kept"),
        ("people", "0007_enter_in_chats"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="modelcall",
            name="language_model_calls_purpose_known",
        ),
        migrations.AddField(
            model_name="languagemodel",
            name="reads_aims",
            field=models.BooleanField(default=False),
        ),
        migrations.AlterField(
            model_name="modelcall",
            name="purpose",
            field=models.CharField(
                choices=[
                    ("trial", "Trial"),
                    ("article", "Draft of an article"),
                    ("check", "Check of an answer"),
                    ("aim", "What a customer wants to do"),
                ],
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="modelcall",
            constraint=models.CheckConstraint(
                condition=models.Q(("purpose__in", ["trial", "article", "check", "aim"])),
                name="language_model_calls_purpose_known",
            ),
        ),
    ]
