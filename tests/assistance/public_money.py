"""How does a test get people insured in a place, and officers who ask for public money?"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Sum
from django.utils import timezone

from assistance.figures.models import EnteredParameter
from assistance.figures.operations import parameters
from assistance.public_money.models import FiscalRequest
from assistance.public_money.operations import fiscal_requests
from enrollment.models import Coverage, Due, DueEntry, Person, Quotation
from enrollment.operations import enrollments
from enrollment.rules.entries import EntryKind, Payer
from policy.terms import Basis, Group
from staff.models import Officer
from staff.rules.roles import Role
from tests import factories as make

LANZHOU, LINXIA, JINCHENG, HEZE = "620100", "622900", "140500", "371700"


def village(county: str, number: int = 1) -> str:
    return f"{county}001{number:03d}"


@dataclass
class Treasury:
    """Two officers of an area, and the people insured in it."""

    area: str
    maker: Officer
    checker: Officer
    clerk: Callable[[str], Officer]

    def insured(
        self,
        county: str,
        heads: int = 1,
        *,
        year: int = 2020,
        paid_fen: int = 28000,
        settled_on: date | None = None,
        basis: Basis = Basis.HUKOU,
        group: Group = Group.ADULT,
        school: str = "",
        counts: bool = True,
        number: int = 1,
    ) -> list[Person]:
        """People of a county whose due of a year is paid; rows are written as the tax file's posting writes them."""
        by = self.clerk(county)
        settled = settled_on or date(year - 1, 11, 1)
        quotation, _ = Quotation.objects.get_or_create(
            area=self.area, coverage_year=year, standing=f"test{counts}", paid_on=settled, extension=None,
            policy_digest="0" * 64,
            defaults={
                "decision": "decided", "window": "regular", "due_fen": paid_fen, "cover_from": date(year, 1, 1),
                "cover_until": date(year + 1, 1, 1), "counts_for_fiscal_subsidy": counts, "body": {},
            },
        )  # fmt: skip
        people = []
        for _turn in range(heads):
            who = make.person(by, village=village(county, number))
            enrollment = enrollments.enroll(
                person=who, division_code=village(county, number), coverage_year=year, basis=Basis.HUKOU,
                on=date(year - 1, 10, 1), by=by,
            )  # fmt: skip
            enrollment.basis, enrollment.group, enrollment.school = basis.value, group.value, school
            enrollment.save(update_fields=["basis", "group", "school"])
            due = Due.objects.get(enrollment=enrollment)
            charged = due.entries.filter(kind=EntryKind.CHARGE).aggregate(fen=Sum("amount_fen"))["fen"] or 0
            wanted = [(EntryKind.PAYMENT, f"test:{due.pk}", paid_fen)]
            if charged < paid_fen:
                wanted.append((EntryKind.CHARGE, f"test:{due.pk}:charge", paid_fen - charged))
            if charged > paid_fen:  # who pays less, as a student does, owes less
                wanted.append((EntryKind.WAIVER, f"test:{due.pk}:waiver", charged - paid_fen))
            for kind, source, fen in wanted:
                DueEntry.objects.create(
                    source=source,
                    due=due,
                    kind=kind,
                    payer=Payer.PERSON,
                    amount_fen=fen,
                    effective_on=settled,
                )
            Coverage.objects.create(
                due=due, person=who, coverage_year=year, settled_on=settled, cover_from=date(year, 1, 1),
                cover_until=date(year + 1, 1, 1), quotation=quotation,
            )  # fmt: skip
            people.append(who)
        return people

    def entered(self, topic: str, value: Any, **given: Any) -> EnteredParameter:
        """A figure entered and approved."""
        facts = {"area": self.area, "from_on": date(2018, 1, 1), "document_number": "测试〔2020〕1号"} | given
        entry = parameters.enter(topic=topic, value=value, **facts, by=self.maker, at=timezone.now())
        return parameters.approve(entry=entry, by=self.checker, at=timezone.now())

    def counted(self, fiscal_year: int = 2020, on: date | None = None, **given: Any) -> FiscalRequest:
        return fiscal_requests.count(
            area=self.area, fiscal_year=fiscal_year, on=on or date(fiscal_year, 6, 30), by=self.maker,
            at=timezone.now(), **given,
        )  # fmt: skip

    def approved(self, fiscal_year: int = 2020, **given: Any) -> FiscalRequest:
        request = self.counted(fiscal_year, **given)
        fiscal_requests.submit(request=request, by=self.maker, at=timezone.now())
        return fiscal_requests.approve(request=request, by=self.checker, at=timezone.now())


def treasury(area: str, make_officer: Callable[..., Officer], *counties: str) -> Treasury:
    """Officers of an area, with villages 1 and 2 of each county."""
    make.places(*(village(county, number) for county in counties for number in (1, 2)))
    clerks: dict[str, Officer] = {}

    def clerk(county: str) -> Officer:
        if county not in clerks:
            clerks[county] = make_officer(Role.COUNTY_BUREAU, county)
        return clerks[county]

    return Treasury(area, make_officer(Role.CITY_BUREAU, area), make_officer(Role.CITY_BUREAU, area), clerk)
