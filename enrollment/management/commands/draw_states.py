"""`draw_states [--language en]`: how does a tax file move from state to state, as a drawing for the docs?"""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from enrollment.models.payments import FileState
from enrollment.rules.file_states import MOVES


class Command(BaseCommand):
    help = "Print the states of a tax file and the allowed moves as a Mermaid state diagram."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--language", choices=["zh-hans", "en"], default="en")

    def handle(self, *, language: str, **options: Any) -> None:
        self.stdout.write(drawing(language))


def drawing(language: str = "en") -> str:
    """The table of moves as Mermaid text; a move that only an officer makes says so."""
    officer = "经办人" if language != "en" else "officer"
    # A colon would end the text of a move in Mermaid.
    rows = ["stateDiagram-v2", f"    [*] --> {FileState.RECEIVED.value}"]
    for move in MOVES:
        what = (move.what.en if language == "en" else move.what.zh).replace(":", ",").replace("：", "，")
        rows.append(f"    {move.before} --> {move.after}: {what}{f' ({officer})' if move.by_officer else ''}")
    left = {move.before for move in MOVES}
    rows += [f"    {state} --> [*]" for state in FileState.values if state not in left]
    return "\n".join(rows)
