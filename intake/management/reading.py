"""How does a command say how a file is to be read, and tell what a file asks?"""

import json
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from intake.models.jobs import SentFile
from intake.operations import answers, following
from intake.rules.file_states import FileState
from policy.terms import Text
from staff.models import Officer
from staff.refusals import spoken

F = TypeVar("F", bound=SentFile)


def add_reading(parser: CommandParser) -> None:
    """What is said of a file that asks; `reading_given` reads it."""
    parser.add_argument(
        "--reading",
        type=Path,
        metavar="FILE.json",
        help="how the file is to be read, as answers to its questions",
    )
    parser.add_argument(
        "--keep-as", default="", metavar="NAME", help="keep the reading as the sender's profile"
    )


def reading_given(options: dict[str, Any]) -> dict[str, Any] | None:
    """The answers of `--reading`, None when there are none; CommandError when the file holds no JSON object."""
    path: Path | None = options.get("reading")
    if path is None:
        return None
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as wrong:
        raise CommandError(f"{path}: {wrong}") from wrong
    if not isinstance(said, dict):
        raise CommandError(f"{path}: not a JSON object")
    return said


def answered(file: F, options: dict[str, Any], *, by: Officer, seconds: float, on: date | None = None) -> F:
    """Answer what a file asks by `--reading`, and follow it again; a file that asks nothing is left as it is."""
    said = reading_given(options)
    if said is None or file.state != FileState.ASKING:
        return file
    sent = answers.answer(
        file=file, said=said, by=by, on=timezone.localdate(), at=timezone.now(), keep_as=options["keep_as"]
    )
    return following.follow(sent, seconds=seconds, on=on, at_once=True)


def in_words(told: dict[str, Any]) -> list[str]:
    """The questions and notices of a report, a line each."""
    lines = [f"  ? {spoken(Text(**question['text']))}" for question in told.get("questions", [])]
    lines += [
        f"  {notice['cell']}  {spoken(Text(**notice['text']))}" for notice in told.get("notices", [])[:40]
    ]
    return lines
