import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0003_words_by_weight"),
        ("inboxes", "0002_signatures"),
        ("people", "0007_enter_in_chats"),
    ]

    operations = [
        migrations.AddField(
            model_name="articlepicture",
            name="named_at",
            field=models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
        ),
        migrations.AlterField(
            model_name="helpcentre",
            name="held_out_percent",
            field=models.PositiveSmallIntegerField(default=5),
        ),
        migrations.AddIndex(
            model_name="articlepicture",
            index=models.Index(fields=["workspace_id", "named_at"], name="article_pictures_looked_over"),
        ),
    ]
