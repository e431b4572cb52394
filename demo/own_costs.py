"""How is the product shown for people whose own cost is high: a line, an alert, a month's list, an application for help?"""

from collections.abc import Iterator
from datetime import date

from django.utils import timezone

from assistance.cases.models import AssistanceCase
from assistance.cases.operations import aid, cases
from assistance.cases.operations.aid import AidEntry, InvoiceEntry
from assistance.cases.operations.cases import CaseFacts
from assistance.cases.rules.case_reasons import CaseKind
from assistance.figures.models import EnteredParameter
from assistance.figures.operations import parameters
from claims.models import OwnCostAlert
from claims.operations import own_cost_lists
from claims.operations.own_cost_watch import watch
from demo.assistance_and_care import officer
from demo.people import LINXIA
from policy.terms import Category, Certifier
from policy.topics import OTHERS, Topic

YEAR_END, APPLIED_ON = date(2021, 12, 31), date(2022, 1, 10)
FIGURES = (
    (Topic.OWN_COST_LINE, OTHERS, "2000.00"),
    (Topic.OWN_COST_LINE, "registered_poor", "1500.00"),
    (Topic.HOUSEHOLD_OWN_COST_LINE, "", "6000.00"),
    (Topic.AID_LINE, OTHERS, "3000.00"),
    (Topic.AID_RATE, OTHERS, "0.6"),
    (Topic.AID_LIMIT, OTHERS, "50000.00"),
)


def watch_linxia() -> Iterator[str]:
    """Made-up lines and figures of Linxia, entered by one and approved by another; a night's watch; a list; an application."""
    if EnteredParameter.objects.filter(topic=Topic.OWN_COST_LINE.value).exists():
        return
    county, city, at = officer("demo-county"), officer("demo-city"), timezone.now()
    for topic, key, value in FIGURES:
        entry = parameters.enter(
            area=LINXIA.code, topic=topic.value, key=key, value=value, from_on=date(2021, 1, 1),
            document_number="示例〔2021〕1号", by=county, at=at,
        )  # fmt: skip
        parameters.approve(entry=entry, by=city, at=at)
    opened = watch(on=YEAR_END, at=at, by=county)
    yield f"Linxia: own costs watched, {opened.people} people and {opened.households} households reached a line"
    alert = OwnCostAlert.objects.filter(person__isnull=False).order_by("-own_fen").first()
    if alert is None or alert.person is None:
        return
    frozen = own_cost_lists.freeze(area=alert.division_code[:6], month=YEAR_END, by=county, at=at)
    yield f"Linxia: list {frozen.number} frozen with {frozen.line_count} lines"
    yield f"Linxia: application for assistance {_apply(alert).number}"


def _apply(alert: OwnCostAlert) -> AssistanceCase:
    county, at, person = officer("demo-county"), timezone.now(), alert.person
    assert person is not None
    case = cases.open_case(
        kind=CaseKind.AID, person=person, by=county, at=at,
        facts=CaseFacts(
            category=Category("impoverished_by_illness"), certifier=Certifier.CIVIL_AFFAIRS, document_number="申请书1号",
            from_on=APPLIED_ON, coverage_year=2022, reason="医疗费用负担重", source=f"alert:{alert.pk}",
        ),
    )  # fmt: skip
    entry = AidEntry(
        income_fen=1_500_000, proof_document="村委会证明1号", other_help_fen=100_000, other_help_note="慈善会"
    )
    aid.change_facts(case=case, version=None, entry=entry, by=county, at=at)
    paper = InvoiceEntry(
        invoice_number="NX2021000001",
        provider="外省某医院",
        service_on=date(2021, 9, 3),
        total_fen=800_000,
        own_fen=620_000,
    )
    aid.add_invoice(case=case, version=None, person=person, entry=paper, by=county, at=at)
    return case
