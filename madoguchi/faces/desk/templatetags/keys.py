"""Commands in templates: what makes an element the one of a command, and what is written on its key."""

from django.template import Library
from django.template.context import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from madoguchi.faces.desk.keymap import Keymap
from madoguchi.faces.desk.templatetags.desk import icon
from madoguchi.features.commands.command import Command, words_of
from madoguchi.features.commands.registry import COMMANDS

register = Library()

STATELESS = {"row-add", "row-remove", "column-add", "column-remove"}


@register.filter
def words(one: Command) -> str:
    """By what a command is found: its names first, then its reading in kana and in Latin letters, then the others."""
    return words_of(one)


@register.simple_tag(takes_context=True)
def command(context: Context, name: str) -> SafeString:
    """The attributes of the element that performs a command: <button {% command "resolve" %}>."""
    caps = _keymap(context).caps(COMMANDS[name].name)
    told = " ".join(caps).replace("Ctrl", "Control").replace("⌘", "Meta+")
    shortcut = format_html(' aria-keyshortcuts="{}"', told) if len(caps) == 1 else ""
    return format_html('data-command="{}"{}', name, shortcut)


@register.simple_tag(takes_context=True)
def key(context: Context, name: str) -> SafeString:
    """The key of a command as <kbd>; nothing where it has none."""
    return format_html_join(" ", "<kbd>{}</kbd>", ([cap] for cap in _keymap(context).caps(name)))


@register.simple_tag(takes_context=True)
def tip(context: Context, name: str, label: str = "") -> SafeString:
    """The title of an element: what the command is called (or `label`), and its key: title="Snooze (S)"."""
    caps = _keymap(context).caps(name)
    words = label or str(COMMANDS[name].label)
    return format_html('title="{}"', f"{words} ({' '.join(caps)})" if caps else words)


@register.simple_tag(takes_context=True)
def tool(context: Context, name: str, does: str = "") -> SafeString:
    """A button over the text: <button data-format="bold" …>, pressed where the caret is in bold."""
    one = COMMANDS[name]
    state = "" if name in STATELESS else SafeString(' aria-pressed="false"')
    return format_html(
        '<button type="button" class="button quiet small only" data-format="{}" {} {} aria-label="{}"{}>{}</button>',
        does or name, command(context, name), tip(context, name), one.label, state, icon(one.icon),
    )  # fmt: skip


def _keymap(context: Context) -> Keymap:
    known = context.get("keymap")
    return known if isinstance(known, Keymap) else Keymap({})
