"""How does the year of a person lie on a line of time: what was due and paid, the wait, the cover?"""

from collections.abc import Iterable
from datetime import date, timedelta

from enrollment.queries.explanations import Explanation
from enrollment.rules.entries import EntryKind
from pictures.kinds import Lane, Span, TimeLine, Tone
from pictures.numbers import Unit
from policy.terms import Text

_TAKES = (EntryKind.REFUND, EntryKind.REVERSAL, EntryKind.REPAIR_RETURN, EntryKind.WAIVER)


def year_of(told: Explanation, *, today: date, more: Iterable[Lane] = ()) -> TimeLine | None:
    """The coverage year with the months around it in which it was charged or paid; None where nothing was due.

    What lies further off stands in the table of the picture only.
    """
    if told.due is None:
        return None
    lanes = (_money(told), _cover(told), *more)
    first, after = date(told.coverage_year, 1, 1), date(told.coverage_year + 1, 1, 1)
    days = [span.from_on for lane in lanes[:1] for span in lane.spans]
    return TimeLine(
        f"year-{told.coverage_year}",
        Text(f"{told.coverage_year} 年", f"The year {told.coverage_year}"),
        Text(
            "应缴与缴费、等待期、待遇享受期和就医，按时间排列。",
            "What was due and paid, the wait, the cover and the care, in time.",
        ),
        Unit.FEN,
        max(min([first, *days]).replace(day=1), date(told.coverage_year - 1, 9, 1)),
        min(max([after, *(day + timedelta(days=1) for day in days)]), date(told.coverage_year + 1, 4, 1)),
        lanes,
        today,
    )


def _money(told: Explanation) -> Lane:
    assert told.due is not None
    spans = [
        Span(
            EntryKind(line.entry.kind).label,
            line.entry.effective_on,
            tone=_tone(EntryKind(line.entry.kind)),
            value=line.signed_fen,
        )
        for line in told.entries
    ]
    return Lane(Text("应缴与缴费", "Due and paid"), tuple(spans))


def _tone(kind: EntryKind) -> Tone:
    if kind is EntryKind.CHARGE:
        return Tone.BEFORE
    if kind is EntryKind.SUBSIDY:
        return Tone.BLUE
    return Tone.BAD if kind in _TAKES else Tone.MAIN


def _cover(told: Explanation) -> Lane:
    spans = []
    if told.waiting is not None:
        spans.append(Span(Text("等待期", "waiting"), told.waiting.start, told.waiting.until, Tone.HELD))
    if told.cover is not None:
        spans.append(Span(Text("待遇享受期", "covered"), told.cover.start, told.cover.until))
    end = date(told.coverage_year + 1, 1, 1)
    for one in told.interruptions:  # over the cover: these days count as the documents say, if they say
        until = one.span.last_day + timedelta(days=1) if one.span.last_day else end
        spans.append(Span(one.state.label, one.span.start, until, Tone.BAD))
    return Lane(Text("等待与待遇", "Waiting and cover"), tuple(spans))
