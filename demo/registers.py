"""How is the product shown for people with recognised chronic diseases and for care that is filed elsewhere?

Everything is done by the operations that the pages call. A second run finds what the first one left.
"""

from collections.abc import Iterator
from datetime import date

from django.utils import timezone

from claims.models import CodeMapping, Filing, Provider, Recognition
from claims.operations import bills, code_mappings, filings, recognitions, settlement
from claims.operations.filings import FilingDecision, Submission
from claims.operations.recognitions import Application, Decision
from claims.rules.bill_entry import BillEntry, LineEntry
from claims.rules.filing_states import FilingMove
from claims.rules.own_codes import CodeKind
from claims.rules.recognition_states import RecognitionMove
from demo.assistance_and_care import HOSPITALS, officer, patients
from demo.people import LINXIA_LATER
from enrollment.models import Person
from enrollment.operations.people import document_number
from policy.care import FilingKind, Setting

DISEASES = ("高血压", "糖尿病", "冠心病", "慢性阻塞性肺疾病", "类风湿关节炎", "帕金森病")
YEAR = LINXIA_LATER.coverage_year
PLACES = ("110000", "330000")
PROOFS = {
    FilingKind.RESETTLED: "异地户籍证明",
    FilingKind.LONG_TERM: "居住证",
    FilingKind.POSTED: "派驻证明",
    FilingKind.REFERRED: "转诊单",
    FilingKind.EMERGENCY: "急诊病历",
}
KNOWN, WAITING = 18, 6  # recognised, and applied for


def recognise_linxia() -> Iterator[str]:
    """Recognitions by two officers, applications that wait, and visits with and without a recognition."""
    people = patients()[: KNOWN + WAITING + 2]
    if Recognition.objects.exists() or not people:
        return
    counter, bureau = officer("demo-county"), officer("demo-city")
    for place, person in enumerate(people[: KNOWN + WAITING]):
        asked = Application(
            setting=Setting.CHRONIC, disease=DISEASES[place % len(DISEASES)], from_on=date(YEAR, 1, 1),
            proof=f"{YEAR - 1}年出院记录", providers=(HOSPITALS[1][0],) if place % 4 == 0 else (),
            applied_through=HOSPITALS[1][0] if place % 3 == 0 else "",
        )  # fmt: skip
        row = recognitions.apply(person=person, asked=asked, source="desk", by=counter, at=timezone.now())
        if place < KNOWN:
            given = Decision(
                document_number=f"临州认定〔{YEAR}〕{place + 1}号", review_on=date(YEAR + 2, 1, 1)
            )
            recognitions.move(
                recognition=row, move=RecognitionMove.RECOGNIZE, given=given, by=bureau, at=timezone.now()
            )
    for number, person in enumerate((people[1], people[KNOWN], people[-1]), start=1):
        _visit(f"MB{YEAR}{number:05}", person)
    yield f"Linxia: {KNOWN} diseases recognised, {WAITING} applications wait, 3 chronic visits"


def _visit(number: str, person: Person) -> None:
    """A chronic visit; without a recognition it waits."""
    entry = BillEntry(
        HOSPITALS[1][0], number, Setting.CHRONIC, date(YEAR, 6, 10), 60_000, (LineEntry("A", 60_000, 60_000),),
        diagnosis_code="I10.x00", diagnosis_name="门诊慢特病复诊",
    )  # fmt: skip
    by, at = officer("demo-county"), timezone.now()
    on = timezone.localdate(at)
    bill = bills.enter_bill(
        entry=entry, document_number=document_number(person), on=on, at=at, by=by, source="desk"
    )
    settlement.settle(bill=bill, on=on, by=by)


def map_codes() -> Iterator[str]:
    """A bill that waits for a hospital's own code, and what one officer says that it means: another has to confirm it."""
    people = patients()
    if CodeMapping.objects.exists() or len(people) < 2:
        return
    by, at = officer("demo-county"), timezone.now()
    entry = BillEntry(
        HOSPITALS[1][0], f"MZ{YEAR}00001", Setting.OUTPATIENT, date(YEAR, 6, 20), 12_000, (LineEntry("A", 12_000, 12_000),),
        diagnosis_code="GXY-01", diagnosis_name="高血压",
    )  # fmt: skip
    bill = bills.enter_bill(
        entry=entry,
        document_number=document_number(people[1]),
        on=timezone.localdate(at),
        at=at,
        by=by,
        source="desk",
    )
    settlement.settle(bill=bill, on=timezone.localdate(at), by=by)
    code_mappings.enter(
        provider=Provider.objects.get(code=HOSPITALS[1][0]), kind=CodeKind.DIAGNOSIS, own_code="GXY-01", code="I10.x00",
        name="高血压", from_on=date(YEAR, 1, 1), document_number="院内编码表1号", by=by, at=at,
    )  # fmt: skip
    yield "Linxia: a bill waits for an own code of its hospital"


def file_elsewhere() -> Iterator[str]:
    """Filings of care elsewhere of people of Linxia and Jincheng: some decided, some with their hours running."""
    if Filing.objects.exists():
        return
    counter, bureau = officer("demo-county"), officer("demo-city")
    people = [*patients()[30:36], *Person.objects.filter(division_code__startswith="1405").order_by("pk")[:6]]
    for place, person in enumerate(people):
        kind = list(FilingKind)[place % len(FilingKind)]
        asked = Submission(
            kind=kind, destination=PLACES[place % 2], from_on=date(YEAR, 1, 1), proof=PROOFS[kind]
        )
        row = filings.submit(person=person, asked=asked, source="desk", by=counter, at=timezone.now())
        if place % 2 == 0:
            given = FilingDecision(document_number=f"备案〔{YEAR}〕{place + 1}号")
            filings.move(filing=row, move=FilingMove.FILE, given=given, by=bureau, at=timezone.now())
    yield f"Linxia and Jincheng: {len(people)} filings of care elsewhere"
