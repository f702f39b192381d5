"""How entries are found: the index on the words behind the number of their volume, and the function that reads it.

Under row-level security an index answers only leakproof operators, and @@ is none (docs/adr/0005). The function runs as
the owner of the table, whom its policy does not bind, and sees to the tenant itself: it goes through the volumes of the
workspace that the transaction stands in, and a volume belongs to one workspace.
"""

from django.db import migrations

# Text instead of arrays of words: half the time, and it is called for each entry that is written.
KEYS = """
CREATE FUNCTION search_keys(volume bigint, words tsvector) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  mark CONSTANT text := to_hex(volume) || ':';
BEGIN
  RETURN array_to_tsvector(string_to_array(
    mark || array_to_string(tsvector_to_array(words), chr(1) || mark), chr(1)
  ));
END $$
"""
# Without fastupdate: the list of what is pending would be read once for each volume.
INDEX = """
CREATE INDEX search_entries_keys ON search_entries USING gin (search_keys(volume_id, words)) WITH (fastupdate = off)
"""
UNFORCED = "ALTER TABLE search_entries NO FORCE ROW LEVEL SECURITY"
FOUND = """
CREATE FUNCTION search_found(
  kind smallint, keys text, exactly text, ranked text, inboxes bigint[],
  before timestamptz, before_thing bigint, most int, patience interval
) RETURNS TABLE (thing_id bigint, conversation_id bigint, at timestamptz, score real)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 500
SET search_path = pg_catalog, public SET enable_seqscan = off SET plan_cache_mode = force_generic_plan SET jit = off
AS $$
#variable_conflict use_column
DECLARE
  exact CONSTANT tsquery := exactly::tsquery;
  rank_by CONSTANT tsquery := ranked::tsquery;
  stop_at CONSTANT timestamptz := clock_timestamp() + patience;
  remaining int := most;
  found int;
  book record;
BEGIN
  FOR book IN
    SELECT id, ends_at FROM search_volumes
    WHERE workspace_id = NULLIF(current_setting('madoguchi.workspace', true), '')::bigint
      AND source = kind AND (before IS NULL OR begins_at <= before)
    ORDER BY begins_at DESC
  LOOP
    IF clock_timestamp() > stop_at THEN
      RETURN QUERY SELECT NULL::bigint, NULL::bigint, book.ends_at, NULL::real;
      RETURN;
    END IF;
    RETURN QUERY
      SELECT met.thing_id, met.conversation_id, met.at,
             CASE WHEN rank_by IS NULL THEN 0 ELSE ts_rank_cd('{0.1, 0.25, 0.6, 1.0}', met.words, rank_by) END
      FROM (
        SELECT entry.thing_id, entry.conversation_id, entry.at, entry.words FROM search_entries AS entry
        WHERE search_keys(entry.volume_id, entry.words)
              @@ replace(keys, chr(57344), to_hex(book.id) || ':')::tsquery
          AND entry.volume_id = book.id
          AND (inboxes IS NULL OR entry.inbox_id = ANY (inboxes))
          AND (before IS NULL OR (entry.at, entry.thing_id) < (before, before_thing))
        ORDER BY entry.at DESC, entry.thing_id DESC LIMIT CASE WHEN exact IS NULL THEN remaining ELSE most * 4 END
      ) AS met
      WHERE exact IS NULL OR met.words @@ exact
      ORDER BY met.at DESC, met.thing_id DESC LIMIT remaining;
    GET DIAGNOSTICS found = ROW_COUNT;
    remaining := remaining - found;
    EXIT WHEN remaining <= 0;
  END LOOP;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]

    operations = [
        migrations.RunSQL(KEYS, "DROP FUNCTION search_keys"),
        migrations.RunSQL(INDEX, "DROP INDEX search_entries_keys"),
        migrations.RunSQL(UNFORCED, migrations.RunSQL.noop),
        migrations.RunSQL(FOUND, "DROP FUNCTION search_found"),
    ]
