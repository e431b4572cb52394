"""How are the administrative divisions loaded? `bin/manage load_divisions`."""

import time
from argparse import ArgumentParser
from typing import Any

from staff.bulk import load_divisions
from staff.commands import OfficeCommand
from staff.models import Division


class Command(OfficeCommand):
    help = "Load the administrative divisions, from province to village; again changes only what differs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--if-empty", action="store_true", help="do nothing when there are divisions already"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["if_empty"] and Division.objects.exists():
            return
        begun = time.monotonic()
        changed = load_divisions()
        self.stdout.write(f"{changed} divisions added or corrected in {time.monotonic() - begun:.1f} s")
