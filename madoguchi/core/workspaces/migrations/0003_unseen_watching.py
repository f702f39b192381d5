from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("workspaces", "0002_cache")]

    operations = [
        migrations.AddField("workspace", "unseen_watching", models.BooleanField(default=False)),
    ]
