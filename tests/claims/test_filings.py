"""Is care elsewhere filed, decided within its hours by another officer, and read from the register when a bill is settled?"""

import json
import uuid
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.urls import reverse

from claims.models import Bill, Filing, ResettlementPlan
from claims.operations import filings, settlement
from claims.operations.filings import FilingDecision, FilingRefused, Submission
from claims.rules.filing_states import FilingMove
from enrollment.models import Person
from enrollment.operations.people import document_number
from policy.care import FilingKind, Setting
from staff.identities import NotYours
from staff.models import AuditEvent, Division, Officer
from tests import care

pytestmark = pytest.mark.django_db(transaction=True)
M, K = FilingMove, FilingKind
FAR, ELSEWHERE = "H11000000001", "110000"
SUBMITTED = datetime(2022, 4, 1, 2, 0, tzinfo=UTC)
PRICES = """
[[ratio]]
settings = ["outpatient"]
places = ["elsewhere"]
filed = true
rate = 0.40
from_on = 2022-01-01
clause = "HZ-9"

[[ratio]]
settings = ["outpatient"]
places = ["elsewhere"]
filed = false
rate = 0.20
from_on = 2022-01-01
clause = "HZ-9"

[[filing]]
hours = 48
counts_at_once = ["emergency"]
from_on = 2022-01-01
clause = "HZ-9"
"""


@pytest.fixture(autouse=True)
def heze_pays_less_for_care_that_was_not_filed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own, folder = Path("policy/data/371700"), tmp_path / "371700"
    folder.mkdir()
    for name, more in (("area.toml", ""), ("benefit.toml", PRICES)):
        (folder / name).write_text((own / name).read_text(encoding="utf-8") + more, encoding="utf-8")
    monkeypatch.setenv("CANBAO_POLICY_DIRS", str(tmp_path))


@pytest.fixture
def patient(clerk: Officer, who: Person) -> Person:
    Division.objects.get_or_create(code=ELSEWHERE, defaults={"name": "北京市", "level": 1})
    care.provider(clerk, FAR, division=ELSEWHERE)
    return who


def filed(
    who: Person, by: Officer, kind: FilingKind = K.LONG_TERM, *, at: datetime = SUBMITTED, **given
) -> Filing:
    shape = {"destination": ELSEWHERE, "from_on": date(2022, 4, 1), "proof": "居住证", **given}
    return filings.submit(person=who, asked=Submission(kind=kind, **shape), source="desk", by=by, at=at)


def moved(row: Filing, move: FilingMove, by: Officer, **given) -> Filing:
    return filings.move(filing=row, move=move, given=FilingDecision(**given), by=by, at=SUBMITTED)


def visit(who: Person, by: Officer, number: str, day: date = date(2022, 5, 10), **given) -> Bill:
    bill = care.enter(
        who,
        by,
        number,
        care.line(10000, 0, 0),
        setting=Setting.OUTPATIENT,
        discharged_on=day,
        provider_code=FAR,
        **given,
    )
    settlement.settle(bill=bill, on=care.ON, by=by)
    return Bill.objects.get(pk=bill.pk)


def paid(bill: Bill) -> int:
    return bill.statements.get(state="posted").basic_fen


def codes(bill: Bill) -> list[str]:
    return [hold["code"] for hold in bill.holds]


def test_a_bill_says_filed_and_waits_until_the_register_says_it_too(
    clerk: Officer, second: Officer, patient
) -> None:
    plain = visit(patient, clerk, "B1", date(2022, 5, 1))
    assert paid(plain) == 2000, "nothing is filed: 100 x 20 %"
    bill = visit(patient, clerk, "B2", filed_out_of_area=True)
    assert (bill.state, codes(bill)) == ("held", ["filing_contradicts"])
    row = filed(patient, clerk)
    bill.refresh_from_db()
    assert codes(bill) == ["filing_waits"]
    with pytest.raises(NotYours):
        moved(row, M.FILE, clerk)
    moved(row, M.FILE, second)
    bill.refresh_from_db()
    # The bill of the day before differs too now, so the differences of the year are listed first.
    plan = ResettlementPlan.objects.get(person=patient, state="proposed")
    assert plan.lines.filter(bill=plain, after__basic_fen=4000).exists()
    assert bill.state in ("held", "settled")
    trail = AuditEvent.objects.filter(about_id=str(row.pk), action__endswith="_filing").order_by("pk")
    assert [event.action for event in trail] == ["submit_filing", "file_filing"]


def test_an_emergency_counts_at_once_and_its_refusal_is_told(
    clerk: Officer, second: Officer, patient
) -> None:
    row = filed(patient, clerk, K.EMERGENCY)
    bill = visit(patient, clerk, "B1")
    assert paid(bill) == 4000, "by the text it counts as filed: 100 x 40 %"
    moved(row, M.REFUSE, second, because="不属急诊抢救")
    plan = ResettlementPlan.objects.get(person=patient, state="proposed")
    assert (plan.lines.get().after or {})["basic_fen"] == 2000


def test_a_late_one_is_undecided_and_an_expired_one_does_not_count(
    clerk: Officer, second: Officer, patient
) -> None:
    row = filed(patient, clerk, at=datetime(2022, 5, 11, 2, 0, tzinfo=UTC), until_on=date(2022, 6, 1))
    moved(row, M.FILE, second)
    late = visit(patient, clerk, "B1", date(2022, 5, 10))
    assert (late.state, codes(late)) == ("undecided", ["filing_late"])
    assert paid(visit(patient, clerk, "B2", date(2022, 5, 11))) == 4000
    assert paid(visit(patient, clerk, "B3", date(2022, 6, 1))) == 2000
    expired = visit(patient, clerk, "B4", date(2022, 6, 2), filed_out_of_area=True)
    assert codes(expired) == ["filing_contradicts"] and "2022-06-01" in expired.holds[0]["text"]["zh"]


@pytest.mark.parametrize(
    ("given", "code", "field"),
    [
        ({"destination": "371702"}, "inside_the_area", "destination"),
        ({"destination": "999999"}, "division_unknown", "destination"),
        ({"until_on": date(2022, 4, 1)}, "days_reversed", "until_on"),
        ({"submitted_through": "H404"}, "provider_unknown", "submitted_through"),
    ],
)
def test_bad_filings_are_refused_at_their_field(clerk: Officer, patient, given, code, field) -> None:
    with pytest.raises(FilingRefused) as refused:
        filed(patient, clerk, **given)
    assert (refused.value.code, refused.value.context["field"]) == (code, field)


def test_two_open_ones_of_a_kind_are_refused(clerk: Officer, second: Officer, patient) -> None:
    row = filed(patient, clerk)
    with pytest.raises(FilingRefused) as refused:
        filed(patient, second, from_on=date(2023, 1, 1))
    assert refused.value.code == "filing_waits"
    filed(patient, clerk, K.REFERRED)
    moved(row, M.FILE, second)
    with pytest.raises(FilingRefused) as refused:
        filed(patient, clerk, from_on=date(2023, 1, 1))
    assert refused.value.code == "filed_already"
    moved(row, M.END, clerk, because="回参保地", until_on=date(2022, 9, 1))
    assert filed(patient, clerk, from_on=date(2022, 9, 1)).state == "submitted"


def test_page_api_and_command_show_the_hours_left(
    clerk: Officer, second: Officer, patient, client_as, api_as
) -> None:
    desk, other = client_as(clerk, language="en"), client_as(second, language="en")
    assert "No filing is on record yet" in desk.get(reverse("claims:filings")).content.decode()
    form = {
        "document_number": document_number(patient), "kind": "posted", "destination": ELSEWHERE, "from_on": "2022-04-01",
        "proof": "派驻证明",
    }  # fmt: skip
    wrong = desk.post(reverse("claims:submit_filing"), form | {"destination": "371702"})
    assert wrong.status_code == 422 and "nothing is to be filed" in wrong.content.decode()
    shown = desk.post(reverse("claims:submit_filing"), form, follow=True).content.decode()
    assert "min left" in shown and "HZ-9" in shown and "another officer of the bureau decides it" in shown
    row = Filing.objects.get()
    sent = {
        "document_number": document_number(patient), "kind": "referred", "destination": ELSEWHERE, "from_on": "2022-04-01",
        "proof": "转诊单", "submitted_through": FAR,
    }  # fmt: skip
    told = api_as(clerk).post(
        reverse("api_filings"), sent, format="json", headers={"Idempotency-Key": str(uuid.uuid4())}
    )
    assert told.status_code == 201 and told.json()["due_at"] and told.json()["due_clause"] == "HZ-9"
    listed = api_as(second).get(reverse("api_filings"), {"state": "submitted"}).json()["results"]
    assert [one["kind"] for one in listed] == ["posted", "referred"]
    done = api_as(second).post(
        reverse("api_move_filing", args=[told.json()["id"]]), {"move": "file", "document_number": "备1"}, format="json",
        headers={"Idempotency-Key": str(uuid.uuid4())},
    )  # fmt: skip
    assert done.json()["state"] == "filed"
    other.post(reverse("claims:move_filing", args=[row.pk]), {"move": "refuse", "because": "材料不全"})
    page = client_as(clerk).get(reverse("claims:filings"), {"state": "refused"}).content.decode()
    assert "不予备案" in page and "常驻异地工作" in page
    sheet = client_as(clerk).get(reverse("claims:filing_sheet", args=[row.pk])).content.decode()
    assert "异地就医备案" in sheet and "材料不全" in sheet
    out = StringIO()
    call_command("filings", "--by", second.login, "--state", "in_force", "--json", stdout=out)
    assert [one["id"] for one in json.loads(out.getvalue())] == [told.json()["id"]]
