"""Jobs of aims: put into the queue in the transaction that needs them; each may run twice."""

from datetime import timedelta

from madoguchi.base.clock import now
from madoguchi.base.jobs import BULK, LAST, defer, job

GATHERS = timedelta(minutes=1)


def look_up_later(workspace_id: int, conversation_id: int) -> None:
    """Ask the phrasebook, and the language model, what somebody wants to do."""
    defer(look_up_aim, workspace_id=workspace_id, conversation_id=conversation_id)


def place_later(workspace_id: int) -> None:
    """Ask the phrasebook what new questions are about, so that the reports know it: once for all of GATHERS."""
    defer(place_aims, at=now() + GATHERS, lock=f"aims:{workspace_id}", workspace_id=workspace_id)


@job("place_aims", queue=BULK, priority=LAST)
def place_aims(workspace_id: int) -> None:
    """Nobody waits for it; where nothing is left it is over at once."""
    from madoguchi.features.aims.actions.place import place  # actions defer these jobs

    place(workspace_id)


@job("look_up_aim")
def look_up_aim(workspace_id: int, conversation_id: int) -> None:
    """Somebody who answers has it open."""
    from madoguchi.features.aims.actions.look_up import look_up  # actions defer these jobs

    look_up(conversation_id, workspace_id=workspace_id)
