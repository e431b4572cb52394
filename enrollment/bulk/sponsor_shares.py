"""What can be paid by a sponsor for each person of its lists on a day, and if nothing, why?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from enrollment.bulk.due_states import DueState, load_states
from enrollment.bulk.quotations import Quotations
from enrollment.models import Due, Person, Sponsor, SponsorPart, SponsorRow
from enrollment.queries.dues import balances
from enrollment.queries.sponsors import leavers, pay_day, people_under, rows_in_force, sponsor_report
from enrollment.rules.names import name_key
from enrollment.rules.sponsor_shares import Owed, Share, ShareAnswer, Terms, share, terms_of
from enrollment.rules.sponsors import Attendance
from policy.book import NoPolicy, default_book
from policy.terms import SponsorKind

SCHOOL_UNNAMED = "学籍"  # what a household list says of who is enrolled by a school that it does not name


@dataclass(frozen=True, slots=True)
class Asked:
    """A row of the lists in force with what can be paid for the person on a day."""

    row: SponsorRow
    person: Person | None
    due: Due | None
    share: Share
    part: SponsorPart | None = None  # what this sponsor paid for the year already


def asked(
    sponsor: Sponsor, coverage_year: int, *, paid_on: date, rows: Sequence[SponsorRow] | None = None
) -> list[Asked]:
    """What can be paid of each row of the lists in force by a payment of a day."""
    rows = rows_in_force(sponsor, coverage_year) if rows is None else rows
    people = people_under([row.document_hash for row in rows])
    ids = {person.pk for person in people.values()}
    dues = {
        due.person_id: due
        for due in Due.objects.filter(
            person__in=ids, coverage_year=coverage_year, withdrawn_on=None
        ).select_related("enrollment", "person")
    }
    states, money = load_states({due.pk for due in dues.values()}), balances(due.pk for due in dues.values())
    quotations = Quotations()
    quotations.ensure((one.area, one.coverage_year, one.standing, paid_on) for one in states.values())
    parts = {
        part.person_id: part
        for part in SponsorPart.objects.filter(sponsor=sponsor, coverage_year=coverage_year, returned_at=None)
    }
    terms: dict[str, Terms] = {}
    seen: set[int] = set()
    found = []
    for row in rows:
        person = people.get(row.document_hash)
        due = dues.get(person.pk) if person else None
        part = parts.get(person.pk) if person else None
        said = _before_money(row, person, due, part, sponsor, paid_on)
        if said is None and person is not None and person.pk in seen:
            said = ShareAnswer.GIVEN  # under a former number, too
        seen |= {person.pk} if person else set()
        if said is None and due is not None:
            if due.area not in terms:
                terms[due.area] = _terms(due.area, sponsor.kind_label, coverage_year)
            owed = _owed(states[due.pk], money.get(due.pk, (0, 0))[1], paid_on, quotations)
            document = bool(row.list.document_number)
            given = share(owed, row.amount_fen, terms[due.area], has_document=document)
        else:
            given = Share(said or ShareAnswer.NOT_ENROLLED)
        found.append(Asked(row, person, due, given, part))
    return found


def _before_money(
    row: SponsorRow,
    person: Person | None,
    due: Due | None,
    part: SponsorPart | None,
    sponsor: Sponsor,
    paid_on: date,
) -> ShareAnswer | None:
    if part is not None:
        return ShareAnswer.GIVEN
    if row.attendance == Attendance.LEFT.value:
        return ShareAnswer.LEFT
    if person is None:
        return ShareAnswer.NOBODY
    if person.name_key != row.name_key:
        return ShareAnswer.NAME_DIFFERS
    if person.died_on is not None and person.died_on < max(paid_on, date(row.list.coverage_year, 1, 1)):
        return ShareAnswer.DECEASED
    if due is None:
        return ShareAnswer.NOT_ENROLLED
    school = due.enrollment.school.strip()
    if (
        sponsor.kind == SponsorKind.SCHOOL
        and school not in ("", SCHOOL_UNNAMED)
        and name_key(school) != sponsor.name_key
    ):
        return ShareAnswer.OTHER_SCHOOL
    if due.area != default_book().pooling_area(sponsor.division_code):
        return ShareAnswer.ELSEWHERE
    return None


def _owed(state: DueState, credited_fen: int, paid_on: date, quotations: Quotations) -> Owed:
    """What the person owes on the pay day: the price of that day, as a payment would meet it."""
    if state.decision is not None:
        charged: int | None = state.decision[1]
    else:
        charged = quotations[state.area, state.coverage_year, state.standing, paid_on].due_fen
    subsidies = sum(one.credited_fen for one in state.subsidies.values() if not one.is_taken_back)
    return Owed(charged, credited_fen, subsidies)


def _terms(area: str, kind: SponsorKind, coverage_year: int) -> Terms:
    try:
        return terms_of(default_book().policy(area), kind, coverage_year)
    except NoPolicy:
        return Terms(None)


def asked_report(one: Asked) -> dict[str, Any]:
    """A row of the lists in force for programs."""
    return {
        "list_id": one.row.list_id,
        "row": one.row.number,
        "name": one.row.name,
        "document_masked": one.row.document_masked,
        "grade": one.row.grade,
        "class": one.row.class_name,
        "attendance": one.row.attendance,
        "person_id": one.person.pk if one.person else None,
        "answer": one.share.answer.value,
        "fen": one.part.amount_fen if one.part else one.share.fen,
        "clause": one.share.clause,
        "part_line_id": one.part.pk if one.part else None,
    }


def totals(rows: Iterable[Asked]) -> dict[ShareAnswer, tuple[int, int]]:
    """Answer -> (people, fen), in the order in which answers are told."""
    found: dict[ShareAnswer, tuple[int, int]] = {}
    for one in rows:
        people, fen = found.get(one.share.answer, (0, 0))
        found[one.share.answer] = people + 1, fen + (one.part.amount_fen if one.part else one.share.fen)
    return {answer: found[answer] for answer in ShareAnswer if answer in found}


def year_report(sponsor: Sponsor, coverage_year: int, *, on: date) -> dict[str, Any]:
    """Whom a sponsor pays for in a year, what can be paid for each, and who left; for programs.

    Prices are those of the first payment that is still held, else of the day given.
    """
    paid_on = pay_day(sponsor, coverage_year, on=on)
    rows = asked(sponsor, coverage_year, paid_on=paid_on)
    return {
        **sponsor_report(sponsor),
        "coverage_year": coverage_year,
        "prices_of": paid_on.isoformat(),
        "rows": [asked_report(one) for one in rows],
        "totals": {
            answer.value: {"people": people, "fen": fen} for answer, (people, fen) in totals(rows).items()
        },
        "leavers": [
            {
                "name": one.name,
                "document_masked": one.document_masked,
                "grade": one.grade,
                "class": one.class_name,
            }
            for one in leavers(sponsor, coverage_year)
        ],
    }
