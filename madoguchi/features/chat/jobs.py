"""Jobs of the chats: put into the queue in the transaction that needs them; each may run twice."""

from datetime import datetime

from procrastinate import RetryStrategy

from madoguchi.base.jobs import defer, job

RETRY = RetryStrategy(max_attempts=10, wait=10, exponential_wait=2)  # where the database went away


def mail_on_later(conversation_id: int, *, at: datetime, workspace_id: int) -> None:
    """Send by mail what was not seen until then."""
    defer(mail_chat_on, at=at, workspace_id=workspace_id, conversation_id=conversation_id)


def send_mail_later(chat_mail_id: int, *, at: datetime | None, workspace_id: int) -> None:
    """Send a mail of a chat; None: at once."""
    defer(send_chat_mail, at=at, workspace_id=workspace_id, chat_mail_id=chat_mail_id)


def send_transcript_later(chat_id: int, mail_id: str, *, workspace_id: int) -> None:
    """Send what was said in a chat to whom it is with."""
    defer(send_chat_transcript, workspace_id=workspace_id, chat_id=chat_id, mail_id=mail_id)


def send_code_later(visitor_id: int, *, workspace_id: int) -> None:
    """Send a visitor the code that proves their address; it stays in their row, for jobs are shown to operators."""
    defer(send_chat_code, workspace_id=workspace_id, visitor_id=visitor_id)


@job("send_chat_transcript", queue="delivery", retry=RETRY)
def send_chat_transcript(workspace_id: int, chat_id: int, mail_id: str) -> None:
    """What was said goes by mail."""
    from madoguchi.features.chat.actions.transcribe import deliver_transcript  # an action defers jobs

    deliver_transcript(chat_id, mail_id, workspace_id=workspace_id)


@job("send_chat_code", queue="delivery", retry=RETRY)
def send_chat_code(workspace_id: int, visitor_id: int) -> None:
    """The code goes to the address that it proves."""
    from madoguchi.features.chat.actions.transcribe import deliver_code  # as above

    deliver_code(visitor_id, workspace_id=workspace_id)


@job("mail_chat_on", retry=RETRY)
def mail_chat_on(workspace_id: int, conversation_id: int) -> None:
    """Whoever it is with may have left."""
    from madoguchi.features.chat.actions.mail_on import mail_on  # an action defers jobs

    mail_on(conversation_id, workspace_id=workspace_id)


@job("send_chat_mail", queue="delivery", retry=RETRY)
def send_chat_mail(workspace_id: int, chat_mail_id: int) -> None:
    """Replies go on by mail."""
    from madoguchi.features.chat.actions.mail_on import send_mail  # as above

    send_mail(chat_mail_id, workspace_id=workspace_id)


def offer_later(*, at: datetime, workspace_id: int) -> None:
    """Offer what waits to the next at a time, if nobody has accepted until then."""
    defer(offer_chats, at=at, workspace_id=workspace_id)


@job("offer_chats")
def offer_chats(workspace_id: int) -> None:
    """An offer may be over."""
    from madoguchi.features.chat.actions.offer import offer_out  # an action defers jobs

    offer_out(workspace_id)
