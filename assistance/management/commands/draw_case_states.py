"""`draw_case_states [--language en]`: how does a case of assistance move from state to state, as a drawing for the docs?"""

from typing import Any

from django.core.management.base import CommandParser

from assistance.cases.rules.case_states import CASE
from staff.commands import OfficeCommand


class Command(OfficeCommand):
    help = "Print the states of a case and its moves as a Mermaid state diagram."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--language", choices=["zh-hans", "en"], default="en")

    def handle(self, *, language: str, **options: Any) -> None:
        self.stdout.write(CASE.drawing(language))
