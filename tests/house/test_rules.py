"""Each house rule finds what it is for, and leaves the like alone."""

import pytest

from bin.house import code, plain
from bin.house.walk import check

LONG = "def f():\n" + "    x = 1\n" * 60
BITES = {
    "function-length": ("madoguchi/a.py", LONG),
    "parameters": ("madoguchi/a.py", "def f(a, b, c, d, *, e, g, h): ...\n"),
    "no-signals": ("madoguchi/a.py", "from django.db.models.signals import post_save\n"),
    "no-save-override": ("madoguchi/a.py", "class A(Model):\n    def save(self): ...\n"),
    "import-in-function": ("madoguchi/a.py", "def f():\n    import os\n"),
    "nothing-swallowed": ("madoguchi/a.py", "try:\n    f()\nexcept ValueError:\n    pass\n"),
    "action-calls-action": ("madoguchi/core/a/actions/b.py", "from madoguchi.core.c.actions.d import e\n"),
    "core-reaches-out": ("madoguchi/core/a/steps.py", "import smtplib\n"),
    "no-mock": ("tests/a.py", "from unittest.mock import patch\n"),
    "file-size": ("madoguchi/a.js", "\n" * 151),
    "vague-name": ("madoguchi/base/utils.py", ""),
    "machine-path": ("docs/a.md", "see /home/taro/madoguchi\n"),
    "unfinished": ("madoguchi/a.py", "x = 1  # TODO: more\n"),
    "download-address": ("requirements/base.txt", "--index-url https://example.com\n"),
    "inline": ("madoguchi/faces/desk/templates/a.html", "<p>\n<script>alert(1)</script>\n"),
}
LEAVES_ALONE = {
    "function-length": ("madoguchi/a.py", LONG.replace("    x = 1\n", "", 1)),
    "parameters": ("madoguchi/a.py", "def f(self, a, b, c, d, *, e, g): ...\n"),
    "no-signals": ("madoguchi/a.py", "import signal\n"),
    "no-save-override": ("madoguchi/a.py", "class A:\n    def save(self): ...\n"),
    "import-in-function": ("madoguchi/a.py", "def f():\n    import os  # only here\n    import re\n"),
    "nothing-swallowed": ("madoguchi/a.py", "try:\n    f()\nexcept ValueError:\n    pass  # it was gone already\n"),
    "action-calls-action": ("madoguchi/core/a/actions/b.py", "from madoguchi.core.c import steps\n"),
    "core-reaches-out": ("madoguchi/adapters/a.py", "import smtplib\n"),
    "no-mock": ("tests/a.py", "import unittest\n"),
    "file-size": ("madoguchi/a.js", "\n" * 150),
    "vague-name": ("madoguchi/base/utility_bills.py", ""),
    "machine-path": ("docs/a.md", "see ~/madoguchi and /home/you/madoguchi\n"),
    "unfinished": ("madoguchi/a.py", "todo = 1\n"),
    "download-address": ("docs/a.md", "https://example.com\n"),
    "inline": ("madoguchi/faces/desk/templates/a.html", '<script type="module" src="a.js"></script>\n'),
}


@pytest.mark.parametrize("rule", sorted({*code.RULES, *plain.RULES}))
def test_the_rule_bites(rule: str) -> None:
    assert rule in {finding.rule for finding in check(*BITES[rule])}


@pytest.mark.parametrize("rule", sorted({*code.RULES, *plain.RULES}))
def test_the_rule_leaves_the_like_alone(rule: str) -> None:
    assert rule not in {finding.rule for finding in check(*LEAVES_ALONE[rule])}


def test_a_reason_excuses_a_line() -> None:
    text = "from django.dispatch import receiver  # house: allauth tells of a sign-in in no other way\n"
    assert not list(check("madoguchi/a.py", text))


def test_a_mark_for_a_tool_is_no_reason() -> None:
    assert list(check("madoguchi/a.py", "def f():\n    import os  # noqa: PLC0415\n"))


@pytest.mark.parametrize(
    "line",
    ['<p style="color: red">', '<a onclick="f()">', "<STYLE>", "<a href='javascript:f()'>", "<script nonce='a'>"],
)
def test_nothing_inline_in_a_page(line: str) -> None:
    assert [finding.rule for finding in check("madoguchi/faces/desk/templates/a.html", line)] == ["inline"]
