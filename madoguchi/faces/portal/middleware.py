"""A help centre at a host of its own: there, nothing else of this installation exists."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.request import split_domain_port, validate_host
from django.http.response import HttpResponseBase

from madoguchi.features.articles.queries.centre import workspace_at

Handler = Callable[[HttpRequest], HttpResponseBase]
HOST = "madoguchi.help_host"  # in META: the host of a help centre that was asked


def own_hosts(get_response: Handler) -> Handler:
    """Whoever asks such a host is given the pages under /help/HOST/, as if they stood at its root. Any other host that
    is not ours is refused further on, as ever."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        host = split_domain_port(request.META.get("HTTP_HOST", ""))[0]  # get_host() would refuse it
        if host and not validate_host(host, settings.ALLOWED_HOSTS) and workspace_at(host=host) is not None:
            request.META[HOST] = host
            request.path_info = f"/help/{host}{request.path_info}"
        return get_response(request)

    return middleware
