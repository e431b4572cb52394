"""Is a tax file taken as a whole or refused as a whole, with everything that is wrong told at once?"""

from contextlib import suppress

import pytest
from django.test import override_settings
from django.utils import timezone

from enrollment.bulk import part_posting
from enrollment.models import DueEntry, PaymentFile, PaymentLine
from enrollment.operations import reconciliation
from enrollment.operations.payments import AreaHasNoPolicy
from enrollment.queries.files import report
from intake.models import StoredChunk
from intake.operations import jobs, leases, receiving
from intake.operations.receiving import SameFileReceived
from intake.operations.stored_files import FileTooLarge
from staff.access import NotAllowed
from staff.models import AuditEvent
from tests import factories as make
from tests.badfiles.tables import BAD_TABLES
from tests.pipeline.tax_desk import (
    HEADER,
    TaxDesk,
    assert_ledger_holds,
    cover,
    line,
    money,
    outcome,
    outcomes,
    refusal,
    table,
)


# -- what comes in -------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "given",
    [
        {"encoding": "utf-8-sig"},
        {"encoding": "gb18030", "delimiter": "\t", "end": "\r\n"},
        {"header": [*reversed(HEADER), "备注"]},
        {"trailer": ["合计", "2", "640.00"]},
    ],
)
def test_shapes_of_a_file(desk: TaxDesk, given: dict[str, object]) -> None:
    one, two = desk.person("阿依古丽·买买提"), desk.person("䶮𠮷")
    file = desk.upload([line(one), line(two)], **given)
    assert outcomes(file) == {"posted_in_full": 2}
    assert file.encoding == str(given.get("encoding", "utf-8")).removesuffix("-sig")


def test_names_are_compared_by_their_key(desk: TaxDesk) -> None:
    written = [
        "阿依古丽•买买提",
        "阿依古丽．买买提",
        "阿依古丽 · 买买提",
        "阿依古丽・买买提",
        "阿依古丽‧买买提",
    ]
    lines = [line(desk.person("阿依古丽·买买提"), name=name) for name in written]
    lines.append(line(desk.person("\U000241fe某"), name="\ue855某"))  # a private code of an old input method
    assert outcomes(desk.upload(lines)) == {"posted_in_full": len(lines)}


# -- refused as a whole --------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "name",
    ["no bytes", "missing column", "quote never closed", "cut workbook", "bomb", "null later"],
)
def test_what_is_no_table_is_refused_and_may_come_again(desk: TaxDesk, name: str) -> None:
    build, code = BAD_TABLES[name]
    content = build()
    assert refusal(desk.upload(content)) == code
    assert refusal(desk.upload(content)) == code, (
        "nothing was posted, so the same bytes are not a second time"
    )


@pytest.mark.parametrize("lines", [[], None])
def test_no_rows(desk: TaxDesk, lines: list[dict[str, str]] | None) -> None:
    content = table([]) if lines is None else table([], trailer=["合计", "0", "0.00"])
    assert refusal(desk.upload(content)) == "no_rows"


def test_unreadable_amounts_are_all_listed(desk: TaxDesk) -> None:
    who = desk.person()
    lines = [
        line(who),
        line(who, "三百"),
        line(who, ""),
        line(who, "1e5"),
        {**line(who, "320"), "original": "x,"},
        line(who, "(320.00)"),
        line(who, "-320.00"),
        line(who, "320.005"),
        line(who, "-320.00", kind="退费", original="T1"),
    ]
    file = desk.upload(lines, trailer=["合计", "9", "960.00"])
    assert refusal(file) == "amounts_unreadable"
    assert file.refusal is not None and file.refusal["problem_count"] == 7
    assert [(p["cell"], p["written"]) for p in file.refusal["problems"]] == [
        ("F3", "三百"),
        ("F4", ""),
        ("F5", "1e5"),
        ("F7", "(320.00)"),
        ("F8", "-320.00"),
        ("F9", "320.005"),
        ("F10", "-320.00"),
    ]


def test_a_row_with_more_cells_than_headings_refuses_the_file(desk: TaxDesk) -> None:
    who = desk.person()
    content = table([line(who), line(who)]) + b"1,2,3,4,5,6,7,8,9,10,11,12\n"
    file = desk.upload(content)
    assert refusal(file) == "amounts_unreadable"
    assert file.refusal is not None and file.refusal["problems"][0]["row"] == 4


TRAILERS = [
    ["合计", "2", "620.00"],
    ["合计", 2, 620] + [""] * 8,
    ["合计", "2", "", "", "", "620.0"],
    ["合计", "", "2", "", "", "620.00"],
    ["合计", "", "", "", "", "620.00"],
    ["合计", "2"],
    ["", "合计", "2", "", "", "620.00"],
    [" 合计 ", "2", "620"],
]


@pytest.mark.parametrize("trailer", TRAILERS, ids=str)
def test_forms_of_the_trailer_that_agree(desk: TaxDesk, trailer: list[object]) -> None:
    one, two = desk.person(), desk.person()
    file = desk.upload([line(one), line(two, "300.00")], trailer=trailer)
    assert file.state == "posted", file.refusal
    assert file.declared_count in (2, None) and file.declared_fen in (62_000, None)
    assert file.line_count == 2 and (file.declared_count or file.declared_fen)


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ({"trailer": ["合计", "3", "620.00"]}, ("3", "2")),
        ({"trailer": ["合计", "2", "620.01"]}, ("620.01", "620.00")),
        ({"trailer": ["合计", "", "", "", "", "619.99"]}, ("619.99", "620.00")),
        ({"expected_count": 1}, ("1", "2")),
        ({"expected_fen": 62_001}, ("620.01", "620.00")),
        ({"expected_count": 2, "expected_fen": 1, "trailer": ["合计", "2", "620.00"]}, ("0.01", "620.00")),
    ],
)
def test_control_totals_that_do_not_agree(
    desk: TaxDesk, given: dict[str, object], shown: tuple[str, str]
) -> None:
    one, two = desk.person(), desk.person()
    file = desk.upload([line(one), line(two, "300.00")], **given)
    assert refusal(file) == "control_totals_differ"
    assert file.refusal is not None
    for figure in shown:
        assert figure in file.refusal["text"]["zh"] and figure in file.refusal["text"]["en"]
    assert money(one) == (32_000, 0)


def test_control_totals_that_agree(desk: TaxDesk) -> None:
    one, two = desk.person(), desk.person()
    lines = [line(one), line(two, "300.00", year="22")]
    file = desk.upload(lines, trailer=["合计", "2", "620.00"], expected_count=2, expected_fen=62_000)
    assert outcomes(file) == {"posted_in_full": 1, "malformed": 1}, (
        "totals count the amounts of all lines, however they end"
    )


@pytest.mark.parametrize(
    "trailer", [["合计", "zwei", "320.00"], ["合计", "1", "三百二"], ["合计", "1.5", "320.00"]]
)
def test_a_trailer_that_cannot_be_read(desk: TaxDesk, trailer: list[object]) -> None:
    assert refusal(desk.upload([line()], trailer=trailer)) == "trailer_unreadable"


def test_rows_after_the_trailer(desk: TaxDesk) -> None:
    content = table([line()], trailer=["合计", "1", "320.00"])
    assert refusal(desk.upload(content + table([line()]).split(b"\n", 1)[1])) == "rows_after_trailer"


def test_too_many_rows(desk: TaxDesk) -> None:
    with override_settings(MAX_UPLOAD_ROWS=2):
        assert refusal(desk.upload([line(), line(), line()])) == "too_many_rows"


def test_a_refused_file_is_corrected_and_sent_again(desk: TaxDesk) -> None:
    who = desk.person()
    lines = [line(who), line(who, "zzz")]
    assert refusal(desk.upload(lines)) == "amounts_unreadable"
    file = desk.upload([lines[0], {**lines[1], "amount": "5.00"}])
    assert outcomes(file) == {"posted_in_full": 1, "already_settled": 1}


# -- refused at the door -------------------------------------------------------------------------------------
def test_the_same_bytes_are_refused_with_the_first(desk: TaxDesk, make_officer) -> None:  # type: ignore[no-untyped-def]
    from staff.rules.roles import Role

    content = table([line(desk.person())])
    first = desk.upload(content)
    for by in (desk.officer, make_officer(Role.TAX_OFFICER, "371702")):
        with pytest.raises(SameFileReceived) as refused:
            desk.receive(content, by=by, area="371702" if by is not desk.officer else "")
        assert refused.value.context["file_id"] == first.pk
        assert str(first.pk) in refused.value.text.zh and str(first.pk) in refused.value.text.en
    assert PaymentFile.objects.count() == 1


def test_wrong_area_for_the_uploader(desk: TaxDesk) -> None:
    for area in ("622900", "370000", "370100"):
        with pytest.raises(NotAllowed):
            desk.receive([line()], area=area)
    with pytest.raises(NotAllowed):
        desk.receive([line()], by=desk.clerk)
    assert not PaymentFile.objects.exists() and not StoredChunk.objects.exists()


def test_an_area_without_rules(desk: TaxDesk, make_officer) -> None:  # type: ignore[no-untyped-def]
    from staff.rules.roles import Role

    by = make_officer(Role.TAX_OFFICER, "110000")
    with pytest.raises(AreaHasNoPolicy):
        desk.receive([line()], by=by, area="110000")


def test_too_large(desk: TaxDesk) -> None:
    with override_settings(MAX_UPLOAD_BYTES=100), pytest.raises(FileTooLarge):
        desk.receive([line()])


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("../../etc/缴费.csv", "缴费.csv"),
        ("C:\\税\\a.csv", "a.csv"),
        ("a\u202ecsv.exe", "acsv.exe"),
        ("x" * 300, "x" * 200),
        ("\0", "file"),
    ],
)
def test_a_file_name_is_only_shown(given: str, shown: str) -> None:
    assert receiving.clean_name(given) == shown


# -- check only ----------------------------------------------------------------------------------------------
def test_check_only_says_what_would_happen_and_posts_nothing(desk: TaxDesk) -> None:
    one, two = desk.person(), desk.person()
    lines = [line(one), line(two, "330.00"), line(), line(one)]
    content = table(lines)
    with override_settings(PAYMENT_LINES_PER_PART=1):
        tried = desk.upload(content, check_only=True)
    assert tried.parts.count() > 1, "an answer that one part stored and undid is asked again by the next"
    assert (tried.state, tried.line_count, tried.finished_at is not None) == ("ready", 4, True)
    assert not PaymentLine.objects.exists() and cover(one) is None and money(one) == (32_000, 0)
    foretold: dict[str, int] = {}
    for part in tried.parts.all():
        for ended, figures in part.summary.items():
            foretold[ended] = foretold.get(ended, 0) + figures[0]
    assert desk.upload(content, check_only=True).state == "ready", "a check may be repeated"
    file = desk.upload(content)
    assert (
        foretold
        == outcomes(file)
        == {"posted_in_full": 1, "overpaid": 1, "unknown_person": 1, "already_settled": 1}
    )


def test_check_only_names_the_cells_of_malformed_lines(desk: TaxDesk) -> None:
    """No line is kept that could tell them afterwards; a file that is posted tells them line by line."""
    content = table([line(desk.person(), year="22", paid_at="昨天"), line(desk.person()), line(document="")])
    tried = desk.upload(content, check_only=True)
    told = report(tried, now=timezone.now())
    assert [(one["cell"], one["code"]) for one in told["problems"]] == [
        ("E2", "year_format"),
        ("G2", "date_unreadable"),
        ("B4", "document_empty"),
    ]
    assert all(one["text"]["zh"] and one["remedy"]["en"] for one in told["problems"])
    assert told["problem_count"] == 3 and told["outcomes"]["malformed"]["count"] == 2
    posted = desk.upload(content)
    assert report(posted, now=timezone.now())["problems"] == [] and outcomes(posted)["malformed"] == 2


def test_a_check_of_a_file_that_was_posted_is_allowed(desk: TaxDesk) -> None:
    content = table([line(desk.person())])
    desk.upload(content)
    tried = desk.upload(content, check_only=True)
    assert tried.parts.get().summary == {"duplicate_ticket": [1, 32_000, 0, 0]}


# -- around --------------------------------------------------------------------------------------------------
def test_each_step_is_in_the_audit(desk: TaxDesk) -> None:
    file = desk.upload([line(desk.person())])
    about = AuditEvent.objects.filter(about_kind="paymentfile", about_id=str(file.pk)).order_by("id")
    actions = ["receive_tax_file", "check_tax_file", "post_tax_file_part", "finish_tax_file"]
    assert list(about.values_list("action", flat=True)) == actions
    refused = desk.upload(b"x")
    assert AuditEvent.objects.get(action="refuse_tax_file", about_id=str(refused.pk)).succeeded is False


def test_a_file_that_cannot_be_worked_off_fails_and_is_retried(
    desk: TaxDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.db import OperationalError

    who = desk.person()
    file = desk.receive([line(who)])

    def broken(*_: object, **__: object) -> None:
        raise OperationalError("disk full")

    monkeypatch.setattr(part_posting, "post", broken)
    for _ in range(leases.ATTEMPTS_MAX + 2):
        with suppress(OperationalError):
            jobs.work_on(file)
    file.refresh_from_db()
    assert file.state == "failed" and file.failure.startswith("part 0 broke off 5 times")
    assert file.pk not in jobs.due_for_work(reconciliation.TAX_FILES)
    monkeypatch.undo()
    jobs.retry(file=file, by=desk.officer, on=timezone.localdate())
    jobs.work_on(file)
    file.refresh_from_db()
    assert (file.state, money(who)) == ("posted", (32_000, 32_000))
    assert_ledger_holds()


def test_several_parts_post_what_one_part_posts(desk: TaxDesk) -> None:
    people = [desk.person(f"赵{n}") for n in "一二三四五六七八"]
    lines = [line(who, "160.00") for who in people] * 1 + [
        line(who, "160.00", "2021-11-01 08:00:00") for who in people
    ]
    with override_settings(PAYMENT_LINES_PER_PART=2):
        file = desk.upload(lines)
    assert file.parts.count() > 3
    assert outcomes(file) == {"posted_in_part": 8, "posted_in_full": 8}
    assert all(cover(who) == ("2022-01-01", "2023-01-01") for who in people)
    assert DueEntry.objects.filter(kind="payment").count() == 16


def test_lines_of_an_unknown_area_are_counted_all_the_same(desk: TaxDesk) -> None:
    file = desk.upload([line(division="999999"), line(desk.person())])
    assert outcomes(file) == {"other_area": 1, "posted_in_full": 1}


def test_the_area_of_the_county_takes_only_its_own_lines(desk: TaxDesk) -> None:
    here, there = line(desk.person()), line(desk.person(), division="371703")
    desk.upload([here, there], area=make.MUDAN)
    assert (outcome(here), outcome(there)) == ("posted_in_full", "other_area")
