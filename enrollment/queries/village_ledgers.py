"""What does a village's ledger say: person by person, household by household, with what is still to be paid?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, overload

from enrollment.models import BaseAnswer, Membership, Person
from enrollment.queries.base_people import BasePlace, row_of, rows_of
from enrollment.queries.base_reasons import fact_of
from enrollment.queries.dues import balances
from enrollment.rules.base_answers import Heard, is_overdue
from enrollment.rules.base_classes import COUNTED_OUT, BaseClass, BaseCount, is_counted_out
from enrollment.rules.groups import age_on
from policy.book import default_book
from policy.terms import Text

VILLAGE_DIGITS = 12
STILL_MISSING = "open"  # everybody of whom no fact says where they are insured
SHOULD_BE_INSURED = "should"  # the denominator of a rate
_OUT = ", ".join(f"'{one.value}'" for one in COUNTED_OUT)
_WHO = {
    "": "true",
    STILL_MISSING: "NOT by_fact",
    SHOULD_BE_INSURED: f"NOT (by_fact AND class IN ({_OUT}))",
}


@dataclass(frozen=True, slots=True)
class LedgerPerson:
    """One person of the base. `outstanding_fen`: of the due of the year, None where nothing is charged or the amount is open."""

    person_id: int
    name: str
    document_masked: str
    phone: str
    age: int | None
    division_code: str
    household: str
    base_class: BaseClass
    by_fact: bool
    outstanding_fen: int | None
    was_covered: bool
    version: int
    heard: Heard | None
    contacted_on: date | None
    promise_on: date | None
    next_visit_on: date | None
    told_died_on: date | None
    remark: str
    is_overdue: bool
    fact: Text | None  # which fact decides, where one does
    clause: str

    @property
    def is_death_report(self) -> bool:
        """A death that was told and is to be confirmed."""
        return self.base_class is BaseClass.DIED and not self.by_fact

    def as_json(self) -> dict[str, Any]:
        """For programs; days as YYYY-MM-DD."""
        return {
            "person_id": self.person_id,
            "name": self.name,
            "document_masked": self.document_masked,
            "phone": self.phone,
            "division_code": self.division_code,
            "household": self.household,
            "base_class": self.base_class.value,
            "by_fact": self.by_fact,
            "outstanding_fen": self.outstanding_fen,
            "was_covered": self.was_covered,
            "version": self.version,
            "heard": self.heard.value if self.heard else None,
            "contacted_on": self.contacted_on and self.contacted_on.isoformat(),
            "promise_on": self.promise_on and self.promise_on.isoformat(),
            "next_visit_on": self.next_visit_on and self.next_visit_on.isoformat(),
            "told_died_on": self.told_died_on and self.told_died_on.isoformat(),
            "remark": self.remark,
            "is_overdue": self.is_overdue,
            "fact": self.fact and self.fact._asdict(),
            "clause": self.clause,
        }


@dataclass(frozen=True, slots=True)
class LedgerHousehold:
    """The people of a household who are shown, and what they still have to pay together."""

    number: str  # empty: people who belong to none
    people: list[LedgerPerson]

    @property
    def outstanding_fen(self) -> int:
        return sum_outstanding(self.people)


def place_on(division_code: str, coverage_year: int, on: date) -> BasePlace | None:
    """The place on a day, or at the end of a coverage year that is over; None where no rules say in which area it lies."""
    area = default_book().pooling_area(division_code)
    day = min(on, date(coverage_year, 12, 31))
    return BasePlace(area, division_code, coverage_year, day) if area else None


def ledger(place: BasePlace, *, one: BaseClass | None = None) -> list[LedgerPerson]:
    """Everybody of the base of a village, or of one class, village by village and household by household."""
    rows = rows_of(place, where="class = %(one)s", one=one.value) if one else rows_of(place)
    return sorted(_people(rows, place), key=lambda each: (each.division_code, each.household, each.person_id))


class NamedPeople(Sequence[LedgerPerson]):
    """The people behind a figure of a wide place, read page by page; `count` is what the figure says."""

    def __init__(self, place: BasePlace, who: str, count: int) -> None:
        self._place, self._who, self._count = place, who, count

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, place: int) -> LedgerPerson: ...
    @overload
    def __getitem__(self, place: slice) -> list[LedgerPerson]: ...
    def __getitem__(self, place: int | slice) -> LedgerPerson | list[LedgerPerson]:
        if isinstance(place, int):
            return self[place : place + 1][0]
        first, until, _step = place.indices(self._count)
        where, values = _WHO.get(self._who, "class = %(who)s"), {"who": self._who}
        rows = rows_of(self._place, where=where, limit=max(until - first, 0), offset=first, **values)
        return _people(rows, self._place)


def is_asked_for(base_class: BaseClass, by_fact: bool, who: str) -> bool:
    """Whether a person is among those asked for: a class, `STILL_MISSING`, `SHOULD_BE_INSURED`, or everybody (empty)."""
    if who == STILL_MISSING:
        return not by_fact
    if who == SHOULD_BE_INSURED:
        return not is_counted_out(base_class, by_fact)
    return not who or base_class.value == who


def ledger_person(place: BasePlace, person: Person) -> LedgerPerson | None:
    """One person of the place."""
    row = row_of(place, person.pk)
    return _people([row], place)[0] if row else None


def households(people: Iterable[LedgerPerson]) -> list[LedgerHousehold]:
    """The same people by household, in their order; everybody without one stands alone."""
    grouped: list[LedgerHousehold] = []
    for one in people:
        if one.household and grouped and grouped[-1].number == one.household:
            grouped[-1].people.append(one)
        else:
            grouped.append(LedgerHousehold(one.household, [one]))
    return grouped


def sum_outstanding(people: Iterable[LedgerPerson]) -> int:
    """What is still to be paid here, in fen: of whom a fact insures elsewhere or counts out, nothing is asked."""
    return sum(one.outstanding_fen or 0 for one in people if not one.by_fact)


def counted(people: Sequence[LedgerPerson]) -> list[BaseCount]:
    """The same people by class."""
    sums: dict[tuple[BaseClass, bool], int] = {}
    for one in people:
        key = (one.base_class, one.by_fact)
        sums[key] = sums.get(key, 0) + 1
    return [BaseCount(*key, number) for key, number in sums.items()]


def versions_of(person: Person, coverage_year: int) -> list[BaseAnswer]:
    """Every answer of a person and year, the last one first."""
    rows = BaseAnswer.objects.filter(person=person, coverage_year=coverage_year)
    return list(rows.select_related("said_by").order_by("-version"))


def _people(rows: Sequence[dict[str, Any]], place: BasePlace) -> list[LedgerPerson]:
    homes = dict(
        Membership.objects.filter(person__in=[row["id"] for row in rows], left_on=None).values_list(
            "person_id", "household__number"
        )
    )
    sums = balances([row["due_id"] for row in rows if row["due_id"]])
    return [_person(row, homes.get(row["id"], ""), sums, place) for row in rows]


def _person(
    row: dict[str, Any], household: str, sums: dict[int, tuple[int, int]], place: BasePlace
) -> LedgerPerson:
    one, due = BaseClass(row["class"]), row["due_id"]
    charged, credited = sums.get(due, (0, 0))
    is_open = due is None or (row["undecided"] and not charged)
    heard = Heard(row["heard"]) if row["heard"] else None
    fact, clause = fact_of(row, place.coverage_year) or (None, "")
    return LedgerPerson(
        person_id=row["id"],
        name=row["name"],
        document_masked=row["document_masked"],
        phone=row["phone"],
        age=age_on(row["born_on"], place.on) if row["born_on"] else None,
        division_code=row["division_code"],
        household=household,
        base_class=one,
        by_fact=row["by_fact"],
        outstanding_fen=None if is_open else max(charged - credited, 0),
        was_covered=row["was_covered"],
        version=row["version"],
        heard=heard,
        contacted_on=row["contacted_on"],
        promise_on=row["promise_on"],
        next_visit_on=row["next_visit_on"],
        told_died_on=row["told_died_on"],
        remark=row["remark"] or "",
        is_overdue=one is BaseClass.ASKED and is_overdue(heard, row["promise_on"], on=place.on),
        fact=fact,
        clause=clause,
    )
