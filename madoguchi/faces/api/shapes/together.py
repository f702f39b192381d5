"""Working on one conversation with others, as the API shows it."""

from typing import Literal

from madoguchi.faces.api.fields import Shown


class PresentShown(Shown):
    """Somebody who has the conversation open at the desk. `doing` is "" while they look; never what they write."""

    person_id: int
    doing: Literal["", "reply", "note"]


class PresentPage(Shown):
    data: list[PresentShown]
    next: None
