"""Does every command say in both languages what is wrong with its arguments?"""

from __future__ import annotations

import json
import re
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.core.management.base import CommandError

from staff.command_words import argument_fault
from staff.commands import OfficeCommand

ROOT = Path(__file__).resolve().parents[2]
COMMANDS = sorted(
    f"{path.parts[-4]}.management.commands.{path.stem}"
    for path in ROOT.glob("*/management/commands/*.py")
    if path.stem != "__init__" and path.parts[-4] != ".venv"
)
CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_refuses_arguments_in_both_languages(name: str) -> None:
    command = import_module(name).Command()
    assert isinstance(command, OfficeCommand), "a command of ours derives from OfficeCommand"
    parser = command.create_parser("manage.py", name.rpartition(".")[2])
    with pytest.raises(CommandError) as refused:
        parser.parse_args(["--no-such-option", "x", "--language", "fr"])
    assert CHINESE.search(str(refused.value)) and " / " in str(refused.value)


@pytest.mark.parametrize(
    ("given", "zh", "en"),
    [
        ([], "缺少参数：--area, --year, --by", "arguments are missing: --area, --year, --by"),
        (["--area", "1", "--year", "x"], "--year 须是整数", "--year takes a whole number"),
        (["--area", "1", "--year", "1", "--by", "a", "--nope"], "不认识的参数：--nope", "unknown arguments: --nope"),
        (["--area", "1", "--year", "1", "--by", "a", "--move", "go"], "--move 不能是 'go'；可用：", "cannot be 'go'; there are:"),
        (["--area"], "--area 后面须写数值", "--area needs a value"),
        (["--area", "1", "--issued-on", "1.2."], "须是日期", "takes a day as 2026-10-01"),
        (["--area", "1", "--begin=3"], "--begin 后面不能写", "--begin takes no value"),
        (["--de", "x"], "不明确", "is not clear"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(given: list[str], zh: str, en: str) -> None:
    command = import_module("enrollment.management.commands.open_year").Command()
    with pytest.raises(CommandError) as refused:
        command.create_parser("manage.py", "open_year").parse_args(given)
    assert zh in str(refused.value) and en in str(refused.value)


def test_a_part_of_a_command_and_an_unknown_message_are_told_too() -> None:
    command = import_module("assistance.management.commands.roster_part").Command()
    with pytest.raises(CommandError, match="不能是"):
        command.create_parser("manage.py", "roster_part").parse_args(["nothing"])
    assert argument_fault("something new").zh == "参数有误：something new"


def test_programs_get_it_as_json(monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    monkeypatch.setattr(sys, "argv", ["manage.py", "open_year", "--json"])
    command = import_module("enrollment.management.commands.open_year").Command()
    command._called_from_command_line = True
    with pytest.raises(SystemExit) as ended:
        command.create_parser("manage.py", "open_year").parse_args(["--json"])
    assert ended.value.code == 2
    told = json.loads(capsys.readouterr().out)["refusal"]
    assert (
        told["code"] == "arguments_refused"
        and "缺少参数" in told["text"]["zh"]
        and "--help" in told["remedy"]["en"]
    )
