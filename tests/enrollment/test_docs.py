"""Do the documents say what is so: the drawing, the names in the tour, the commands, the settings, the links?"""

import os
import pkgutil
import re
from argparse import ArgumentParser, _SubParsersAction
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class

from config.embedded import PROJECT
from config.environment import Environment
from enrollment.rules.file_states import TAX_FILE
from policy.__main__ import main as policy_command

DOCS = PROJECT / "docs"
READMES = ("README.md", "README.zh.md")
PACKAGES = (
    "demo",
    "config",
    "desk",
    "claims",
    "assistance",
    "enrollment",
    "intake",
    "staff",
    "pictures",
    "policy",
)
NAME = re.compile(rf"`((?:{'|'.join(PACKAGES)})(?:\.\w+)+)`")
FILE = re.compile(r"`((?:[\w.-]+/)+[\w.-]*)`")


def text_of(name: str) -> str:
    return (PROJECT / name).read_text(encoding="utf-8")


def written() -> list[Path]:
    return [PROJECT / name for name in (*READMES, "CHANGELOG.md")] + sorted(DOCS.rglob("*.md"))


# -- the drawing ---------------------------------------------------------------------------------------------
def test_the_drawing_in_the_docs_is_the_table_of_moves() -> None:
    found = re.findall(r"```mermaid\n(stateDiagram-v2.*?)\n```", text_of("docs/operations.md"), re.S)
    assert found == [TAX_FILE.moves.drawing()], (
        "paste the output of `bin/manage draw_states` into docs/operations.md"
    )


# -- the tour ------------------------------------------------------------------------------------------------
def test_every_name_in_the_tour_exists() -> None:
    names = set(NAME.findall(text_of("docs/tour.md")))
    assert len(names) > 40, "the tour names its functions in full: `enrollment.web.files.upload`"
    missing = []
    for name in sorted(names):
        try:
            pkgutil.resolve_name(name)
        except (ImportError, AttributeError):
            missing.append(name)
    assert not missing


@pytest.mark.parametrize("path", [path for path in written() if path.exists()], ids=lambda path: path.name)
def test_every_file_and_link_in_the_docs_exists(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    outside = ("var/", "result/")  # made at run time
    files = [name for name in FILE.findall(text) if not name.startswith(outside)]
    missing = [name for name in files if not (PROJECT / name).exists()]
    links = [link for link in re.findall(r"\]\(([^)#]+)[^)]*\)", text) if "://" not in link]
    missing += [link for link in links if not (path.parent / link).exists()]
    assert not missing


# -- the commands --------------------------------------------------------------------------------------------
def commands_in(name: str) -> list[str]:
    """The command lines in the indented and fenced blocks of a README, continuation lines joined."""
    joined = text_of(name).replace("\\\n", " ")
    found = re.findall(r"^ *((?:\w+=\S+ )*(?:bin/\w+|\.venv/bin/python -m \w+).*)$", joined, re.M)
    return [re.split(r"\s{2,}#", line)[0].strip() for line in found]


@pytest.mark.parametrize("name", READMES)
def test_every_command_of_the_readme_exists(name: str) -> None:
    for script in set(re.findall(r"bin/(?!python)\w+", text_of(name))):
        assert os.access(PROJECT / script, os.X_OK), f"{name} names {script}"
    known = get_commands()
    for line in commands_in(name):
        words = line.split()
        if "bin/manage" not in words or not words[words.index("bin/manage") + 1 :]:
            continue
        command, *options = words[words.index("bin/manage") + 1 :]
        if command == "help":
            continue
        assert command in known, f"{name} names bin/manage {command}"
        app = known[command]
        loaded = load_command_class(app, command) if isinstance(app, str) else app
        accepted = options_of(loaded.create_parser("manage.py", command))
        for option in options:
            option = option.strip("[]").split("=")[0]
            assert not option.startswith("--") or option in accepted, f"{name}: {command} has no {option}"


def options_of(parser: ArgumentParser) -> set[str]:
    """The options of a command, those of its subcommands among them."""
    found = set(parser._option_string_actions)
    for action in parser._actions:
        if isinstance(action, _SubParsersAction):
            found |= {option for below in action.choices.values() for option in options_of(below)}
    return found


@pytest.mark.parametrize("name", READMES)
def test_every_policy_command_of_the_readme_exists(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = set(re.findall(r"python -m policy (\w+)", text_of(name)))
    assert asked
    monkeypatch.setattr(ArgumentParser, "print_help", lambda *_: None)
    for command in asked:
        with pytest.raises(SystemExit) as ended:
            policy_command([command, "--help"])
        assert ended.value.code == 0, f"{name} names python -m policy {command}"


def test_both_readmes_show_the_same_commands() -> None:
    assert commands_in("README.md") == commands_in("README.zh.md")
    assert commands_in("README.md")[:2] == ["bin/demo", "bin/test"]


# -- the settings --------------------------------------------------------------------------------------------
def test_every_setting_is_documented() -> None:
    text = text_of("docs/operations.md")
    assert [field for field in Environment.model_fields if f"`{field}`" not in text] == []
