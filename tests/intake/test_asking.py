"""Is nothing posted before an officer has said how a file is to be read, and does the same sender then need no question?"""

import io
from collections.abc import Callable
from datetime import date

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from enrollment import result_workbooks
from enrollment.models import PaymentFile, PaymentLine
from enrollment.queries import files
from intake.models import SenderProfile
from intake.operations import answers, jobs
from intake.operations.answers import AnswerRefused
from intake.workbooks import as_csv
from staff.models import Officer
from staff.refusals import Refusal
from staff.rules.roles import Role
from tests import factories as make
from tests.assistance.subsidy_desk import SubsidyDesk, bank_rows
from tests.pipeline.platform_lines import PLATFORM, platform
from tests.pipeline.tax_desk import HEADER, TaxDesk, line, outcomes, refund_of, table

ON = date(2022, 1, 5)
UNKNOWN = [heading if heading != "业务类型" else "征收类型" for heading in HEADER]


@pytest.fixture
def desk(transactional_db: None, make_officer: Callable[..., Officer]) -> TaxDesk:
    make.places()
    return TaxDesk(make_officer(Role.TAX_OFFICER, make.HEZE), make_officer(Role.COUNTY_BUREAU, make.MUDAN))


@pytest.fixture
def subsidies(transactional_db: None, make_officer: Callable[..., Officer]) -> SubsidyDesk:
    return SubsidyDesk(make_officer)


def refund_under_another_heading(desk: TaxDesk) -> bytes:
    """A refund whose kind stands under a heading that no layout knows."""
    row = refund_of(line(desk.person(), amount="320.00"))
    text = table([row]).decode().replace("业务类型", "征收类型")
    return text.encode()


def say(file: PaymentFile, by: Officer, said: dict[str, object], keep_as: str = "") -> PaymentFile:
    answers.answer(file=file, said=said, by=by, on=ON, at=timezone.now(), keep_as=keep_as)
    jobs.work_on(file)
    file.refresh_from_db()
    return file


def test_a_refund_under_an_unknown_heading_is_never_posted_as_a_payment(desk: TaxDesk) -> None:
    file = desk.upload(refund_under_another_heading(desk))
    assert file.state == "asking" and not PaymentLine.objects.exists()
    [question] = file.questions
    assert (question["heading"], question["proposed"]) == ("征收类型", "kind")
    file = say(file, desk.officer, {"columns": {"征收类型": "kind"}}, keep_as="县税务局")
    assert file.state == "posted" and outcomes(file) == {"refund_without_original": 1}
    assert file.read_as["reading"]["columns"] == {"征收类型": "kind"}


def test_the_same_headings_next_month_need_no_question(desk: TaxDesk) -> None:
    say(
        desk.upload(refund_under_another_heading(desk)),
        desk.officer,
        {"columns": {"征收类型": "kind"}},
        "县税务局",
    )
    second = desk.upload(refund_under_another_heading(desk))
    assert second.state == "posted" and outcomes(second) == {"refund_without_original": 1}
    profile = SenderProfile.objects.get()
    assert second.profile == profile and second.read_as["profile"] == {
        "id": profile.pk,
        "name": "县税务局",
        "version": 1,
    }
    assert (profile.division_code, profile.bureau, profile.layout, profile.made_by) == (
        make.HEZE,
        "tax",
        "TB-1",
        desk.officer,
    )


def test_a_profile_is_kept_by_versions_and_a_posted_file_keeps_its_own(desk: TaxDesk) -> None:
    first = say(
        desk.upload(refund_under_another_heading(desk)),
        desk.officer,
        {"columns": {"征收类型": "kind"}},
        "县税务局",
    )
    read_as = first.read_as
    rows = (
        table([line(desk.person())])
        .decode()
        .replace("业务类型", "征收类型")
        .replace("缴费渠道", "缴费渠道名")
    )
    second = desk.upload(rows.encode())
    assert {question["heading"] for question in second.questions} == {"缴费渠道名"}, (
        "what was said before stands"
    )
    say(second, desk.officer, {"columns": {"缴费渠道名": "channel"}}, "县税务局")
    assert [profile.version for profile in SenderProfile.objects.order_by("version")] == [1, 2]
    first.refresh_from_db()
    assert first.read_as == read_as and first.profile is not None and first.profile.version == 1
    for change in ("UPDATE intake_senderprofile SET name = 'x'", "DELETE FROM intake_senderprofile"):
        with pytest.raises(DatabaseError), transaction.atomic():
            from django.db import connection

            connection.cursor().execute(change)


def test_knowingly_not_read_is_told_on_the_file(desk: TaxDesk) -> None:
    rows = table([line(desk.person())]).decode().replace("业务类型", "征收类型")
    file = say(desk.upload(rows.encode()), desk.officer, {"columns": {"征收类型": ""}})
    assert outcomes(file) == {"posted_in_full": 1}
    assert [notice["code"] for notice in file.notices] == ["column_dismissed"]


@pytest.mark.parametrize(
    "said", [{"columns": {"征收类型": "nothing"}}, {"months": "some"}, {"guess": 1}, {"words": {"x": {}}}, {"header_row": -1}, []]
)  # fmt: skip
def test_answers_that_say_nothing_are_refused(desk: TaxDesk, said: object) -> None:
    file = desk.upload(refund_under_another_heading(desk))
    with pytest.raises(AnswerRefused):
        answers.answer(file=file, said=said, by=desk.officer, on=ON, at=timezone.now())


def test_only_who_may_send_answers_and_only_while_it_asks(
    desk: TaxDesk, make_officer: Callable[..., Officer]
) -> None:
    file = desk.upload(refund_under_another_heading(desk))
    with pytest.raises(Refusal):
        answers.answer(file=file, said={}, by=make_officer(Role.AUDITOR, make.HEZE), on=ON, at=timezone.now())
    posted = desk.upload([line(desk.person())])
    with pytest.raises(Refusal):
        answers.answer(file=posted, said={}, by=desk.officer, on=ON, at=timezone.now())


def test_the_platform_is_read_by_the_profile_that_comes_with_the_product(desk: TaxDesk) -> None:
    paid, taken_back, aided, waiting = (line(desk.person()) for _ in range(4))
    rows = [
        PLATFORM,
        platform(taken_back, ELEC_TAXRPT_NO="R1", RSDT_CLCT_DETL_ID="DR1", PSN_CLCT_AMT="-320.00", FINSUBS_AMT="0", CLCT_SUMAMT="-320.00",
                 INIT_RSDT_CLCT_DETL_ID=f"D{taken_back['ticket']}", CLCT_TIME="2021-11-01 10:00:00"),
        platform(paid),
        platform(taken_back),
        platform(aided, PSN_CLCT_AMT="0", OTH_CLCT_AMT="320", CLCT_SUMAMT="900"),
        platform(waiting, CLCT_FLAG="0"),
    ]  # fmt: skip
    file = desk.upload("\n".join(rows).encode())
    assert file.state == "posted", (file.state, file.refusal, file.questions)
    assert file.read_as["profile"]["name"] == "国家医保信息平台居民缴费明细" and file.profile is None
    assert outcomes(file) == {"posted_in_full": 2, "reversal_posted": 1, "posted_in_part": 1, "malformed": 1}
    assert set(PaymentLine.objects.values_list("coverage_year", flat=True)) == {2022}, (
        "not the period of collection"
    )
    [fault] = PaymentLine.objects.get(outcome="malformed").detail["faults"]  # type: ignore[index]
    assert fault["code"] == "money_not_arrived"
    texts = [notice["text"]["zh"] for notice in file.notices]
    assert any("202201..202212" in text and "2022" in text for text in texts)
    assert any("CASHYM" in text for text in texts), "what is knowingly not read is named"


@pytest.mark.parametrize(("change", "code"), [({"ACCRYM_END": "202306"}, "period_not_in_one_year"), ({"CLCT_SUMAMT": "1"}, "parts_differ"),
                                              ({"INIT_RSDT_CLCT_DETL_ID": "D0"}, "original_not_in_file")])  # fmt: skip
def test_what_is_wrong_with_a_line_of_the_platform_is_told_by_its_cell(
    desk: TaxDesk, change: dict[str, str], code: str
) -> None:
    desk.upload("\n".join([PLATFORM, platform(line(desk.person()), **change)]).encode())
    [fault] = PaymentLine.objects.get().detail["faults"]  # type: ignore[index]
    assert fault["code"] == code and fault["cell"].endswith("2")


def test_an_unknown_mark_of_the_platform_is_asked(desk: TaxDesk) -> None:
    file = desk.upload("\n".join([PLATFORM, platform(line(desk.person()), CLCT_FLAG="7")]).encode())
    assert (file.state, [question["key"] for question in file.questions]) == ("asking", ["arrived"])
    file = say(file, desk.officer, {"words": {"arrived": {"7": "已到账"}}})
    assert outcomes(file) == {"posted_in_full": 1}


@pytest.mark.parametrize(("period", "end"), [("2022-01..2022-12", "posted_in_full"), ("202110", "malformed"), ("2022", "malformed"),
                                             ("2021-09..2022-08", "malformed")])  # fmt: skip
def test_a_period_is_a_year_only_as_a_range_inside_it(desk: TaxDesk, period: str, end: str) -> None:
    rows = table([line(desk.person(), year=period)]).decode().replace("参保年度", "费款所属期")
    file = desk.upload(rows.encode())
    assert outcomes(file) == {end: 1}
    assert [notice["code"] for notice in file.notices] == (
        ["year_of_period"] if end == "posted_in_full" else []
    )


def test_a_bank_with_its_own_words_is_asked_once(subsidies: SubsidyDesk) -> None:
    from assistance.subsidies.models import BankReturn
    from policy.terms import Category

    people = [subsidies.person(Category("dibao_rural_2")), subsidies.person(Category("dibao_rural_3"))]
    subsidies.pays(*people)
    batch = subsidies.payout_list(subsidies.paid())
    rows = bank_rows(batch)
    text = "批次号,序号,账号,交易金额,交易结果,失败说明\n" + "".join(
        f"{row['batch']},{row['number']},{row['account']},{row['amount'] if at else '0.00'},{'交易成功' if at else '交易失败'},{'' if at else '销户'}\n"
        for at, row in enumerate(rows)
    )
    received = subsidies.bank_says(batch, text.encode())
    assert received.state == "asking" and {question["code"] for question in received.questions} == {"column"}
    said = {
        "columns": {"交易金额": "amount", "交易结果": "result", "失败说明": "reason"},
        "words": {"result": {"交易成功": "成功", "交易失败": "失败"}},
    }
    answers.answer(file=received, said=said, by=subsidies.finance, on=ON, at=timezone.now(), keep_as="农商行")
    received = jobs.work_on(received)
    assert received.state == "written"
    assert list(received.rows.order_by("row").values_list("outcome", flat=True)) == ["returned", "paid"], (
        "0.00 of a failed line is right"
    )
    again = subsidies.bank_says(batch, text.replace("销户", "已销户").encode())
    assert again.state == "written" and again.read_as["profile"]["name"] == "农商行"
    assert BankReturn.objects.count() == 2


def test_the_payout_list_keeps_its_digits_and_comes_back(subsidies: SubsidyDesk) -> None:
    from assistance.subsidies.workbooks import subsidies as workbooks
    from policy.terms import Category

    subsidies.pays(subsidies.person(Category("dibao_rural_2")))
    batch = subsidies.payout_list(subsidies.paid())
    lines = (
        as_csv(workbooks.PAYOUT_HEADINGS, workbooks.payout_rows(batch))
        .read()
        .decode("utf-8-sig")
        .splitlines()
    )
    assert '"=""' in lines[1], "a spreadsheet keeps what stands as a formula of text"
    back = "\r\n".join([f"{lines[0]},处理结果", *(f"{row},成功" for row in lines[1:])])
    received = subsidies.bank_says(batch, back.encode("utf-8-sig"))
    assert received.state == "written" and set(received.rows.values_list("outcome", flat=True)) == {"paid"}


def test_the_desk_maps_a_heading_and_keeps_it(desk: TaxDesk, client: Client) -> None:
    file = desk.upload(refund_under_another_heading(desk))
    client.force_login(desk.officer)
    page = client.get(f"/files/{file.pk}/").content.decode()
    assert f"/sent-files/TB-1/{file.pk}/reading" in page and "征收类型" in page
    page = client.get(f"/sent-files/TB-1/{file.pk}/reading").content.decode()
    assert "371702198" not in page, "numbers of people are not shown in clear"
    names = [heading for heading in UNKNOWN]
    posted = {"sheet": "", "heading": names, "keep_as": "县税务局"}
    posted |= {f"column-{number}": "kind" if name == "征收类型" else "?" for number, name in enumerate(names)}
    answer = client.post(f"/sent-files/TB-1/{file.pk}/reading", posted)
    assert answer.status_code == 302
    file.refresh_from_db()
    jobs.work_on(file)
    file.refresh_from_db()
    assert outcomes(file) == {"refund_without_original": 1} and SenderProfile.objects.get().name == "县税务局"
    assert (
        "县税务局 v1"
        in client.get(f"/files/{desk.upload(refund_under_another_heading(desk)).pk}/").content.decode()
    )


def test_nobody_of_another_place_sees_the_first_rows(
    desk: TaxDesk, client: Client, make_officer: Callable[..., Officer]
) -> None:
    file = desk.upload(refund_under_another_heading(desk))
    client.force_login(make_officer(Role.TAX_OFFICER, "620100"))
    assert client.get(f"/sent-files/TB-1/{file.pk}/reading").status_code == 404
    assert client.post(f"/sent-files/TB-1/{file.pk}/reading", {}).status_code == 404


def test_an_empty_column_of_a_form_is_no_answer() -> None:
    from intake.rules.readings import Reading, reading_of

    assert reading_of({}) == Reading() and Reading().as_json() == {}
    said = {"columns": {" 备 注 ": ""}, "months": "first", "header_row": 2}
    assert reading_of(said).as_json() == {
        "columns": {"备注": ""},
        "months": "first",
        "header_row": 2,
        "header_rows": 1,
    }


def test_what_is_not_read_stands_in_every_report(desk: TaxDesk, client: Client) -> None:
    rows = table([line(desk.person())]).decode().splitlines()
    content = "\n".join([rows[0] + ",民族", *(row + ",汉" for row in rows[1:])]).encode()
    file = desk.upload(content)
    assert outcomes(file) == {"posted_in_full": 1}
    report = files.report(file, now=timezone.now())
    assert [notice["code"] for notice in report["notices"]] == ["column_unread"]
    client.force_login(desk.officer)
    assert "民族" in client.get(f"/files/{file.pk}/").content.decode()
    book = load_workbook(io.BytesIO(result_workbooks.workbook(file, at=timezone.now()).read()))
    assert any("民族" in str(cell) for row in book.worksheets[-1].iter_rows(values_only=True) for cell in row)
    checked = desk.upload(content.replace(b"320.00", b"321.00"), check_only=True)
    assert "民族" in checked.notices[0]["text"]["zh"]
