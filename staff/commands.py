"""How does a management command act for an officer, and how does it tell a refusal?"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from staff.command_words import TwoLanguageParser
from staff.models import Officer
from staff.refusals import Refusal


class OfficeCommand(BaseCommand):
    """A command of this product: what is wrong with its arguments is said in both languages."""

    def add_base_argument(self, parser: CommandParser, *names: Any, **given: Any) -> None:
        """Django makes the parser itself; this is called of it first, so that parsers of parts, made from it, speak alike."""
        parser.__class__ = TwoLanguageParser
        super().add_base_argument(parser, *names, **given)


def add_common(parser: CommandParser) -> None:
    """`--by`, `--json` and `--language`, as every command that acts for an officer has them."""
    parser.add_argument("--by", required=True, help="login name of the officer")
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    parser.add_argument("--language", choices=["zh-hans", "en"], default="zh-hans")


def officer_named(login: str) -> Officer:
    """The officer with a login name; CommandError when there is none."""
    officer = Officer.objects.filter(login__iexact=login).first()
    if officer is None:
        raise CommandError(f"no officer has the login name {login!r}")
    return officer


@contextmanager
def refusals_told(command: BaseCommand, *, as_json: bool) -> Iterator[None]:
    """Print the refusal of what is done inside (words to stderr, JSON to stdout) and end with exit code 1."""
    try:
        yield
    except Refusal as refusal:
        say_refused(command, refusal, as_json=as_json)
        raise SystemExit(1) from refusal


def say_refused(command: BaseCommand, refusal: Refusal, *, as_json: bool, **beside: Any) -> None:
    """One refusal; `beside` stands beside it in the JSON."""
    if as_json:
        told = {**beside, "refusal": refusal.as_json()}
        command.stdout.write(json.dumps(told, ensure_ascii=False, default=str))
    else:
        command.stderr.write(str(refusal))
