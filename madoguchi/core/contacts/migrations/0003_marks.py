from django.db import migrations, models
from django.db.models import Q

MARKS = [("vip", "VIP"), ("caution", "Handle with care")]


class Migration(migrations.Migration):
    dependencies = [("contacts", "0002_names_and_domains")]

    operations = [
        migrations.AddField(
            "contact",
            "mark",
            models.CharField(blank=True, choices=MARKS, db_default="", default="", max_length=10),
        ),
        migrations.AddField(
            "contact",
            "mark_text",
            models.CharField(blank=True, db_default="", default="", max_length=200),
        ),
        migrations.AddConstraint(
            "contact",
            models.CheckConstraint(condition=Q(mark__in=["", "vip", "caution"]), name="contacts_mark_known"),
        ),
    ]
