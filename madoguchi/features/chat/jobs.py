"""Jobs of the chats: put into the queue in the transaction that needs them; each may run twice."""

from datetime import datetime

from madoguchi.base.jobs import defer, job


def acknowledge_later(conversation_id: int, *, at: datetime, workspace_id: int) -> None:
    """Say the first word at a time, if nobody has until then."""
    defer(acknowledge_chat, at=at, workspace_id=workspace_id, conversation_id=conversation_id)


def alarm_later(conversation_id: int, *, at: datetime, workspace_id: int) -> None:
    """Alarm whoever is responsible at a time, if nobody has answered until then."""
    defer(alarm_chat, at=at, workspace_id=workspace_id, conversation_id=conversation_id)


@job("alarm_chat")
def alarm_chat(workspace_id: int, conversation_id: int) -> None:
    """Most have patience for so long."""
    from madoguchi.features.chat.actions.alarm import alarm  # as below

    alarm(conversation_id, workspace_id=workspace_id)


@job("acknowledge_chat")
def acknowledge_chat(workspace_id: int, conversation_id: int) -> None:
    """Whoever was free has not answered yet."""
    from madoguchi.features.chat.actions.acknowledge import acknowledge  # an action defers jobs

    acknowledge(conversation_id, workspace_id=workspace_id)
