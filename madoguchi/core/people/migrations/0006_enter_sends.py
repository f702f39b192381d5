from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0005_first_pages"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="enter_sends",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
