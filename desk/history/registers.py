"""What do the registers of care say about a person: diseases recognised, and care elsewhere that was filed?"""

from collections.abc import Iterator, Sequence
from datetime import date

from django.urls import reverse

from claims.models import Filing, Recognition
from desk.history.lines import LINES_MAX, HistoryLine, Ledger
from enrollment.models import Person
from policy.terms import Text
from staff import access
from staff.access import Permission
from staff.models import Officer

READ = Permission.HISTORY_READ


def register_lines(records: Sequence[Person], *, on: date, by: Officer) -> Iterator[HistoryLine]:
    """The lines of a person's records, in the places where the officer may read them; two statements."""
    people = [person.pk for person in records]
    recognised = access.scope(Recognition.objects.filter(person_id__in=people), by, READ, on=on)
    for row in recognised.order_by("-from_on", "-pk")[:LINES_MAX]:
        name, address = Text(row.disease, row.disease), reverse("claims:recognition", args=[row.pk])
        yield _line(row, Text("病种认定", "recognition of a disease"), name, address)
    filed = access.scope(Filing.objects.filter(person_id__in=people), by, READ, on=on)
    for filing in filed.order_by("-from_on", "-pk")[:LINES_MAX]:
        kind, address = filing.kind_label, reverse("claims:filing", args=[filing.pk])
        yield _line(filing, Text("异地就医备案", "filing of care elsewhere"), kind, address)


def _line(row: Recognition | Filing, what: Text, named: Text, address: str) -> HistoryLine:
    state, until = row.state_label, row.until_on
    ends = Text(f"，至 {until}（不含）", f", until {until}") if until else Text("", "")
    return HistoryLine(
        Ledger.REGISTERS, row.from_on, row.from_on.year,
        Text(f"{what.zh}（{named.zh}）：{state.zh}{ends.zh}", f"{what.en} ({named.en}): {state.en}{ends.en}"),
        address, None, row.document_number,
    )  # fmt: skip
