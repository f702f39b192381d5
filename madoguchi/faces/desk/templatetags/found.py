"""What was found, with its words marked."""

from collections.abc import Iterable

from django.template import Library
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode
from django.utils.safestring import SafeString

from madoguchi.core.contacts.models import Contact
from madoguchi.core.contacts.names import honorific_of
from madoguchi.faces.desk.templatetags.names import called
from madoguchi.features.search.query.asking import Asked
from madoguchi.features.search.query.marking import Segment
from madoguchi.features.search.query.showing import FoundConversation

register = Library()


@register.simple_tag
def marked(segments: Iterable[Segment]) -> SafeString:
    """Each piece escaped, those that were looked for in <mark>."""
    return format_html_join("", "{}", ([_piece(segment)] for segment in segments))


@register.simple_tag
def marked_name(contact: Contact, segments: Iterable[Segment]) -> SafeString:
    """A contact's name as it is always said, with what was looked for in <mark>."""
    if not contact.name or not any(segment.is_found for segment in segments):
        return format_html("{}", called(contact))
    return format_html("{} {}", marked(segments), honorific_of(contact))


@register.filter
def way_to(found: FoundConversation, asked: Asked) -> str:
    """What else stands in the list beside it, which words to mark, and which message to show: the end of an address."""
    given = {"q": asked.text} if asked.narrows else {}
    given |= {"find": "\n".join(found.marks)} if found.marks else {}
    return f"{'?' if given else ''}{urlencode(given)}{f'#message-{found.message.id}' if found.message else ''}"


def _piece(segment: Segment) -> SafeString:
    return format_html("<mark>{}</mark>" if segment.is_found else "{}", segment.text)
