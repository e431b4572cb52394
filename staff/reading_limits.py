"""Which limits of reading hold on a day at this site?"""

import tomllib
from datetime import date
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from staff.rules.reading import Limits, in_force, parsed

OURS = Path(__file__).parent / "data" / "reading.toml"


def limits_on(day: date) -> Limits:
    """From the site's file, or from ours. Raises ValueError where the file is wrong, with its name."""
    return in_force(_read(Path(settings.READING_LIMITS or OURS)), day)


def limits_today() -> Limits:
    """What holds now."""
    return limits_on(timezone.localdate())


@lru_cache(maxsize=4)
def _read(path: Path) -> tuple[Limits, ...]:
    try:
        return parsed(tomllib.loads(path.read_text()))
    except (ValueError, TypeError) as error:
        raise ValueError(f"{path}: {error}") from error
