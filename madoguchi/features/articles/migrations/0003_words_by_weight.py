"""The words of articles are read in the order of their weights; no migration of Django changes a composite key."""

import django.db.models.deletion
from django.db import migrations, models

KEY = """
ALTER TABLE article_words DROP CONSTRAINT article_words_pkey;
ALTER TABLE article_words ADD PRIMARY KEY (workspace_id, text_id, word);
"""
BY_WEIGHT = """
CREATE INDEX article_words_found ON article_words (workspace_id, language, word, weight DESC, text_id)
"""
OLD_INDEX = """
DO $$
DECLARE
  name text;
BEGIN
  FOR name IN SELECT indexrelid::regclass FROM pg_index WHERE indrelid = 'article_words'::regclass
    AND NOT indisprimary AND indexrelid::regclass::text <> 'article_words_found'
  LOOP
    EXECUTE 'DROP INDEX ' || name;
  END LOOP;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("articles", "0002_suggestions")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL([KEY, BY_WEIGHT, OLD_INDEX], migrations.RunSQL.noop)],
            state_operations=[
                migrations.DeleteModel("ArticleWord"),
                migrations.CreateModel(
                    name="ArticleWord",
                    fields=[
                        ("workspace_id", models.BigIntegerField()),
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "workspace_id",
                                "text_id",
                                "word",
                                blank=True,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("language", models.CharField(max_length=10)),
                        ("word", models.CharField(db_collation="C", max_length=64)),
                        ("weight", models.FloatField()),
                        (
                            "text",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="words",
                                to="articles.articletext",
                            ),
                        ),
                    ],
                    options={
                        "db_table": "article_words",
                        "indexes": [
                            models.Index(
                                fields=["workspace_id", "language", "word", "-weight", "text"],
                                name="article_words_found",
                            )
                        ],
                    },
                ),
            ],
        ),
        migrations.AlterField(
            "articletext",
            "state",
            models.CharField(
                choices=[
                    ("draft", "Draft text"),
                    ("in_review", "In review"),
                    ("scheduled", "To be published"),
                    ("published", "Published"),
                ],
                default="draft",
                max_length=10,
            ),
        ),
        migrations.AlterField(
            "articleversion",
            "what",
            models.CharField(
                choices=[
                    ("saved", "Draft text"),
                    ("published", "Published"),
                    ("restored", "Restored"),
                    ("aside", "Kept beside"),
                ],
                max_length=10,
            ),
        ),
    ]
