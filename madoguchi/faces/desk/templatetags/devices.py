"""What a browser and its machine are called."""

from django.template import Library

register = Library()

# The first mark that is found counts: most browsers claim to be those further down too.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Vivaldi/", "Vivaldi"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)
LONGEST = 60


@register.filter
def device(agent: str) -> str:
    """Chrome · Windows; the beginning of what a client says of itself where that is neither."""
    names = [_first(agent, BROWSERS), _first(agent, SYSTEMS)]
    return " · ".join(name for name in names if name) or agent[:LONGEST]


def _first(agent: str, marks: tuple[tuple[str, str], ...]) -> str:
    return next((name for mark, name in marks if mark in agent), "")
