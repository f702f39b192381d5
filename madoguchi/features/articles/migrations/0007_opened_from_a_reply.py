"""An article may be opened by the card of a reply. Nothing changes in the tables."""

from django.db import migrations, models

PLACES = [
    ("portal", "Help centre"),
    ("widget", "Chat"),
    ("form", "Contact form"),
    ("reply", "A reply of ours"),
    ("api", "API"),
]


class Migration(migrations.Migration):
    dependencies = [("articles", "0006_texts_counted")]

    operations = [
        migrations.AlterField(model_name=name, name="place", field=models.CharField(choices=PLACES, max_length=10))
        for name in ("articleread", "helpsearch")
    ]
