"""`draw_states [LAYOUT] [--language en]`: how does a sent file move from state to state, as a drawing for the docs?"""

from typing import Any

from django.core.management.base import CommandParser

from intake.layouts import layout_named, layouts
from staff.commands import OfficeCommand


class Command(OfficeCommand):
    help = "Print the states of the files of a layout and the allowed moves as a Mermaid state diagram."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        codes = [layout.code for layout in layouts()]
        parser.add_argument("layout", nargs="?", choices=codes, default="TB-1")
        parser.add_argument("--language", choices=["zh-hans", "en"], default="en")

    def handle(self, *, layout: str, language: str, **options: Any) -> None:
        self.stdout.write(layout_named(layout).model.course.moves.drawing(language))
