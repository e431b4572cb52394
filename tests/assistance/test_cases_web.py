"""Do the pages of cases show what each officer may do, keep to the scope, refuse hostile files, and ask few questions?"""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assistance.cases.models import AssistanceCase, CaseDocument
from assistance.cases.operations import case_decisions, case_moves
from assistance.cases.rules.case_states import State
from assistance.categories.models import PersonCategory
from assistance.subsidies.models import RecoveryClaim
from intake.models import StoredChunk
from staff.models import AuditEvent, Officer
from staff.rules.roles import Role
from tests import factories as make
from tests.assistance import case_desk as desk
from tests.assistance.case_desk import LATE, at

pytestmark = pytest.mark.django_db
QUERIES_MAX = 20


class Town:
    def __init__(self, make_officer: Callable[..., Officer], client_as: Callable[..., Client]) -> None:
        make.places()
        self.clerk = make_officer(Role.TOWNSHIP_CLERK, "371702001")
        self.bureau = make_officer(Role.COUNTY_BUREAU, make.MUDAN)
        self.first, self.second = (make_officer(Role.CIVIL_AFFAIRS, make.MUDAN) for _ in range(2))
        self.stranger = make_officer(Role.CIVIL_AFFAIRS, "371721")
        self.woman = make.person(self.bureau, "李秀英", male=False)
        make.enrolled(self.woman, self.bureau)
        self._client_as = client_as

    def as_(self, officer: Officer, language: str = "en") -> Client:
        return self._client_as(officer, language=language)

    def verified(self, name: str = "王甲") -> AssistanceCase:
        return desk.verified(make.person(self.bureau, name), self.clerk, self.first)


@pytest.fixture
def town(make_officer: Any, client_as: Any, monkeypatch: pytest.MonkeyPatch) -> Town:
    monkeypatch.setattr(timezone, "now", lambda: at(hour=10))
    return Town(make_officer, client_as)


def url(name: str, *args: object) -> str:
    return reverse(f"assistance:{name}", args=args)


def text(answer: Any) -> str:
    return str(answer.content.decode())


def asked(**given: str) -> dict[str, str]:
    return {
        "kind": "application", "category": "dibao", "certifier": "civil_affairs", "document_number": "低保证1",
        "from_on": LATE.isoformat(), "coverage_year": "2022", "reason": "收入低", **given,
    }  # fmt: skip


def file(content: bytes, name: str = "低保证.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="image/png")


# -- a case through its pages --------------------------------------------------------------------------------
def test_a_case_goes_through_its_pages(town: Town) -> None:
    clerk = town.as_(town.clerk)
    assert url("open_case", town.woman.pk) in text(
        clerk.get(reverse("enrollment:person", args=[town.woman.pk]))
    )
    assert clerk.get(url("open_case", town.woman.pk)).status_code == 200
    refused = clerk.post(url("open_case", town.woman.pk), asked(document_number=""))
    assert refused.status_code == 422
    opened = clerk.post(url("open_case", town.woman.pk), asked())
    case = AssistanceCase.objects.get()
    page = url("case", case.pk)
    assert opened.status_code == 302 and opened["Location"] == page
    assert 'data-move="submit"' in text(clerk.get(page))
    assert clerk.post(page, {"move": "submit", "version": case.version}).status_code == 422  # no document yet
    clerk.post(
        url("attach_document", case.pk),
        {"title": "低保证", "file": file(desk.png()), "version": case.version},
    )
    case.refresh_from_db()
    assert clerk.post(page, {"move": "submit", "version": case.version}).status_code == 302
    shown = text(clerk.get(page))
    assert page in text(clerk.get(url("cases"), {"division": make.HEZE}))
    assert 'data-move="withdraw"' in shown and 'data-move="accept"' not in shown

    official, other = town.as_(town.first), town.as_(town.second)
    case.refresh_from_db()
    official.post(
        page,
        {"move": "return", "reason_code": "no_certificate", "reason": "请补正本", "version": case.version},
    )
    case.refresh_from_db()
    assert case.state == State.RETURNED
    assert "the certificate of the category is missing; 请补正本" in text(clerk.get(page))
    changed = asked(document_number="低保证2") | {"version": str(case.version)}
    assert clerk.post(url("change_case", case.pk), changed).status_code == 302
    for client, move in ((clerk, "submit"), (official, "accept"), (official, "verify")):
        case.refresh_from_db()
        assert client.post(page, {"move": move, "version": case.version}).status_code == 302
    case.refresh_from_db()
    assert 'data-move="approve"' not in text(official.get(page))
    assert "You verified this case" in text(official.get(page))
    assert other.post(page, {"move": "approve", "version": case.version}).status_code == 302
    assert PersonCategory.objects.get().document_number == "低保证2"
    shown = text(other.get(page))
    assert "900.00" in shown and "320.00" in shown and "HZ-2.2h" in shown and "HZ-2.2i" in shown
    sheet = text(other.get(url("case_sheet", case.pk)))
    assert "Notice of approval" in sheet and "HZ-3.2b" in sheet
    assert town.woman.name in text(other.get(url("cases"), {"find": case.number}))


def test_an_old_page_is_told_so(town: Town) -> None:
    case = town.verified()
    client = town.as_(town.second, "zh-hans")
    answer = client.post(url("case", case.pk), {"move": "approve", "version": case.version - 1}, follow=True)
    assert "已过期" in text(answer)
    case.refresh_from_db()
    assert case.state == State.VERIFIED


def test_a_rejection_needs_its_reason_and_gives_a_sheet(town: Town) -> None:
    case = town.verified()
    client, page = town.as_(town.second, "zh-hans"), url("case", case.pk)
    assert "尚未作出决定" in text(client.get(url("case_sheet", case.pk), follow=True))
    assert client.post(page, {"move": "reject", "version": case.version}).status_code == 422
    done = {
        "move": "reject",
        "reason_code": "not_qualified",
        "reason": "存款超过标准",
        "version": case.version,
    }
    assert client.post(page, done).status_code == 302
    sheet = text(client.get(url("case_sheet", case.pk)))
    assert "不予批准告知书" in sheet and "不符合该类别认定条件；存款超过标准" in sheet


@pytest.mark.parametrize("name", ["case", "case_sheet", "change_case"])
def test_another_county_finds_nothing(town: Town, name: str) -> None:
    case = town.verified()
    assert town.as_(town.stranger).get(url(name, case.pk)).status_code in (403, 404)
    document = CaseDocument.objects.get()
    client = town.as_(town.stranger)
    assert client.get(url("case_document", case.pk, document.pk)).status_code == 404
    assert client.post(url("case", case.pk), {"move": "approve", "version": case.version}).status_code == 404
    assert case.number not in text(client.get(url("cases")))


def test_a_document_of_another_case_is_not_handed_out(town: Town) -> None:
    mine, other = town.verified("王甲"), town.verified("王乙")
    document = CaseDocument.objects.get(case=other)
    assert town.as_(town.first).get(url("case_document", mine.pk, document.pk)).status_code == 404


# -- documents -----------------------------------------------------------------------------------------------
def test_a_document_is_a_download_and_nothing_else(town: Town) -> None:
    case = desk.opened(town.woman, town.clerk)
    document = desk.attached(case, town.clerk, name='../x";\r\n.html')
    answer = town.as_(town.first).get(url("case_document", case.pk, document.pk))
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert content == desk.png(note=str(case.pk).encode())
    assert answer["Content-Type"] == "image/png" and answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"].startswith("attachment;")
    assert "sandbox" in answer["Content-Security-Policy"] and "html" not in answer["Content-Disposition"]
    assert "no-store" in answer["Cache-Control"]
    assert not any(content[:20] in bytes(chunk.sealed) for chunk in StoredChunk.objects.all())
    assert AuditEvent.objects.filter(action="read_case_document", officer=town.first).count() == 1


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (SVG, "低保证.svg", "no JPEG, PNG or PDF"),
        (SVG, "低保证.png", "no JPEG, PNG or PDF"),
        (b"<!doctype html><script>1</script>", "a.png", "no JPEG, PNG or PDF"),
        (b"MZ\x90\0", "a.pdf", "no JPEG, PNG or PDF"),
        (desk.png(100_000, 100_000), "a.png", "million"),
        (desk.png() + b"<script>", "a.png", "damaged"),
        (b"%PDF-1.4 /JavaScript %%EOF", "a.pdf", "scripts"),
        (b"%PDF-1.4 nothing", "a.pdf", "damaged"),
    ],
)
def test_hostile_files_are_refused_on_the_page(town: Town, content: bytes, name: str, said: str) -> None:
    case = desk.opened(town.woman, town.clerk)
    answer = town.as_(town.clerk).post(
        url("attach_document", case.pk),
        {"title": "低保证", "file": file(content, name), "version": case.version},
        follow=True,
    )
    assert said in text(answer)
    assert not CaseDocument.objects.exists() and not StoredChunk.objects.exists()


def test_a_large_file_and_one_too_many_are_refused(town: Town, settings: Any) -> None:
    settings.CASE_DOCUMENT_MAX_BYTES, settings.CASE_DOCUMENTS_MAX = 1_048_576, 1
    case, client = desk.opened(town.woman, town.clerk), town.as_(town.clerk)
    address = url("attach_document", case.pk)
    large = client.post(
        address,
        {"title": "a", "file": file(desk.png(note=b"x" * 1_048_577)), "version": case.version},
        follow=True,
    )
    assert "larger than 1 MB" in text(large)
    client.post(address, {"title": "a", "file": file(desk.png()), "version": case.version})
    more = client.post(
        address, {"title": "b", "file": file(desk.png(3, 3)), "version": case.version + 1}, follow=True
    )
    assert "at most 1 documents" in text(more) and CaseDocument.objects.count() == 1


def test_a_document_taken_off_stays_in_the_history(town: Town) -> None:
    case = desk.opened(town.woman, town.clerk)
    document = desk.attached(case, town.clerk)
    client = town.as_(town.clerk)
    case.refresh_from_db()
    client.post(url("remove_document", case.pk, document.pk), {"version": case.version})
    document.refresh_from_db()
    assert document.removed_by == town.clerk
    assert "taken off by" in text(client.get(url("case", case.pk)))


# -- queue and batch -----------------------------------------------------------------------------------------
def test_the_queue_holds_what_waits_for_me_and_nothing_of_my_own(town: Town) -> None:
    draft = desk.opened(town.woman, town.clerk)
    sent = desk.submitted(make.person(town.bureau, "王甲"), town.clerk)
    checked = town.verified("王乙")

    def queue(officer: Officer, **filters: str) -> set[int]:
        answer = text(town.as_(officer).get(url("case_queue"), filters))
        return {case.pk for case in (draft, sent, checked) if f'data-row="{case.pk}"' in answer}

    assert queue(town.clerk) == {draft.pk}
    assert queue(town.bureau) == {draft.pk, sent.pk}
    assert queue(town.first) == {sent.pk}  # verified the third
    assert queue(town.second) == {sent.pk, checked.pk}
    assert queue(town.second, step="approve") == {checked.pk}
    assert queue(town.second, kind="revocation") == set()
    assert queue(town.second, division="371702002") == set()
    assert queue(town.stranger) == set()


def test_the_queue_is_colored_by_deadline_and_oldest_first(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = desk.submitted(make.person(town.bureau, "王甲"), town.clerk)
    new = desk.submitted(make.person(town.bureau, "王乙"), town.clerk, day=LATE.replace(day=11))
    monkeypatch.setattr(timezone, "now", lambda: at(LATE.replace(day=13)))
    client = town.as_(town.first)
    page = text(client.get(url("case_queue")))
    assert page.index(f'data-row="{old.pk}"') < page.index(f'data-row="{new.pk}"')
    assert ">overdue<" in page and ">in time<" in page
    late = text(client.get(url("case_queue"), {"overdue": "on"}))
    assert f'data-row="{old.pk}"' in late and f'data-row="{new.pk}"' not in late


def test_a_case_on_notice_waits_for_its_end(
    town: Town, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.CASE_NOTICE_DAYS = 7
    case = town.verified()
    assert f'data-row="{case.pk}"' in text(town.as_(town.first).get(url("case_queue")))  # to publish
    assert f'data-row="{case.pk}"' not in text(
        town.as_(town.second).get(url("case_queue"), {"step": "approve"})
    )
    case_moves.publish(case=case, version=None, by=town.first, at=at())
    assert f'data-row="{case.pk}"' not in text(town.as_(town.second).get(url("case_queue")))
    assert "can be approved from 2022-07-12" in text(town.as_(town.second).get(url("case", case.pk)))
    monkeypatch.setattr(timezone, "now", lambda: at(LATE.replace(day=12)))
    assert f'data-row="{case.pk}"' in text(town.as_(town.second).get(url("case_queue")))


def test_a_batch_tells_each_row(town: Town) -> None:
    found = [town.verified(f"王{name}") for name in "甲乙丙"]
    elsewhere = AssistanceCase.objects.filter(pk=found[2].pk)
    client = town.as_(town.second)
    shown = text(client.get(url("decide_cases")))
    assert all(f'data-case="{case.pk}"' in shown for case in found)
    data: dict[str, Any] = {"case": [str(case.pk) for case in found]}
    for case, action in zip(found, ("approve", "reject", "approve"), strict=True):
        data |= {f"version_{case.pk}": str(case.version), f"action_{case.pk}": action}
    elsewhere.update(version=found[2].version + 1)
    answer = text(client.post(url("decide_cases"), data))
    results = {
        case.pk: answer.split(f'data-case="{case.pk}" data-result="')[1].split('"')[0] for case in found
    }
    assert list(results.values()) == [
        "done",
        "refused",
        "refused",
    ]  # the second has no reason, the third was changed
    assert "No reason of the list was chosen" in answer and "Your page was old" in answer
    assert list(AssistanceCase.objects.order_by("pk").values_list("state", flat=True)) == [
        "approved",
        "verified",
        "verified",
    ]
    stranger = town.as_(town.stranger).post(url("decide_cases"), data, follow=True)
    assert "Choose a decision" in text(stranger)
    assert town.as_(town.clerk).get(url("decide_cases")).status_code == 403


def test_a_household_is_asked_for_on_one_page_and_one_member_left_out(town: Town) -> None:
    home = make.household(
        town.bureau,
        make.member("head", "王强"),
        make.member("spouse", "刘梅", male=False),
        make.member("son", "王小"),
    )
    head, spouse, son = (m.person for m in home.memberships.select_related("person").order_by("pk"))
    clerk = town.as_(town.clerk)
    clerk.post(
        url("open_case", head.pk), asked() | {"member": [str(spouse.pk), str(son.pk), str(town.woman.pk)]}
    )  # type: ignore[arg-type]
    case = AssistanceCase.objects.get()
    assert set(case.members.values_list("person_id", flat=True)) == {head.pk, spouse.pk, son.pk}
    desk.attached(case, town.clerk)
    case = case_moves.submit(case=case, version=None, by=town.clerk, at=at())
    case = case_moves.accept(case=case, version=None, by=town.first, at=at())
    case = case_moves.verify(case=case, version=None, by=town.first, at=at())
    left = case.members.get(person=son)
    client = town.as_(town.second)
    data = {"move": "approve", "version": str(case.version), "left_out": str(left.pk)}
    assert client.post(url("case", case.pk), data).status_code == 422  # says no reason
    client.post(url("case", case.pk), data | {f"because_{left.pk}": "在外地参保"})
    assert set(PersonCategory.objects.values_list("person_id", flat=True)) == {head.pk, spouse.pk}
    assert "在外地参保" in text(client.get(url("case_sheet", case.pk)))


# -- recoveries ----------------------------------------------------------------------------------------------
def test_a_claim_goes_through_its_pages(town: Town) -> None:
    clerk, official = town.as_(town.clerk), town.as_(town.first)
    data = {"amount_fen": "96.00", "reason": "重复资助", "source": "grant:3", "document_number": "函1"}
    assert clerk.post(url("enter_recovery", town.woman.pk), data | {"amount_fen": "0"}).status_code == 422
    clerk.post(url("enter_recovery", town.woman.pk), data)
    claim = RecoveryClaim.objects.get()
    page = url("recovery", claim.pk)
    assert 'value="approve"' not in text(clerk.get(page)) and 'value="approve"' in text(official.get(page))
    official.post(page, {"do": "approve"})
    paid = {"do": "repay", "amount_fen": "97.00", "paid_on": LATE.isoformat(), "receipt_number": "R1"}
    assert clerk.post(page, paid).status_code == 422
    clerk.post(page, paid | {"amount_fen": "50.00"})
    assert "46.00" in text(clerk.get(page)) and "46.00" in text(clerk.get(url("recoveries")))
    row = claim.repayments.get()
    clerk.post(page, {"do": "reverse", "repayment": str(row.pk), "reason": "退票"})
    assert sum(claim.repayments.values_list("amount_fen", flat=True)) == 0
    assert town.as_(town.stranger).get(page).status_code == 404
    assert "重复资助" in text(clerk.get(reverse("enrollment:person", args=[town.woman.pk])))


# -- how many questions --------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["case_queue", "cases", "decide_cases", "recoveries"])
def test_a_list_asks_the_same_few_questions_however_long(town: Town, name: str) -> None:
    client = town.as_(town.second)

    def asks() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(url(name)).status_code == 200
        return len(asked)

    town.verified("王甲")
    client.get(url(name))
    few = asks()
    for mark in "乙丙丁戊":
        town.verified(f"王{mark}")
    assert asks() == few <= QUERIES_MAX


def test_the_page_of_a_case_asks_few_questions(town: Town) -> None:
    case = case_decisions.approve(case=town.verified(), version=None, by=town.second, at=at())
    client = town.as_(town.second)
    client.get(url("case", case.pk))
    for name in ("case", "case_sheet"):
        with CaptureQueriesContext(connection) as asked_here:
            assert client.get(url(name, case.pk)).status_code == 200
        assert len(asked_here) <= QUERIES_MAX, [query["sql"][:90] for query in asked_here]
