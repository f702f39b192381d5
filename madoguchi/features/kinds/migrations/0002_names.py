from django.db import migrations, models

# Whoever owns the table sees every workspace only while row-level security is not forced upon them.
OURS = "ALTER TABLE kinds NO FORCE ROW LEVEL SECURITY"
FORCED = "ALTER TABLE kinds FORCE ROW LEVEL SECURITY"
GIVEN = (("使い方", "How to use"), ("不具合", "Something is wrong"), ("活用相談", "Making more of it"))
NAMED = [
    f"UPDATE kinds SET name_ja = '{ja}', name_en = '{en}' WHERE name IN ('{ja}', '{en}')"  # noqa: S608  # as above
    for ja, en in GIVEN
]


class Migration(migrations.Migration):
    dependencies = [
        ("kinds", "0001_initial"),
    ]

    operations = [
        *(
            migrations.AddField(
                model_name="kind",
                name=name,
                field=models.CharField(blank=True, db_default="", default="", max_length=60),
            )
            for name in ("name_en", "name_ja")
        ),
        migrations.RunSQL([OURS, *NAMED, FORCED], migrations.RunSQL.noop),
    ]
