"""The examples for services and cron: they parse, and the commands in them are Wortlaut's."""

from __future__ import annotations

import configparser
import re
import shlex
from pathlib import Path

import click
import pytest

from pipeline.cli import wortlaut
from pipeline.cli.feeds import FEEDS_COMMANDS

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "examples"
UNITS = sorted([*FOLDER.glob("*.service"), *FOLDER.glob("*.timer")])
SECTIONS = {
    "Unit": {"Description", "Documentation", "Wants", "After"},
    "Service": {
        "Type", "User", "WorkingDirectory", "Environment", "ExecStart", "ExecReload", "SuccessExitStatus", "Restart",
        "RestartSec", "RestartPreventExitStatus", "TimeoutStartSec", "TimeoutStopSec", "StateDirectory",
        "LogsDirectory", "Nice", "NoNewPrivileges", "ProtectSystem", "ProtectHome", "PrivateTmp", "ReadWritePaths",
    },
    "Timer": {"OnCalendar", "RandomizedDelaySec", "Persistent"},
    "Install": {"WantedBy"},
}  # fmt: skip
"""What systemd knows of what is used here (systemd.unit(5), systemd.service(5), systemd.exec(5), systemd.timer(5))."""


def unit(path: Path) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(interpolation=None, comment_prefixes=("#",))
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read_string(path.read_text(encoding="utf-8"))
    return parser


def check_command(words: list[str]) -> None:
    """A command line of Wortlaut: its commands and options exist."""
    assert words[0].endswith("wortlaut")
    command: click.Command | None = wortlaut
    context = click.Context(wortlaut)
    words = words[1:]
    while isinstance(command, click.Group):
        if command.name == "feeds" and words[0] == "run" and "run" not in FEEDS_COMMANDS:
            return
        command = command.get_command(context, words.pop(0))
    assert command is not None
    known = {name for parameter in command.params for name in parameter.opts}
    assert {word for word in words if word.startswith("--")} <= known


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_units_have_sections_and_keys_that_systemd_knows(path: Path) -> None:
    parsed = unit(path)
    assert set(parsed.sections()) <= set(SECTIONS)
    assert {(s, key) for s in parsed.sections() for key in parsed[s]} <= {
        (s, key) for s in SECTIONS for key in SECTIONS[s]
    }


@pytest.mark.parametrize("path", [path for path in UNITS if path.suffix == ".service"], ids=lambda path: path.name)
def test_services_start_a_command_that_is_there(path: Path) -> None:
    check_command(shlex.split(unit(path)["Service"]["ExecStart"]))


def test_the_timer_belongs_to_a_service_that_ends() -> None:
    assert unit(FOLDER / "wortlaut-feeds.service")["Service"]["Type"] == "oneshot"
    assert (FOLDER / "wortlaut-feeds.timer").is_file()
    assert "Install" not in unit(FOLDER / "wortlaut-feeds.service")  # the timer starts it, not the boot


def test_cron_lines_have_five_times_a_user_and_a_command() -> None:
    lines = (FOLDER / "wortlaut.cron").read_text(encoding="utf-8").splitlines()
    jobs = [line for line in lines if line and not line.startswith("#") and not re.match(r"[A-Z_]+=", line)]
    assert len(jobs) == 2
    for job in jobs:
        assert re.match(r"((\*|\d+)(/\d+)? ){5}wortlaut \S", job)
        assert not re.search(r"(?<!\\)%", job)
        check_command(shlex.split(re.search(r"&& (.*?)(?: \|\||$)", job)[1]))  # type: ignore[index]


def test_what_is_started_again_and_again_visits_only_what_is_due() -> None:
    files = [path for path in FOLDER.iterdir() if path.is_file()]
    started = [
        line for path in files for line in path.read_text("utf-8").splitlines() if "wortlaut feeds run --" in line
    ]
    assert len(started) == 3
    assert all(" --due " in line for line in started)


def test_logs_that_are_rotated_are_those_that_are_written() -> None:
    rotated = (FOLDER / "wortlaut.logrotate").read_text(encoding="utf-8")
    assert "/var/log/wortlaut/*.log {" in rotated
    assert rotated.count("{") == rotated.count("}") == 1
    for name in ("wortlaut-feeds.service", "wortlaut-watch.service"):
        words = shlex.split(unit(FOLDER / name)["Service"]["ExecStart"])
        assert Path(words[words.index("--log") + 1]).match("/var/log/wortlaut/*.log")
