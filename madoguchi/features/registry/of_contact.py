"""What the registry holds about a contact: what was asked from their conversations. In a merge it follows them."""

from madoguchi.features.registry.models import FeatureQuestion


def erase(contact_id: int) -> None:
    """A free text may name them. What became an entry of the registry is about the product, and stays."""
    FeatureQuestion.objects.filter(conversation__contact_id=contact_id).delete()
