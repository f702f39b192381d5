"""Every command of the desk. Adding one is a line here, and its element in a template where it has no address."""

from collections.abc import Mapping

from madoguchi.features.commands.command import Command
from madoguchi.features.commands.composing import COMPOSING
from madoguchi.features.commands.pages import PAGES
from madoguchi.features.commands.places import PLACES
from madoguchi.features.commands.working import WORKING

COMMANDS: Mapping[str, Command] = {
    command.name: command
    for command in (*WORKING, *COMPOSING, *PLACES, *(page for _heading, pages in PAGES for page in pages))
}
