"""The language before anybody is signed in: kept by the browser."""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from madoguchi.core.workspaces.models import LANGUAGES


@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Speak another language from now on, and go back to where the person was."""
    to = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(to, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    response = redirect(to if is_ours else "/desk/")
    language = request.POST.get("language", "")
    if language in dict(LANGUAGES):
        year = int(timedelta(days=365).total_seconds())
        secure = settings.SESSION_COOKIE_SECURE
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, max_age=year, secure=secure, samesite="Lax")
    return response
