"""How is it written down that a finding holds of a person, or no longer holds, and what follows from it?

It goes the way of a category: what was settled on the fact is looked at again in the same transaction (decision 0058).
"""

from datetime import date, datetime

from django.db import transaction

from assistance.categories.models import PersonFinding
from assistance.categories.queries.findings import findings_of
from enrollment.bulk.slots import lock_people
from enrollment.models import Person
from enrollment.operations import follow_ups
from enrollment.operations.follow_ups import Change
from enrollment.operations.people import lock_person, require_reason
from enrollment.rules.follow_ups import Fact
from policy.care import FACTS
from policy.periods import Span
from policy.terms import Text
from staff import audit
from staff.access import Permission
from staff.models import Officer
from staff.refusals import Refusal


class FindingRefused(Refusal):
    """The finding cannot be recorded; `context["field"]` names the field."""


@transaction.atomic
def record_finding(
    *,
    person: Person,
    finding: str,
    span: Span,
    document_number: str,
    source: str,
    on: date,
    by: Officer,
    at: datetime,
) -> PersonFinding:
    """Record that a finding holds of a person over a span (认定); it begins when one on record ends. The last one that holds.

    Raises `FindingRefused` where the document is missing or one on record begins within the span.
    """
    person = lock_person(person, on=on, by=by, permission=Permission.ROSTERS_CONFIRM, deceased=True)
    lock_people([person.document_hash])
    if not (document := document_number.strip()) or finding not in FACTS or span.until is None:
        raise FindingRefused(
            "finding_incomplete",
            Text(
                "认定须有文号、起止日期和认定事项。",
                "A finding needs its document, its days and what was found.",
            ),
            Text("请补填。", "Fill them in."),
            field="document_number",
        )
    start = span.start
    for known in findings_of([person.pk], finding).filter(from_on__lt=span.until, until_on__gt=span.start):
        if known.from_on > start:
            raise _in_the_way(person, known)
        start = known.until_on
        if start >= span.until:
            return known
    made = PersonFinding.objects.create(
        person=person, finding=finding, document_number=document[:60], from_on=start, until_on=span.until,
        division_code=person.division_code, source=source, recorded_by=by, recorded_at=at,
    )  # fmt: skip
    audit.record(
        "record_finding", by=by, about=person, division_code=person.division_code, at=at,
        change={"finding": finding, "from_on": start, "until_on": span.until, "document": document, "source": source},
    )  # fmt: skip
    change = Change(person.pk, None, Fact.CATEGORIES, f"finding:{made.pk}")
    follow_ups.changed([change], by=by, at=at)
    return made


@transaction.atomic
def end_finding(
    *, finding: PersonFinding, until_on: date, because: str, on: date, by: Officer, at: datetime
) -> PersonFinding:
    """A finding no longer holds from a day on; one recorded by mistake ends on its own first day: taken back."""
    owner = Person.objects.get(pk=finding.person_id)
    person = lock_person(
        owner.merged_into or owner, on=on, by=by, permission=Permission.ROSTERS_CONFIRM, deceased=True
    )
    require_reason(because, field="because")
    row = PersonFinding.objects.select_for_update(of=("self",)).get(pk=finding.pk)
    if not row.from_on <= until_on < row.until_on:
        raise FindingRefused(
            "finding_end",
            Text(
                f"终止日期须在 {row.from_on} 至 {row.until_on} 之间。",
                f"The end must lie between {row.from_on} and {row.until_on}.",
            ),
            Text("登记有误的，终止日期填起始日期。", "To take a mistake back, end it on its own first day."),
            field="until_on",
        )
    before, row.until_on = row.until_on, until_on
    row.ended_by, row.ended_because = by, because.strip()[:200]
    row.save(update_fields=["until_on", "ended_by", "ended_because"])
    audit.record(
        "end_finding", by=by, about=person, division_code=person.division_code, at=at,
        change={"finding": row.pk, "until_on": [before, until_on], "because": row.ended_because},
    )  # fmt: skip
    follow_ups.changed([Change(person.pk, None, Fact.CATEGORIES, f"finding:{row.pk}")], by=by, at=at)
    return row


def _in_the_way(person: Person, known: PersonFinding) -> FindingRefused:
    return FindingRefused(
        "finding_known",
        Text(
            f"{person.name}自 {known.from_on} 至 {known.until_on}（不含）已有该认定，文号 {known.document_number}。",
            f"For {person.name} this is on record from {known.from_on} until {known.until_on}, under {known.document_number}.",
        ),
        Text("请把起始日期改为该认定终止之日。", "Let it begin on the day on which that one ends."),
        field="from_on",
    )
