"""How is the product shown for people who are helped with the contribution, and for those who fall ill?

Everything is done by the operations that the pages call, on days of the seasons that the notices speak of. A second run finds
what the first one left.
"""

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from random import Random

from django.core.management import call_command
from django.utils import timezone

from assistance.categories.layouts.rosters import ROSTER_HEADINGS
from assistance.categories.models import PersonCategory, Roster
from assistance.categories.operations import rosters
from assistance.categories.operations.categories import record_category
from assistance.categories.queries.category_list import category_label
from assistance.categories.rules.roster_states import RosterKind
from assistance.subsidies.models import Grant, SubsidyRun
from assistance.subsidies.operations import payouts, subsidy_payments, subsidy_runs
from claims.layouts.bill_file import HEADINGS as BILL_HEADINGS
from claims.models import Bill, BillFile, Provider
from claims.operations import bill_files, providers
from demo.people import LANZHOU, LINXIA, LINXIA_LATER
from enrollment.models import Coverage, Due, Person
from enrollment.operations import dues, enrollments
from enrollment.operations.people import document_number
from enrollment.queries.covers import is_covered
from intake.operations import following
from policy.care import ProviderTier
from policy.money import format_yuan
from policy.terms import Basis, Category, Certifier
from staff.models import Officer

REGISTERED_ON, SEASON = date(2020, 10, 12), date(2020, 11, 20)
PATIENTS = 48
AT_REST_SECONDS = 300  # the longest that a file is waited for
HOSPITALS = (
    ("H6229000001", "临夏州人民医院", ProviderTier.PREFECTURE),
    ("H6229010002", "临夏市人民医院", ProviderTier.COUNTY),
    ("H6229010003", "临夏市城郊卫生院", ProviderTier.TOWNSHIP),
)
DIAGNOSES = (
    ("K35.900", "急性阑尾炎"),
    ("J18.900", "肺炎"),
    ("I10.x00", "高血压"),
    ("C50.900", "乳腺恶性肿瘤"),
)


def officer(login: str) -> Officer:
    return Officer.objects.get(login=login)


def _moment(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 2, 0, tzinfo=UTC)


def _at_rest(roster: Roster, *, on: date | None = None) -> Roster:
    """The roster when its work is done, here or by the worker that took it up."""
    return following.follow(roster, seconds=AT_REST_SECONDS, on=on, at_once=True)


# -- help with the contribution ------------------------------------------------------------------------------------


def help_lanzhou() -> Iterator[str]:
    """A roster confirmed by a second officer, a run of premium subsidies, a One-Card list."""
    if Roster.objects.exists():
        return
    civil, county = officer("demo-civil"), officer("demo-county")
    rows = list(_roster_rows())
    roster = rosters.receive(
        content=io.BytesIO(_table(ROSTER_HEADINGS, rows)), name="lanzhou-2020-11.csv", area=LANZHOU.code,
        certifier=Certifier.CIVIL_AFFAIRS, kind=RosterKind.FULL, month=SEASON.replace(day=1),
        categories=[Category("tekun"), Category("dibao_rural_2"), Category("registered_poor")],
        document_number="兰民函〔2020〕61号", on=SEASON, by=civil,
    )  # fmt: skip
    roster = _at_rest(roster, on=SEASON)
    roster = rosters.confirm(roster=roster, on=SEASON, by=county, at=_moment(SEASON))
    roster = _at_rest(roster)
    yield f"Lanzhou: a roster of {len(rows)} people, uploaded by civil affairs, confirmed by the bureau: {roster.state}"
    run = subsidy_runs.propose(
        area=LANZHOU.code, coverage_year=LANZHOU.coverage_year, on=SEASON, by=civil, at=_moment(SEASON)
    )
    run = subsidy_runs.freeze(run=run, by=civil, at=_moment(SEASON))
    run = subsidy_runs.approve(run=run, by=county, at=_moment(SEASON))
    run = subsidy_payments.pay(run=run, on=SEASON, by=officer("demo-finance"), at=_moment(SEASON))
    run = subsidy_payments.work(run_id=run.pk)
    listed = payouts.make_list(
        run=run, month=SEASON.replace(day=1), by=officer("demo-finance"), at=_moment(SEASON)
    )
    yield f"Lanzhou: subsidies for {Grant.objects.filter(run=run).count()} people; One-Card list no. {listed.pk} for the bank"


def _roster_rows() -> Iterator[dict[str, str]]:
    """Full help for people who have not paid, fixed amounts for people who have paid in full."""
    open_dues = Due.objects.filter(area=LANZHOU.code, coverage_year=LANZHOU.coverage_year).exclude(
        is_covered()
    )
    unpaid = Person.objects.filter(pk__in=open_dues.values("person"), died_on=None).order_by("pk")[:8]
    covered = Coverage.objects.filter(
        due__area=LANZHOU.code, coverage_year=LANZHOU.coverage_year, waiting_from=None
    )
    paid = Person.objects.filter(pk__in=covered.values("person"), died_on=None).order_by("pk")[:24]
    for place, person in enumerate([*unpaid, *paid]):
        category = "特困人员" if place < len(unpaid) else ("农村低保二类", "建档立卡贫困人口")[place % 2]
        yield {
            "number": document_number(person),
            "name": person.name,
            "category": category,
            "from_on": "2020-09-01",
            "document": "兰民函〔2020〕61号",
            "place": person.division_code[:9],
        }


def subsidies_told() -> str:
    """What came of the run: people, yuan, and by which way the money goes."""
    run = SubsidyRun.objects.order_by("pk").last()
    if run is None:
        return ""
    rows = [f"  subsidies of Lanzhou {run.coverage_year}: run {run.pk}, {run.state}"]
    sums: dict[tuple[str, str], tuple[int, int]] = {}
    for basis, flow, fen in Grant.objects.filter(run=run).values_list("basis", "flow", "amount_fen"):
        people, total = sums.get((basis, flow), (0, 0))
        sums[basis, flow] = people + 1, total + (fen or 0)
    rows += [
        f"    {category_label(basis).zh} {flow:<12}{people:>5} people{format_yuan(total):>12} yuan"
        for (basis, flow), (people, total) in sorted(sums.items())
    ]
    return "\n".join(rows)


# -- care --------------------------------------------------------------------------------------------------------------


def enroll_linxia() -> str | None:
    """Some people of Linxia enroll for 2021 too; a tax file pays for them."""
    county = officer("demo-county")
    if Due.objects.filter(area=LINXIA.code, coverage_year=LINXIA_LATER.coverage_year).exists():
        return None
    people = Person.objects.filter(
        division_code__startswith=LINXIA.code[:4],
        died_on=None,
        document_kind="resident_id",
        born_on__lt=date(2016, 1, 1),
    ).order_by("pk")[:PATIENTS]
    for person in people:
        enrollments.enroll(
            person=person, division_code=person.division_code, coverage_year=LINXIA_LATER.coverage_year,
            basis=Basis.HUKOU, on=REGISTERED_ON, by=county,
        )  # fmt: skip
    dues.issue(area=LINXIA.code, coverage_year=LINXIA_LATER.coverage_year, on=REGISTERED_ON, by=county)
    return f"Linxia: {len(people)} people enrolled for {LINXIA_LATER.coverage_year}"


def treat_linxia() -> Iterator[str]:
    """Registered poor, designated hospitals, and a file of bills from them."""
    if BillFile.objects.exists():
        return
    county = officer("demo-county")
    treated = patients()
    for person in treated[::3]:
        if not PersonCategory.objects.filter(person=person).exists():
            record_category(
                person=person, category=Category("registered_poor"), certifier=Certifier.RURAL_REVITALIZATION,
                document_number="临州扶贫〔2019〕5号", from_on=date(2019, 12, 1), source="desk", on=SEASON, by=county,
            )  # fmt: skip
    for code, name, tier in HOSPITALS:
        if not Provider.objects.filter(code=code).exists():
            providers.register_provider(
                code=code, name=name, division_code=f"{LINXIA.code[:4]}01", kept_by=LINXIA.code, tier=tier,
                from_on=date(2018, 10, 1), document_number="临州医保定点〔2018〕1号", on=REGISTERED_ON, by=county,
            )  # fmt: skip
    content = _table(BILL_HEADINGS, list(_bills(treated)))
    file = bill_files.receive_file(
        content=io.BytesIO(content),
        name="linxia-2021-bills.csv",
        area=LINXIA.code,
        by=county,
        at=timezone.now(),
    )
    yield f"Linxia: a file of bills received as no. {file.pk}"


def patients() -> list[Person]:
    """Those covered in Linxia in the year of the bills."""
    covered = Coverage.objects.filter(due__area=LINXIA.code, coverage_year=LINXIA_LATER.coverage_year)
    return list(Person.objects.filter(pk__in=covered.values("person")).order_by("pk"))


def _bills(patients: list[Person]) -> Iterator[dict[str, str]]:
    """A stay for each, now and then a visit; some cost outside the policy scope."""
    random = Random(2021)
    for number, person in enumerate(patients, start=1):
        code, name = random.choice(DIAGNOSES)
        month, day = random.randrange(1, 12), random.randrange(1, 20)
        eligible = random.choice((180_000, 450_000, 600_000, 1_400_000, 3_000_000)) + random.randrange(
            100_000
        )
        own = random.randrange(50_000)
        yield {
            "provider": HOSPITALS[(number + number // 3) % len(HOSPITALS)][0],
            "number": f"ZY2021{number:05}",
            "document": document_number(person),
            "name": person.name,
            "setting": "住院",
            "admitted": str(date(2021, month, day)),
            "discharged": str(date(2021, month, day + 7)),
            "diagnosis_code": code,
            "diagnosis_name": name,
            "bill_total": format_yuan(eligible + own),
            "total": format_yuan(eligible + own),
            "eligible": format_yuan(eligible),
            "own": format_yuan(own),
            "referral": "是",
        }


def care_told() -> str:
    """How the bills ended, and one of them line by line as `bin/manage statement` prints it."""
    file = BillFile.objects.order_by("pk").first()
    if file is None:
        return ""
    states: dict[str, int] = {}
    for state in Bill.objects.filter(source=f"file:{file.pk}").values_list("state", flat=True):
        states[state] = states.get(state, 0) + 1
    told = ", ".join(f"{state} {count}" for state, count in sorted(states.items()))
    rows = [f"  {file.name} (Linxia {LINXIA_LATER.coverage_year}): {file.state}; {told}"]
    helped = Bill.objects.filter(
        source=f"file:{file.pk}", state="settled", statements__top_up_fen__gt=0, statements__state="posted"
    ).first()
    if helped is not None:
        out = io.StringIO()
        call_command("statement", bill=helped.number, by="demo-county", stdout=out)
        rows += [f"  {line}" for line in out.getvalue().rstrip().splitlines()]
    return "\n".join(rows)


def wait_for_bills(seconds: float = 120) -> None:
    """Until the file of bills is at rest; done here when no worker takes it up."""
    file = BillFile.objects.order_by("pk").first()
    if file is not None:
        following.follow(file, seconds=seconds)


def _table(headings: dict[str, str], rows: Iterable[dict[str, str]]) -> bytes:
    text = io.StringIO()
    used = list(headings)
    writer = csv.writer(text)
    writer.writerow([headings[key] for key in used])
    writer.writerows([[row.get(key, "") for key in used] for row in rows])
    return text.getvalue().encode()
