"""Which profile of a sender does a file fit, and how is what an officer says of a file kept for the next one?

The newest version of each name is looked at: those of the file's own division first, then of the divisions above it, then
those that come with the product. A profile fits when every heading that it reads stands in one row of the file and no
required column is missing then. Two that fit equally well are taken by their day, the later first.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from intake.columns.headers import SheetHead
from intake.columns.layouts import TableLayout
from intake.columns.recognition import fits
from intake.models import SenderProfile
from intake.operations.locks import lock_text
from intake.rules.readings import Reading, reading_of
from staff import audit
from staff.models import Officer
from staff.rules.divisions import scope_prefix

NAME_MAX = 60


@dataclass(frozen=True)
class Used:
    """How a file is read: the whole reading, and the profile behind it (a row, or one that comes with the product)."""

    reading: Reading
    profile_id: int | None = None
    name: str = ""
    version: int = 0

    def as_json(self) -> dict[str, Any]:
        told: dict[str, Any] = {"reading": self.reading.as_json()}
        if self.name:
            told["profile"] = {"id": self.profile_id, "name": self.name, "version": self.version}
        return told


def used_before(file: Any) -> Used | None:
    """How a file was read by the check that accepted it; a changed profile changes nothing for it."""
    if not file.read_as:
        return None
    profile = file.read_as.get("profile", {})
    return Used(
        reading_of(file.read_as["reading"]),
        profile.get("id"),
        profile.get("name", ""),
        profile.get("version", 0),
    )


def choose(heads: Sequence[SheetHead], layout: TableLayout, answers: Reading, *, area: str) -> Used:
    """The reading of a file: the profile that it fits, with the officer's answers on top."""
    for used in (*_own(layout, area), *_shipped(layout)):
        if fits(heads, layout, used.reading):
            return Used(used.reading.with_answers(answers), used.profile_id, used.name, used.version)
    return Used(answers)


def profiles_of(*, areas: Iterable[str], layout: str = "") -> list[SenderProfile]:
    """All versions of the profiles of these divisions and of those within them, the newest first."""
    within = Q()
    for area in areas:
        within |= Q(division_code__startswith=scope_prefix(area))
    found = SenderProfile.objects.filter(within).select_related("made_by")
    return list((found.filter(layout=layout) if layout else found).order_by("-made_at", "-pk"))


def keep(
    *,
    division_code: str,
    layout: TableLayout,
    name: str,
    reading: Reading,
    headings: Sequence[str],
    by: Officer,
    at: datetime,
) -> SenderProfile:
    """Keep a reading as the next version of a profile; the same as the last version is that version."""
    name = name.strip()[:NAME_MAX]
    lock_text(f"profile:{layout.code}:{division_code}:{name}")
    last = (
        SenderProfile.objects.filter(
            division_code=division_code, bureau=layout.bureau, layout=layout.code, name=name
        )
        .order_by("-version")
        .first()
    )
    said = reading.as_json()
    if last is not None and last.reading == said:
        return last
    kept = SenderProfile.objects.create(
        division_code=division_code,
        bureau=layout.bureau,
        layout=layout.code,
        name=name,
        version=last.version + 1 if last else 1,
        reading=said,
        headings=list(headings),
        made_by=by,
        made_at=at,
    )
    audit.record(
        "keep_profile", by=by, about=kept, division_code=division_code, at=at,
        change={"layout": layout.code, "name": name, "version": kept.version},
    )  # fmt: skip
    return kept


def _own(layout: TableLayout, area: str) -> list[Used]:
    """The newest version of each name, of the division and of those above it: the nearest division first."""
    codes = {area, area[:2].ljust(6, "0"), area[:4].ljust(6, "0"), area[:6]}
    rows = SenderProfile.objects.filter(division_code__in=codes, bureau=layout.bureau, layout=layout.code)
    newest: dict[tuple[str, str], SenderProfile] = {}
    for row in rows.order_by("version"):
        newest[row.division_code, row.name] = row
    ranked = sorted(
        newest.values(), key=lambda row: (len(scope_prefix(row.division_code)), row.made_at), reverse=True
    )
    return [Used(reading_of(row.reading), row.pk, row.name, row.version) for row in ranked]


def _shipped(layout: TableLayout) -> list[Used]:
    return [Used(profile.reading, None, profile.name, profile.version) for profile in layout.shipped]
