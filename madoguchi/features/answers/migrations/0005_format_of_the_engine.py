from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("answers", "0004_rankings")]

    operations = [
        migrations.AlterField(
            model_name="answermodel", name="format", field=models.PositiveSmallIntegerField(default=3)
        )
    ]
