"""Which profiles of senders may an officer see, what does each say, and which files were read by it?"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import QuerySet

from intake.layouts import layout_named, layouts
from intake.models import SenderProfile
from intake.models.jobs import SentFile
from intake.queries.sent_files import visible
from intake.rules.file_states import FileMove
from staff import access
from staff.access import Permission
from staff.models import Officer

FILES_SHOWN = 20


def answering(layout: str) -> Permission:
    """What it takes to say how files of a layout are read."""
    sends: Permission
    [sends] = layout_named(layout).model.course.moves.permissions(FileMove.ANSWER)
    return sends


def versions_of(profile: SenderProfile) -> list[SenderProfile]:
    """All versions under the name of a profile, the newest first."""
    same = {name: getattr(profile, name) for name in ("division_code", "bureau", "layout", "name")}
    return list(SenderProfile.objects.filter(**same).select_related("made_by").order_by("-version"))


def visible_profiles(officer: Officer, *, on: date, layout: str = "") -> QuerySet[SenderProfile]:
    """All versions of the profiles of the divisions where the officer may say how files of their layout are read."""
    found = SenderProfile.objects.none()
    for one in layouts():
        if not layout or one.code == layout:
            rows = SenderProfile.objects.filter(layout=one.code)
            found |= access.scope(rows, officer, answering(one.code), on=on)
    return found


def newest_profiles(officer: Officer, *, on: date, layout: str = "") -> QuerySet[SenderProfile]:
    """The newest version of each name, those made last first."""
    newest = (
        visible_profiles(officer, on=on, layout=layout)
        .order_by("layout", "division_code", "bureau", "name", "-version")
        .distinct("layout", "division_code", "bureau", "name")
    )
    rows = SenderProfile.objects.filter(pk__in=newest.values("pk"))
    return rows.select_related("made_by").order_by("is_retired", "-made_at", "-pk")


def shipped_profiles(officer: Officer, *, on: date, layout: str = "") -> list[dict[str, Any]]:
    """Those that come with the product, of the layouts that the officer may send somewhere."""
    return [
        {
            "layout": one.code, "name": shipped.name, "version": shipped.version, "source": shipped.source,
            "says": said(one.code, shipped.reading.as_json()),
        }
        for one in layouts()
        if (not layout or one.code == layout) and access.may_anywhere(officer, answering(one.code), on=on)
        for shipped in one.table.shipped
    ]  # fmt: skip


def files_read_by(profile: SenderProfile, officer: Officer, *, on: date) -> list[SentFile]:
    """The last files that were read by any version of a profile, of those that the officer may see."""
    files = visible(layout_named(profile.layout), officer, on=on)
    ids = [version.pk for version in versions_of(profile)]
    return list(
        files.filter(profile__in=ids).select_related("profile").order_by("-uploaded_at")[:FILES_SHOWN]
    )


def said(layout: str, reading: Mapping[str, Any]) -> dict[str, Any]:
    """What a reading says, with the headings of the layout in place of its keys.

    `columns`: (heading of the sender, heading of the layout, empty when knowingly not read); `words`: (column, word of the
    sender, word of the layout); `choices`: the answers to what only an officer can say, as codes.
    """
    names = layout_named(layout).table.headings
    columns = reading.get("columns", {})
    return {
        "columns": [(heading, names.get(key, "")) for heading, key in columns.items()],
        "words": [
            (names.get(key, key), word, meant)
            for key, words in reading.get("words", {}).items()
            for word, meant in words.items()
        ],
        "choices": {part: reading[part] for part in reading if part not in ("columns", "words")},
    }


def report(profile: SenderProfile) -> dict[str, Any]:
    """A version for programs, with stable English keys."""
    return {
        "profile_id": profile.pk,
        "layout": profile.layout,
        "bureau": profile.bureau,
        "division": profile.division_code,
        "name": profile.name,
        "version": profile.version,
        "is_retired": profile.is_retired,
        "made_by": profile.made_by.login,
        "made_at": profile.made_at.isoformat(),
        "headings": profile.headings,
        "reading": profile.reading,
    }
