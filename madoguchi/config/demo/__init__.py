"""Demo data: two workspaces whose ninety days read like real ones.

`content/` holds what people wrote, `plan` gives every sentence its time (both know nothing of Django),
`loading` writes it into the database.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

PASSWORD = "madoguchi-demo"  # noqa: S105 (everybody may know it: it opens the demo data alone)

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class LogIn:
    """Somebody to try the product as; `about` is role and workspace in the language of the terminal."""

    email: str
    password: str
    about: str


def load(progress: Progress = lambda done, total: None, *, now: datetime | None = None) -> Sequence[LogIn]:
    """Write the demo data, once however often it is called. Returns the log-ins, one for each role."""
    from madoguchi.config.demo import loading  # needs Django; the plan does not

    return loading.load(progress, now=now)


def remove() -> int:
    """Take every demo workspace away with all that is in it. Returns how many there were."""
    from madoguchi.config.demo import removing  # needs Django; the plan does not

    return removing.remove()
