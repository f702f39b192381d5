"""The job that looks through conversations for words. It may run twice."""

from madoguchi.base.jobs import defer, job


def learn_later(workspace_id: int) -> None:
    """One at a time for a workspace."""
    defer(learn_words, lock=f"learn-words:{workspace_id}", workspace_id=workspace_id)


@job("learn_words")
def learn_words(workspace_id: int) -> None:
    from madoguchi.features.glossary.actions.learn import learn  # the action defers this very job

    learn(workspace_id)
