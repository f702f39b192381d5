"""The job of promises; it may run twice."""

from datetime import datetime

from madoguchi.base.jobs import defer, job


def track_later(message_id: int, *, at: datetime, workspace_id: int) -> None:
    """Read a reply when it can be undone no more."""
    defer(track_promise, at=at, workspace_id=workspace_id, message_id=message_id)


@job("track_promise")
def track_promise(workspace_id: int, message_id: int) -> None:
    """A reply has gone out."""
    from madoguchi.features.promises.actions.track import track  # it needs the models, which jobs do not

    track(message_id, workspace_id=workspace_id)
