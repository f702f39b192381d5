"""What is handed to administrators names commands and settings that exist."""

import getpass
import os
import re
import runpy
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from madoguchi.config.cli.main import COMMANDS
from madoguchi.config.environment import described, read_environment

ROOT = Path(__file__).resolve().parent.parent
UNITS = sorted((ROOT / "deploy" / "systemd").glob("*.service"))
PAPERS = sorted(
    path
    for path in [*(ROOT / "deploy").rglob("*"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("README*"), *ROOT.glob("bin/*")]
    if path.is_file() and "__pycache__" not in path.parts
)
KNOWN = {variable["name"] for variable in described().values()}
# Read by scripts and tests alone.
OTHERS = {"MADOGUCHI_CHROMIUM", "MADOGUCHI_PYTHON", "MADOGUCHI_VENV", "MADOGUCHI_PASSWORD", "MADOGUCHI_TEST_PROCESSES"}


@pytest.mark.parametrize("path", PAPERS, ids=lambda path: str(path.relative_to(ROOT)))
def test_settings_and_commands_exist(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    named = set(re.findall(r"\bMADOGUCHI_[A-Z_]*[A-Z]\b(?!\*|_\*)", text))
    assert named <= KNOWN | OTHERS
    commands = set(re.findall(r"(?:^|[`\s])madoguchi ([a-z]+)\b(?=[`\s\n])", text, flags=re.MULTILINE))
    if path.suffix in {".md", ".service"}:
        assert commands <= {*COMMANDS}


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_units_start_a_command_of_ours_as_somebody_small(unit: Path) -> None:
    settings = dict(line.split("=", 1) for line in unit.read_text().splitlines() if "=" in line and line[0] != "#")
    program, command, *_options = shlex.split(settings["ExecStart"])
    assert (program, command in COMMANDS) == ("/opt/madoguchi/.venv/bin/madoguchi", True)
    assert settings["User"] == "madoguchi"
    assert settings["EnvironmentFile"] == "/etc/madoguchi/environment"


@pytest.mark.parametrize("script", ["as-service", "receive"])
def test_the_command_of_the_service_has_its_settings_as_they_stand(tmp_path: Path, script: str) -> None:
    settings = tmp_path / "environment"
    settings.write_text('# a comment\nMADOGUCHI_SMTP_URL=smtp://a:x$y&z@b?tls=none\nMADOGUCHI_DEMO="0"\n')
    for name in ("as-service", "receive"):
        text = (ROOT / "bin" / name).read_text().replace("/etc/madoguchi/environment", str(settings))
        copy = tmp_path / "bin" / name
        copy.parent.mkdir(exist_ok=True)
        copy.write_text(text.replace("ACCOUNT=madoguchi", f"ACCOUNT={getpass.getuser()}"))
        copy.chmod(0o755)
    command = [str(tmp_path / "bin" / script), "a b"]
    assert subprocess.run(command, capture_output=True).returncode == os.EX_TEMPFAIL  # nothing is installed yet
    program = tmp_path / ".venv" / "bin" / "madoguchi"
    program.parent.mkdir(parents=True)
    program.write_text('#!/bin/sh\necho "$MADOGUCHI_SMTP_URL $MADOGUCHI_DEMO"\nprintf "<%s>" "$@"\n')
    program.chmod(0o755)
    said = subprocess.run(command, capture_output=True, text=True, env={"PATH": "/usr/bin:/bin"}).stdout  # as cron
    words = "<mail><receive><a b>" if script == "receive" else "<a b>"
    assert said == f"smtp://a:x$y&z@b?tls=none 0\n{words}"


def test_the_three_services_stand_in_units_and_in_the_compose_file() -> None:
    compose = (ROOT / "deploy" / "compose.yaml").read_text()
    for service in ("web", "worker", "smtp", "migrate"):
        assert (ROOT / "deploy" / "systemd" / f"madoguchi-{service}.service").exists()
        assert f"  {service}:\n    <<: *madoguchi\n    command: [{service}]" in compose


def test_the_example_of_an_environment_is_accepted() -> None:
    lines = (ROOT / "deploy" / "environment.example").read_text().splitlines()
    given = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    found = read_environment(given)
    assert (found.secure, found.lmtp_port, found.unknown) == (True, 2526, ())


def test_the_command_does_nothing_in_a_process_of_its_own() -> None:
    """What is learnt from much is learnt in one, which loads the module that began everything, under another name."""
    assert "main" in runpy.run_path(str(Path(sys.prefix) / "bin" / "madoguchi"), run_name="__mp_main__")
