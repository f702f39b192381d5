from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("conversations", "0002_initial")]

    operations = [
        migrations.AlterField(
            model_name="draft",
            name="kind",
            field=models.CharField(
                choices=[
                    ("reply", "Reply"),
                    ("note", "Note"),
                    ("new", "New conversation"),
                    ("held", "Files of a program"),
                ],
                default="reply",
                max_length=10,
            ),
        ),
    ]
