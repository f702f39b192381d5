"""Words of the shared world."""

from madoguchi.features.glossary.models import Synonym, Term


def learnt(term: Term, word: str) -> Synonym:
    """A word that was found in conversations, and that nobody has judged yet."""
    found = {"state": "suggested", "source": "learnt", "times": 5, "weight": 30.0}
    return Synonym.objects.create(
        workspace_id=term.workspace_id, term=term, language="ja", word=word, key=word, **found
    )
