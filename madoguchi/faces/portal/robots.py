"""Programs that read on their own are not counted as readers."""

import re

SAYS_SO = re.compile(
    r"bot\b|bot[/;_-]|crawl|spider|slurp|archiver|preview|facebookexternalhit|headless|lighthouse|monitor|curl|wget"
    r"|python|java/|go-http|okhttp|axios|node-fetch|libwww|scrapy",
    re.IGNORECASE,
)


def is_robot(agent: str) -> bool:
    """Whether it says so itself, or says nothing."""
    return not agent.strip() or bool(SAYS_SO.search(agent))
