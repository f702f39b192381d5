from django.db import migrations, models


class Migration(migrations.Migration):
    """Who has not chosen sends by Enter in chats and by Ctrl+Enter elsewhere; nobody had to choose "no" so far."""

    dependencies = [
        ("people", "0006_enter_sends"),
    ]

    operations = [
        migrations.AlterField(
            model_name="user",
            name="enter_sends",
            field=models.BooleanField(blank=True, null=True),
        ),
        migrations.RunSQL(
            "UPDATE users SET enter_sends = NULL WHERE NOT enter_sends",
            "UPDATE users SET enter_sends = false WHERE enter_sends IS NULL",
        ),
    ]
