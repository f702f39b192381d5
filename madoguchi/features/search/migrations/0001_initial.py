import django.contrib.postgres.search
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from madoguchi.base.row_security import ProtectTenantTables


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0001_initial"),
        ("workspaces", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="KnownWord",
            fields=[
                ("workspace_id", models.BigIntegerField()),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "workspace_id", "typed", "word", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("typed", models.CharField(db_collation="C", max_length=64)),
                ("word", models.CharField(db_collation="C", max_length=64)),
            ],
            options={
                "db_table": "search_words",
            },
        ),
        migrations.CreateModel(
            name="Reindex",
            fields=[
                ("workspace_id", models.BigIntegerField()),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "workspace_id", "source", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("source", models.SmallIntegerField()),
                ("rules", models.CharField(max_length=40)),
                ("upto", models.BigIntegerField(default=0)),
                ("last", models.BigIntegerField(default=0)),
                ("began_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "db_table": "search_reindexes",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("upto__lte", models.F("last"))), name="search_reindexes_within"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Volume",
            fields=[
                ("workspace_id", models.BigIntegerField()),
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("source", models.SmallIntegerField()),
                ("begins_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("entries", models.IntegerField(default=0)),
            ],
            options={
                "db_table": "search_volumes",
                "constraints": [
                    models.UniqueConstraint(fields=("workspace_id", "id"), name="search_volumes_anchor"),
                    models.UniqueConstraint(fields=("workspace_id", "source", "begins_at"), name="search_volumes_once"),
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gte", models.F("begins_at"))), name="search_volumes_in_order"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("workspace_id", models.BigIntegerField()),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "workspace_id",
                        "source",
                        "thing_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("thing_id", models.BigIntegerField()),
                ("at", models.DateTimeField()),
                ("conversation_id", models.BigIntegerField(null=True)),
                ("inbox_id", models.BigIntegerField(null=True)),
                ("source", models.SmallIntegerField()),
                ("words", django.contrib.postgres.search.SearchVectorField()),
                (
                    "volume",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="search.volume",
                    ),
                ),
            ],
            options={
                "db_table": "search_entries",
            },
        ),
        migrations.CreateModel(
            name="RecentSearch",
            fields=[
                ("workspace_id", models.BigIntegerField()),
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("text", models.CharField(max_length=200)),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "person",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="people.person",
                    ),
                ),
            ],
            options={
                "db_table": "recent_searches",
                "constraints": [
                    models.UniqueConstraint(fields=("person", "text"), name="recent_searches_once"),
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="recent_searches_not_empty"
                    ),
                ],
            },
        ),
        ProtectTenantTables("KnownWord", "Entry", "RecentSearch", rooted=("Reindex", "Volume")),
    ]
