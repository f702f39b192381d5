"""What the first visitors would wait for, done before there is one; web processes then share it (docs/adr/0008)."""

from datetime import date, timedelta
from pathlib import Path

from babel.dates import format_timedelta
from django.apps import apps
from django.conf import settings
from django.template.loader import get_template
from django.urls import reverse
from django.utils import translation

from madoguchi.base.days import short_day


def preload() -> None:
    """Import the views and know their addresses, compile the templates, read the texts of every language."""
    reverse("desk:home")
    for config in apps.get_app_configs():
        folder = Path(config.path, "templates")
        if config.name.startswith("madoguchi."):
            for path in folder.rglob("*.html"):
                get_template(path.relative_to(folder).as_posix())
    for language, _name in settings.LANGUAGES:
        with translation.override(language):  # reads its texts
            short_day(date(2026, 1, 1), with_year=True)
            format_timedelta(timedelta(minutes=1), locale=language)
