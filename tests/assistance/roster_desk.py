"""How does a test write a roster, send it in, let a second person confirm it, and look at what it did?"""

import csv
import io
import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from assistance.categories.layouts.rosters import ROSTER_COLUMNS, ROSTER_HEADINGS
from assistance.categories.models import PersonCategory, Roster, RosterRow
from assistance.categories.operations import category_names, rosters
from assistance.categories.rules.roster_states import RosterKind
from enrollment.models import Person
from enrollment.operations import people
from intake.operations import answers, jobs
from policy.terms import Category, Certifier
from staff.models import Officer
from tests import factories as make

LANZHOU, CHENGGUAN, TOWN = "620100", "620102", "620102001"
VILLAGE, OTHER_TOWN_VILLAGE = "620102001001", "620102002001"
HEADER = tuple(column.heading for column in ROSTER_COLUMNS)
DIBAO = [Category("dibao_rural_1"), Category("dibao_rural_2"), Category("dibao_rural_3"), Category("tekun")]
_unlike = itertools.count()


def row(who: Person | str, category: str = "农村低保三类保障对象", **given: Any) -> dict[str, str]:
    """A row about a person; it began on 1 January 2020 unless told otherwise."""
    cells = {
        "number": people.document_number(who) if isinstance(who, Person) else who,
        "name": who.name if isinstance(who, Person) else "张伟",
        "category": category,
        "from_on": "2020-01-01",
        "document": "兰民〔2021〕3号",
    }
    unknown = given.keys() - ROSTER_HEADINGS.keys()
    assert not unknown, unknown
    return cells | {key: str(value) for key, value in given.items()}


def table(
    rows: Iterable[Mapping[str, str]], *, header: Sequence[str] = HEADER, encoding: str = "utf-8"
) -> bytes:
    """The bytes of a roster."""
    keys = {heading: key for key, heading in ROSTER_HEADINGS.items()}
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    for cells in rows:
        writer.writerow([cells.get(keys.get(heading, ""), "") for heading in header])
    return text.getvalue().encode(encoding)


@dataclass
class RosterDesk:
    """Civil affairs of Lanzhou: one who uploads, one who confirms, and a clerk who registers people."""

    maker: Officer
    checker: Officer
    clerk: Officer
    area: str = LANZHOU

    def person(
        self, name: str = "张伟", *, village: str = VILLAGE, year: int | None = None, **given: Any
    ) -> Person:
        who = make.person(self.clerk, name, village=village, **given)
        if year is not None:
            make.enrolled(who, self.clerk, year=year, village=village, on=date(year - 1, 11, 1))
        return who

    def receive(self, content: Iterable[Mapping[str, str]] | bytes, **given: Any) -> Roster:
        shape = {name: given.pop(name) for name in ("header", "encoding") if name in given}
        if not isinstance(content, bytes):
            content = table(content, **shape)
        month = given.pop("month", date(2021, 3, 1))
        on = given.pop("on", date(max(month.year, 2021), month.month, 20))
        facts = {
            "name": "名单.csv", "area": self.area, "certifier": Certifier.CIVIL_AFFAIRS, "kind": RosterKind.FULL,
            "categories": DIBAO, "by": self.maker,
        }  # fmt: skip
        return rosters.receive(content=io.BytesIO(content), month=month, on=on, **{**facts, **given})

    def check(self, content: Iterable[Mapping[str, str]] | bytes, **given: Any) -> Roster:
        """Read a list; what its end days mean is answered as `end_day` says."""
        end_day = given.pop("end_day", "excluded")
        roster = self.receive(content, **given)
        on = date(roster.month.year, roster.month.month, 20)
        roster = jobs.work_on(roster, on=on)
        if [question["code"] for question in roster.questions] == ["end_day"] and end_day:
            said = {"end_day": end_day}
            answers.answer(file=roster, said=said, by=self.maker, on=on, at=timezone.now())
            roster = jobs.work_on(roster, on=on)
        return roster

    def confirm(self, roster: Roster, *, on: date | None = None) -> Roster:
        day = on or date(roster.month.year, roster.month.month, 20)
        rosters.confirm(roster=roster, on=day, by=self.checker, at=timezone.now())
        return jobs.work_on(roster)

    def write(self, content: Iterable[Mapping[str, str]] | bytes, **given: Any) -> Roster:
        roster = self.check(content, **given)
        assert roster.state == "ready", (roster.state, roster.summary, roster.problems)
        written = self.confirm(roster)
        assert written.state == "written", written.summary
        return written


def spans(who: Person) -> list[tuple[str, str, str | None]]:
    """Category, first day and end of each span that ever held."""
    rows = PersonCategory.objects.filter(person=who).order_by("from_on", "category", "pk")
    return [
        (s.category, str(s.from_on), str(s.until_on) if s.until_on else None)
        for s in rows
        if s.until_on != s.from_on
    ]


def actions(roster: Roster) -> dict[str, str]:
    """Name -> what its row does, with why."""
    rows = RosterRow.objects.filter(roster=roster).order_by("pk")
    return {r.name: f"{r.action}:{r.why}" if r.why else r.action for r in rows}


def refusal(roster: Roster) -> str:
    if roster.state == "asking":
        return "reading_needed"
    assert roster.state == "refused" and not RosterRow.objects.filter(roster=roster).exists()
    told = roster.refusal or {}
    assert told["text"]["zh"] and told["text"]["en"] and told["remedy"]["zh"]
    return str(told["code"])


def seeded() -> None:
    """What the migration seeds is gone after tests that empty all tables."""
    category_names.seed()
