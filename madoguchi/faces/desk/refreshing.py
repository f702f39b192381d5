"""Lists that are read again while somebody looks at them."""

from django.http import HttpRequest

MOST_ROWS = 400  # a list that was scrolled far is refreshed up to here


def as_many_as(request: HttpRequest, shown: str, usual: int) -> int:
    """How many rows a list begins with: as many as `?<shown>=` says are there already, and no fewer than usual."""
    given = request.GET.get(shown, "")
    return min(max(int(given), usual), MOST_ROWS) if given.isascii() and given.isdigit() else usual
