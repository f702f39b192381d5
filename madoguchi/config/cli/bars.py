"""Progress on a terminal: a bar for each part of the work. Silent everywhere else."""

import contextlib
import sys
from collections.abc import Callable, Iterator
from typing import Any

import click

Progress = Callable[[str, int, int], None]


@contextlib.contextmanager
def bars(labels: dict[str, str]) -> Iterator[Progress]:
    """`labels` are texts by the name of a part; the work calls `progress(part, done, total)`."""
    with contextlib.ExitStack() as stack:
        opened: dict[str, Any] = {}

        def progress(part: str, done: int, total: int) -> None:
            if not sys.stderr.isatty():
                return
            if part not in opened:
                stack.close()
                opened[part] = stack.enter_context(
                    click.progressbar(length=total, label=labels[part], file=sys.stderr, width=30)
                )
            bar = opened[part]
            bar.update(max(done - bar.pos, 0))

        yield progress
