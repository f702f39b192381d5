from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("chat", "0003_promises"),
    ]

    operations = [
        migrations.AddField(
            model_name="chat",
            name="alarmed_for",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
