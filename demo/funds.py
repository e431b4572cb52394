"""How is the product shown for who watches the money: an insurer's year, a budget with a warning, findings about care?"""

from collections.abc import Iterator
from datetime import date, datetime

from django.utils import timezone

from assistance.figures.operations import parameters
from claims.models import CareFinding, InsurerYear
from claims.operations import care_findings, fund_budgets, insurer_years, supervision
from claims.operations.insurer_years import Given
from claims.rules.care_findings import FindingMove
from claims.rules.fund_budgets import Months
from claims.rules.insurer_years import YearMove
from claims.rules.supervision import LogKind
from demo.assistance_and_care import officer
from demo.people import LINXIA
from policy.topics import Topic
from staff.models import Officer

DOCUMENT, YEAR = "示例〔2021〕2号", 2021
FIGURES: tuple[tuple[Topic, str, object], ...] = (
    (Topic.INSURER_CLEARING_MONTHS, "", 6),
    (Topic.FUND_BALANCE, str(YEAR), "80000.00"),
    (Topic.RESERVE_MONTHS, "", 8),
    (Topic.OVERSPENDING_RATE, "", "0.1"),
    (Topic.FREQUENT_STAYS, "", 2),
    (Topic.FREQUENT_STAY_DAYS, "", 60),
    (Topic.TIER_STAY_LIMIT, "county", "10000.00"),
    (Topic.TIER_STAY_LIMIT, "township", "8000.00"),
    (Topic.INSPECTIONS_A_YEAR, str(YEAR), 2),
)


def watch_money() -> Iterator[str]:
    """Made-up figures of Linxia by two officers; a year of the insurer, a budget, a month's warnings, a night's findings."""
    if InsurerYear.objects.exists():
        return
    county, city, at = officer("demo-county"), officer("demo-city"), timezone.now()
    for topic, key, value in FIGURES:
        entry = parameters.enter(
            area=LINXIA.code,
            topic=topic.value,
            key=key,
            value=value,
            from_on=date(YEAR, 1, 1),
            document_number=DOCUMENT,
            by=county,
            at=at,
        )
        parameters.approve(entry=entry, by=city, at=at)
    yield _insurer(county, city, at)
    yield _budget(county, city, at)
    yield _findings(county, at)


def _insurer(county: Officer, city: Officer, at: datetime) -> str:
    for number, (yuan, day) in enumerate(((60_000, date(YEAR, 3, 10)), (40_000, date(YEAR, 9, 10))), 1):
        made = insurer_years.hand_over(
            area=LINXIA.code,
            year=YEAR,
            insurer="示例人寿保险公司",
            amount_fen=yuan * 100,
            paid_on=day,
            document_number=f"拨款凭证{number}号",
            by=county,
            at=at,
        )
        if number == 1:
            insurer_years.decide(premium=made, approve=True, by=city, at=at)
    earlier = insurer_years.hand_over(
        area=LINXIA.code,
        year=YEAR - 1,
        insurer="示例人寿保险公司",
        amount_fen=8_000_000,
        paid_on=date(YEAR - 1, 5, 1),
        document_number="拨款凭证0号",
        by=county,
        at=at,
    )
    insurer_years.decide(premium=earlier, approve=True, by=city, at=at)
    row = earlier.insurer_year
    row = insurer_years.move(row=row, move=YearMove.PROPOSE, given=Given("清算纪要1号"), by=county, at=at)
    row = insurer_years.move(row=row, move=YearMove.CLEAR, given=Given(), by=city, at=at)
    return f"Linxia: insurer's year {YEAR} opened, {row.year} {row.state}"


def _budget(county: Officer, city: Officer, at: datetime) -> str:
    months = Months((2_000_000, *([0] * 11)), (500_000, 500_000, 5_500_000, *([500_000] * 9)))
    for year in (YEAR, at.year):
        made = fund_budgets.enter(
            area=LINXIA.code, year=year, months=months, document_number=DOCUMENT, by=county, at=at
        )
        fund_budgets.decide(budget=made, approve=True, by=city, at=at)
    for login in ("demo-county", "demo-city"):
        fund_budgets.name(area=LINXIA.code, login=login, by=city, at=at)
    opened = fund_budgets.watch(on=date(YEAR + 1, 1, 5), at=at) + fund_budgets.watch(
        on=timezone.localdate(at), at=at
    )
    if opened:
        fund_budgets.answer(warning=opened[0], text="集中结算所致，已约谈两家医院。", by=city, at=at)
    return f"Linxia: budget approved, {len(opened)} warnings"


def _findings(county: Officer, at: datetime) -> str:
    looked = care_findings.look(on=date(YEAR, 12, 31), at=at, by=county)
    first = CareFinding.objects.order_by("pk").first()
    if first is not None:
        care_findings.move(
            finding=first, move=FindingMove.EXPLAIN, because="按疗程分次住院，已核对病历", by=county, at=at
        )
    for kind, whom, day in (
        (LogKind.INSPECTION, "州人民医院", date(YEAR, 6, 1)),
        (LogKind.EXCHANGE, "州税务局", date(YEAR, 7, 1)),
    ):
        supervision.write_down(
            kind=kind,
            area=LINXIA.code,
            held_on=day,
            with_whom=whom,
            outcome="未见异常",
            document_number="示例记录1号",
            by=county,
            at=at,
        )
    return f"Linxia: {looked.opened} findings about care"
