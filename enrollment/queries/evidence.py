"""What is on record of a person's cover, here and by documents, and which documents wait for an officer?"""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from enrollment.models import Coverage, CoverEvidence, Enrollment, Person
from enrollment.queries.dues import repairs_of
from enrollment.queries.enrollment_states import interruptions_of
from enrollment.rules.asked_facts import AskedFacts
from enrollment.rules.evidence import EVIDENCE, EvidenceMove, EvidenceState, Known, Scheme
from enrollment.rules.history import History, history
from enrollment.rules.interruptions import Interruption, without
from policy.periods import ONE_DAY, CoverageYear, Span
from policy.terms import Text
from staff import access
from staff.access import Permission
from staff.models import Officer

COUNTED = (EvidenceState.WAITING.value, EvidenceState.CONFIRMED.value)
PLACE = "person__division_code"


def known_days(person: Person, scheme: Scheme, *, but: Collection[int] = ()) -> list[Known]:
    """What speaks against a document: own cover, repaired years, documents that wait or were confirmed (not those of `but`).

    On days on which the relation here was suspended or ended another one may stand.
    """
    nowhere = scheme is Scheme.NOWHERE
    known = []
    stopped = _interruptions_of(person)
    for cover in Coverage.objects.filter(person=person).order_by("coverage_year"):
        year = cover.coverage_year
        what = Text(f"本系统{year}年度的参保待遇", f"the cover of {year} on record here")
        if nowhere:
            known.append(Known(CoverageYear(year).span, True, what))
        elif cover.cover_from is not None:
            own = without(Span(cover.cover_from, cover.cover_until), stopped.get(year, ()))
            known += [Known(span, True, what) for span in own]
    if not nowhere:
        for year in repairs_of(person):
            what = Text(f"{year}年度的断保修复", f"the repair of {year}")
            known.append(Known(CoverageYear(year).span, False, what))
    for other in CoverEvidence.objects.filter(person=person, state__in=COUNTED).order_by("pk"):
        if other.pk not in but:
            number = other.document_number
            what = Text(f"凭证“{number}”", f"the document “{number}”")
            span = Span(other.from_on, other.until_on)
            known.append(Known(span, other.scheme != Scheme.NOWHERE, what))
    return known


def _interruptions_of(person: Person) -> dict[int, tuple[Interruption, ...]]:
    changed = Enrollment.objects.filter(person=person, cancelled_on=None, changes__isnull=False).distinct()
    return {one.coverage_year: interruptions_of(one) for one in changed}


def active_elsewhere(person: Person, coverage_year: int) -> CoverEvidence | None:
    """A confirmed document by which cover elsewhere lasts through the whole coverage year, if there is one."""
    year = CoverageYear(coverage_year)
    rows = CoverEvidence.objects.filter(
        person=person, state=EvidenceState.CONFIRMED.value, from_on__lte=year.last_day
    )
    going_on = Q(until_on__isnull=True) | Q(until_on__gt=year.last_day)
    return rows.filter(going_on).exclude(scheme=Scheme.NOWHERE.value).order_by("-from_on").first()


def history_of(person: Person, asked: AskedFacts, coverage_year: int) -> History:
    """What is known of the years before a coverage year that the rules ask about."""
    insured = set(Coverage.objects.filter(person=person).values_list("coverage_year", flat=True))
    nowhere: set[int] = set()
    for row in CoverEvidence.objects.filter(person=person, state=EvidenceState.CONFIRMED.value):
        last = coverage_year if row.until_on is None else (row.until_on - ONE_DAY).year
        years = range(row.from_on.year, min(last, coverage_year) + 1)
        (nowhere if row.scheme == Scheme.NOWHERE else insured).update(years)
    return history(
        coverage_year,
        insured=insured,
        nowhere=nowhere,
        born_in=person.born_on.year if person.born_on else None,
        counts_from=asked.counts_from,
        since_last_cover=asked.since_last_cover,
    )


def evidence_of(person: Person) -> QuerySet[CoverEvidence]:
    """All documents of a person, the latest days first."""
    rows = CoverEvidence.objects.filter(person=person).select_related("entered_by", "decided_by")
    return rows.order_by("-from_on", "-pk")


def visible_evidence(
    officer: Officer, *, on: date, permission: Permission = Permission.DUES_READ
) -> QuerySet[CoverEvidence]:
    """The documents of people in the officer's divisions."""
    rows = access.scope(CoverEvidence.objects.all(), officer, permission, on=on, field=PLACE)
    return rows.select_related("person", "entered_by", "decided_by")


def waiting_evidence(officer: Officer, *, on: date) -> QuerySet[CoverEvidence]:
    """Those that wait for somebody to decide, the oldest first."""
    return visible_evidence(officer, on=on).filter(state=EVIDENCE.start.value).order_by("entered_at", "pk")


def moves_for(
    rows: Iterable[CoverEvidence], officer: Officer, *, on: date
) -> dict[int, tuple[EvidenceMove, ...]]:
    """Document -> what this officer may do with it; nothing with one's own."""
    rows = list(rows)
    places = {row.person.division_code for row in rows}
    may = {place for place in places if access.may(officer, Permission.EXCEPTIONS_DECIDE, place, on=on)}
    return {
        row.pk: EVIDENCE.offered(row.state, (Permission.EXCEPTIONS_DECIDE,))
        for row in rows
        if row.person.division_code in may and row.entered_by_id != officer.pk
    }


def report(row: CoverEvidence) -> dict[str, Any]:
    """One document for programs."""
    return {
        "id": row.pk,
        "person_id": row.person_id,
        "scheme": row.scheme,
        "from_on": row.from_on.isoformat(),
        "last_day": row.until_on and (row.until_on - ONE_DAY).isoformat(),
        "document_number": row.document_number,
        "state": row.state,
        "entered_by": row.entered_by.display_name,
        "decided_by": row.decided_by.display_name if row.decided_by else None,
        "because": row.because,
    }
