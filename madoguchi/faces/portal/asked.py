"""One request to a help centre, and the addresses of its pages."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from madoguchi.faces.portal.middleware import HOST
from madoguchi.features.articles.models import HelpCentre
from madoguchi.features.articles.models.reading import Place
from madoguchi.features.articles.visitors import Visit
from madoguchi.features.deflection.visits import visit_by

WITHOUT_LANGUAGE = frozenset({"root", "robots", "sitemap", "style", "icon", "picture"})


@dataclass(slots=True)
class Asked:
    """One request to a help centre. `named` is as the address names it: its name, or its host; `language` the one in
    the address, else the default one."""

    request: HttpRequest
    centre: HelpCentre
    named: str
    language: str

    @property
    def workspace_id(self) -> int:
        return self.centre.workspace_id

    def address(self, name: str, *values: object, language: str = "") -> str:
        """The path of one of its pages."""
        given = values if name in WITHOUT_LANGUAGE else (language or self.language, *values)
        path = reverse(f"portal:{name}", args=[self.named, *given])
        return path.removeprefix(f"/help/{self.named}") if HOST in self.request.META else path

    def whole(self, name: str, *values: object, language: str = "") -> str:
        """The address by which search engines are to know a page: at the centre's own host, where it has one."""
        house = urlsplit(settings.MADOGUCHI.public_url)
        given = values if name in WITHOUT_LANGUAGE else (language or self.language, *values)
        path = reverse(f"portal:{name}", args=[self.centre.slug, *given])
        if self.centre.host:
            return f"{house.scheme}://{self.centre.host}{path.removeprefix(f'/help/{self.centre.slug}')}"
        return f"{house.scheme}://{house.netloc}{path}"

    def visit(self, place: str = Place.PORTAL) -> Visit:
        """Who asks, for today."""
        request = self.request
        return visit_by(
            self.workspace_id,
            address=str(request.META.get("REMOTE_ADDR", "")),
            agent=request.headers.get("User-Agent", ""),
            place=place,
        )
