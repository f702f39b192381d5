"""Expected refusals. Everything else crashes loudly."""


class Refused(Exception):
    """An action says no, with a code for programs and a text for people (already translated).

    Each face has one handler: the desk shows the text where it happened, the API answers 409 or 422.
    """

    def __init__(self, code: str, text: str, *, field: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.text = text
        self.field = field


class NotAllowed(Refused):
    """The policy says no. A face shows it as "not found", so that nothing is told."""


class DeliveryError(Exception):
    """The outer world did not take it. `permanent`: asking again is pointless."""

    def __init__(self, text: str, *, permanent: bool) -> None:
        super().__init__(text)
        self.text = text
        self.permanent = permanent
