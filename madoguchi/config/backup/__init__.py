"""Everything of an installation in one file, and back.

The file is a tar, in this order:

    manifest.json     version, time, PostgreSQL, rows of each table, fingerprints of the keys
    database.dump     pg_dump in its custom format, of one snapshot
    storage/…         raw mail and attachments
    keys/…            only with --with-keys
    checksums.json    SHA-256 of each member above; without it the file was cut off

The rows are counted and dumped in one snapshot. The files are read after it: they are written before the rows
that name them are committed, and never changed, so that none of those rows can miss its file.
"""

from madoguchi.config.backup.reading import Broken, keys_in, restore, verify
from madoguchi.config.backup.writing import write

__all__ = ["Broken", "keys_in", "restore", "verify", "write"]
