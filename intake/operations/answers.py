"""What does an officer say of a file that asks, and how is it kept for the sender's next file?"""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from intake.columns.asking import keys_of
from intake.layouts import F, layout_of
from intake.operations import jobs, profiles
from intake.operations.previews import preview
from intake.rules.readings import Reading, UnsoundReading, reading_of
from policy.terms import Text
from staff.models import Officer
from staff.refusals import Refusal


class AnswerRefused(Refusal):
    """What was said is no reading of this layout; the context names the part."""

    status = 422


def sound_reading(said: Any, layout: Any) -> Reading:
    """The reading that somebody says; raises `AnswerRefused` naming the part that means nothing."""
    try:
        return reading_of(said, keys=keys_of(layout))
    except UnsoundReading as unsound:
        raise AnswerRefused(
            "reading_unsound",
            Text(
                f"“{unsound.part}”不是有效的说明。",
                f"“{unsound.part}” says nothing about how the file is read.",
            ),
            Text("请按页面给出的选项填写。", "Use the choices that the question gives."),
            part=unsound.part,
        ) from None


@transaction.atomic
def answer(*, file: F, said: Any, by: Officer, on: date, at: datetime, keep_as: str = "") -> F:
    """Answer what the check asked: the file is checked anew and read that way. `keep_as` keeps it as the sender's profile."""
    table = layout_of(file).table
    reading = reading_of(file.reading).with_answers(sound_reading(said, table))
    answered = jobs.answer(file=file, reading=reading.as_json(), by=by, on=on)
    if keep_as.strip():
        seen = preview(answered)
        profiles.keep(
            division_code=file.area,
            layout=table,
            name=keep_as,
            reading=seen.used.reading.for_other_files(),
            headings=seen.header_names,
            by=by,
            at=at,
        )
    return answered
