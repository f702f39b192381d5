"""The ledger after a restore (why: queries.py)."""

# The transactions of another server mean nothing here: every row becomes one of transaction 1. The column is made anew
# because a constant default rewrites no row; a backup from before the column has nothing to settle.
SETTLE_RESTORED = """
DO $$ BEGIN
  IF EXISTS (
    SELECT FROM information_schema.columns
    WHERE table_schema = 'public' AND table_name = 'events' AND column_name = 'xid'
  ) THEN
    ALTER TABLE public.events DROP COLUMN xid;
    ALTER TABLE public.events ADD COLUMN xid xid8 NOT NULL DEFAULT '1';
    ALTER TABLE public.events ALTER COLUMN xid SET DEFAULT pg_current_xact_id();
    CREATE INDEX events_settled ON public.events (workspace_id, xid, id);
  END IF;
END $$
"""
