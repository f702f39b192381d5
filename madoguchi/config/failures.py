"""Why something of the installation cannot run. Kept apart from what raises it: the command line stays light."""


class NotStarted(Exception):
    """A service cannot be started; the text says why and what to do."""


class Unsafe(Exception):
    """The settings of a service endanger the data; `reasons` holds one sentence for each."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__("\n".join(reasons))
        self.reasons = reasons
