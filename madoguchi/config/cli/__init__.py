"""The command `madoguchi`: one file for each command, imported only when it is called."""

from madoguchi.config.cli.main import main

__all__ = ["main"]
