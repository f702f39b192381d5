from django.db import migrations

# The table of django.core.cache.backends.db: rate limits of several processes without another server.
# UNLOGGED: nothing in it needs to survive a crash. The rights come from the defaults of the schema.
MAKE = """
CREATE UNLOGGED TABLE cache (
  cache_key varchar(255) PRIMARY KEY,
  value text NOT NULL,
  expires timestamp with time zone NOT NULL
);
CREATE INDEX cache_expires ON cache (expires);
"""


class Migration(migrations.Migration):
    dependencies = [("events", "0001_initial"), ("workspaces", "0001_initial")]

    operations = [migrations.RunSQL(MAKE, "DROP TABLE cache")]
