"""The words that mean the same, from the glossary."""

from madoguchi.features.glossary.queries import synonym_groups

MOST = 5_000


def synonyms_of(workspace_id: int) -> list[list[str]]:
    """Groups of words; in the running tenant."""
    return [group for group in synonym_groups(workspace_id)[:MOST] if len(group) > 1]
