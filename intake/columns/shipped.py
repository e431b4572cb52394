"""Which profiles of senders come with the product, as data beside their layout?"""

import json
from dataclasses import dataclass
from pathlib import Path

from intake.rules.readings import Reading, reading_of


@dataclass(frozen=True)
class ShippedProfile:
    """A profile from a file: its name, its version, where its facts are from, and how files are read by it."""

    name: str
    version: int
    source: str
    reading: Reading


def shipped_profiles(folder: Path, layout: str) -> tuple[ShippedProfile, ...]:
    """The profiles of a layout in a folder of JSON files."""
    told = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))]
    return tuple(
        ShippedProfile(each["name"], each["version"], each["source"], reading_of(each["reading"]))
        for each in told
        if each["layout"] == layout
    )
