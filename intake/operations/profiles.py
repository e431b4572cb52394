"""Which profile of a sender does a file fit, and how is what an officer says of a file kept for the next one?

The newest version of each name is looked at: those of the file's own division first, then of the divisions above it, then
those that come with the product. A profile fits when every heading that it reads stands in one row of the file and no
required column is missing then. Two that fit equally well are taken by their day, the later first.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from intake.columns.headers import SheetHead
from intake.columns.layouts import TableLayout
from intake.columns.recognition import fits
from intake.models import SenderProfile
from intake.operations.locks import lock_text
from intake.queries.profiles import answering, versions_of
from intake.rules.readings import Reading, reading_of
from policy.terms import Text
from staff import access, audit
from staff.models import Officer
from staff.refusals import Refusal
from staff.rules.divisions import scope_prefix

NAME_MAX = 60


class ProfileRefused(Refusal):
    """The profile is not as it was thought to be."""

    status = 409


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
    if last is not None and last.reading == said and not last.is_retired:
        return last
    return _added(
        SenderProfile(
            division_code=division_code,
            bureau=layout.bureau,
            layout=layout.code,
            name=name,
            version=last.version + 1 if last else 1,
            reading=said,
            headings=list(headings),
            made_by=by,
            made_at=at,
        ),
        "keep_profile",
    )


@transaction.atomic
def retire(*, profile: SenderProfile, by: Officer, on: date, at: datetime) -> SenderProfile:
    """Let no more file be read by a profile: the next version of its name says so. Files that were read by it keep theirs.

    Who may send files of the layout there may do this. Raises `NotAllowed` and `ProfileRefused` (retired already).
    """
    access.require(by, answering(profile.layout), profile.division_code, on=on)
    same = {
        name: getattr(profile, name)
        for name in ("division_code", "bureau", "layout", "name", "reading", "headings")
    }
    lock_text(f"profile:{profile.layout}:{profile.division_code}:{profile.name}")
    last = versions_of(profile)[0]
    if last.is_retired:
        raise ProfileRefused(
            "profile_retired",
            Text(f"模板“{profile.name}”已经停用。", f"The profile “{profile.name}” is retired already."),
            Text("请刷新页面查看。", "Reload the page to see it."),
            profile_id=last.pk,
        )
    version = SenderProfile(**same, version=last.version + 1, is_retired=True, made_by=by, made_at=at)
    return _added(version, "retire_profile")


def _added(version: SenderProfile, verb: str) -> SenderProfile:
    version.save(force_insert=True)
    audit.record(
        verb, by=version.made_by, about=version, division_code=version.division_code, at=version.made_at,
        change={"layout": version.layout, "name": version.name, "version": version.version},
    )  # fmt: skip
    return version


def _own(layout: TableLayout, area: str) -> list[Used]:
    """The newest version of each name, of the division and of those above it: the nearest division first."""
    codes = {area, area[:2].ljust(6, "0"), area[:4].ljust(6, "0"), area[:6]}
    rows = SenderProfile.objects.filter(division_code__in=codes, bureau=layout.bureau, layout=layout.code)
    newest: dict[tuple[str, str], SenderProfile] = {}
    for row in rows.order_by("version"):
        newest[row.division_code, row.name] = row
    used = [row for row in newest.values() if not row.is_retired]
    used.sort(key=lambda row: (len(scope_prefix(row.division_code)), row.made_at), reverse=True)
    return [Used(reading_of(row.reading), row.pk, row.name, row.version) for row in used]


def _shipped(layout: TableLayout) -> list[Used]:
    return [Used(profile.reading, None, profile.name, profile.version) for profile in layout.shipped]
