"""The jobs behind "remove the demo data" and "look at the installation"."""

import os

from django.conf import settings
from procrastinate import RetryStrategy

from madoguchi.base.jobs import job
from madoguchi.config import texts
from madoguchi.config.demo.clearing import clear
from madoguchi.config.doctor import examine
from madoguchi.core.workspaces.models import LANGUAGES
from madoguchi.features.onboarding.demo import REMOVE
from madoguchi.features.onboarding.health import EXAMINE, Finding, keep_findings


@job(REMOVE.removeprefix("madoguchi."), retry=RetryStrategy(max_attempts=3, wait=5))
def remove_demo() -> None:
    """Take every demo workspace away. Its last step is one transaction: done or not begun."""
    clear(settings.MADOGUCHI.home)


@job(EXAMINE.removeprefix("madoguchi."))
def examine_installation() -> None:
    """Let the doctor look, and keep what was found in each language that people read."""
    found = {}
    for language, _name in LANGUAGES:
        with texts.speaking(language):
            findings = examine(settings.MADOGUCHI, os.environ["DATABASE_URL"])
            found[language] = [Finding(one.check, one.state.value, one.text) for one in findings]
    keep_findings(found)
