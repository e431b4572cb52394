"""How is a list of who is paid for taken in (layout PL-1), as a sheet or as a few rows of a page? It moves no money."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import BinaryIO

from django.db import transaction
from django.utils import timezone

from enrollment.bulk.sponsor_rows import SponsorReader
from enrollment.models import Sponsor, SponsorList, SponsorRow
from enrollment.sponsor_layout import SPONSOR_TABLE
from intake.layouts import Before, Beside, Checked, Checking, Layout
from intake.operations import following, jobs, leases, receiving
from intake.operations.opening import kept_of, no_rows, opened
from intake.rules.file_states import FileMove, FileState
from policy.terms import Text
from staff import access
from staff.access import Permission
from staff.models import Officer
from staff.refusals import Refusal

ROWS_OF_A_PAGE = 10
TYPED = ("number", "name", "amount", "grade", "class_name")


class SponsorListRefused(Refusal):
    """The list as a whole is not taken; `context["problems"]` lists the cells."""


def receive(
    *,
    sponsor: Sponsor,
    coverage_year: int,
    content: BinaryIO,
    name: str,
    is_full: bool,
    document_number: str = "",
    by: Officer,
    at: datetime,
) -> SponsorList:
    """Keep an uploaded list (接收代缴名单) and have a worker read it. `is_full`: it replaces the lists of its year.

    Raises `NotAllowed` or `SameFileReceived`. What is wrong with its cells is told by its page.
    """
    access.require(by, Permission.PEOPLE_IMPORT, sponsor.division_code, on=timezone.localdate(at))
    facts = {
        "coverage_year": coverage_year,
        "is_full": is_full,
        "document_number": document_number.strip()[:100],
    }
    return receiving.receive(
        SPONSOR_LISTS, content=content, name=name, area=sponsor.division_code, by=by, at=at, sponsor=sponsor,
        remedy=Text("请按学校或班级拆分。", "Split it by school or class."), told={"sponsor": sponsor.pk, **facts}, **facts,
    )  # fmt: skip


def enter_rows(
    *,
    sponsor: Sponsor,
    coverage_year: int,
    rows: Sequence[Mapping[str, str]],
    document_number: str = "",
    by: Officer,
    at: datetime,
) -> SponsorList:
    """Add a few people typed in by hand (手工录入): the same list, checks and trail as a sheet. `rows`: texts by `TYPED`.

    Raises `SponsorListRefused` with the cells that are wrong.
    """
    text = io.StringIO()
    writer = csv.writer(text)
    headings = SPONSOR_TABLE.headings
    writer.writerow([headings["year"], *(headings[key] for key in TYPED)])
    for row in rows:
        writer.writerow([coverage_year, *(row.get(key, "") for key in TYPED)])
    name = f"录入{timezone.localtime(at):%Y%m%d%H%M%S}.csv"
    listed = receive(
        sponsor=sponsor, coverage_year=coverage_year, content=io.BytesIO(text.getvalue().encode()), name=name,
        is_full=False, document_number=document_number, by=by, at=at,
    )  # fmt: skip
    listed = following.answered_at_once(listed)
    if listed.state == FileState.REFUSED:
        if listed.refusal:
            raise receiving.refusal_of(listed, SponsorListRefused)
        raise SponsorListRefused(
            "rows_wrong",
            Text(f"有 {listed.problem_count} 处错误。", f"{listed.problem_count} cells are wrong."),
            Text("请更正后重新录入。", "Correct them and enter the rows again."),
            problems=listed.problems,
        )
    return listed


def check(checking: Checking[SponsorList]) -> Checked:
    """Read the whole list; every cell that is wrong refuses it."""
    table = opened(checking.file, SPONSOR_TABLE)
    reader = SponsorReader(checking.file, table, checking.on)
    for _rows in reader.rows():
        checking.beat(reader.count)
    if reader.count == 0:
        raise no_rows()
    problems = reader.problems
    table.finish(problems.as_json(), count=problems.count)
    fields = {
        **kept_of(table),
        "rows_read": reader.count,
        "problems": problems.as_json(),
        "problem_count": problems.count,
    }
    return Checked(fields, {"rows": reader.count, "problems": problems.count}, is_refused=problems.count > 0)


def write(listed: SponsorList, fence: int) -> None:
    """Keep every row in one transaction; no list is so long that it needs slices."""
    reader = SponsorReader(listed, opened(listed, SPONSOR_TABLE), timezone.localdate(listed.uploaded_at))
    with transaction.atomic():
        leases.limit_idleness()
        SponsorRow.objects.filter(list=listed).delete()
        for rows in reader.rows():
            SponsorRow.objects.bulk_create(rows, batch_size=1_000)
        jobs.finish(listed, fence, FileMove.FINISH, by=listed.uploaded_by, told={"rows": reader.count})


SPONSOR_LISTS = Layout(
    code="PL-1",
    name=Text("代缴名单", "list of who is paid for"),
    noun="sponsor_list",
    model=SponsorList,
    table=SPONSOR_TABLE,
    before=Before(
        "list_received_before", "file_id", same=("sha256", "sponsor", "coverage_year"), noun=Text("名单", "list")
    ),
    reads=Permission.PEOPLE_IMPORT,
    check=check,
    write=write,
    leads_to=lambda listed: (
        Beside(Text("代缴方", "sponsor"), "enrollment:sponsor", listed.sponsor_id),
    ),
)  # fmt: skip
