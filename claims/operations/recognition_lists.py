"""How does an area bring the recognitions along that it decided before (layout RG-1): sent by one officer, confirmed by another?

The file is read as a whole first: either everything that is wrong with it is listed, or all of it takes effect.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, BinaryIO

from django.db import transaction
from django.utils import timezone

from claims.bulk.bill_writes import kept_people
from claims.bulk.recognition_rows import RecognitionReader, Row
from claims.layouts.recognition_list import RECOGNITION_TABLE
from claims.models import Provider, Recognition, RecognitionList
from claims.operations.register_changes import follow
from claims.queries.diseases import VERSION, diseases_of
from claims.rules.recognition_states import COUNTING, RECOGNITION, RecognitionMove
from enrollment.models import Person
from enrollment.operations.people import require_reason
from enrollment.queries.policies import with_open_years
from enrollment.rules.follow_ups import Fact
from intake.bulk.problems import Problems
from intake.layouts import Acting, Before, Checked, Checking, Layout
from intake.operations import jobs, leases, receiving
from intake.operations.elsewhere import refuse_if_elsewhere
from intake.operations.opening import kept_of, no_rows, opened, require_rows_within_limit
from intake.rules.file_states import FileMove
from policy.book import default_book
from policy.terms import Text
from staff import access
from staff.access import Permission
from staff.identities import require_other_hands
from staff.models import Officer
from staff.refusals import Refusal
from staff.rules.divisions import scope_prefix

ROUND = 1_000
PROOF = "原认定登记"


class RecognitionsRefused(Refusal):
    """The list is wrong as a whole; `context["problems"]` names everything by cell. Nothing was written."""


def receive(
    *, content: BinaryIO, name: str, area: str, document_number: str, by: Officer, at: datetime
) -> RecognitionList:
    """Keep a list (接收认定名单) and have a worker check it. `document_number`: under which its recognitions stand."""
    access.require(by, Permission.CLAIMS_SETTLE, area, on=timezone.localdate(at))
    require_reason(document_number, field="document_number")
    number = document_number.strip()[:100]
    return receiving.receive(
        RECOGNITION_LISTS, content=content, name=name, area=area, by=by, at=at,
        remedy=Text("请按县区拆分。", "Split it by county."), told={"document_number": number},
        document_number=number,
    )  # fmt: skip


def check(checking: Checking[RecognitionList]) -> Checked:
    """Read the whole list against the register; every cell that is wrong refuses it."""
    rows, reader, fields = _read(checking.file, beat=checking.beat)
    if not reader.rows:
        raise no_rows()
    refuse_if_elsewhere(checking.file.area, reader.rows_by_place)
    _require_sound(reader.problems)
    return Checked({**fields, "rows_read": reader.rows}, {"rows": len(rows)})


@transaction.atomic
def confirm(*, listed: RecognitionList, by: Officer, at: datetime) -> RecognitionList:
    """Another officer lets the list be written (确认写入)."""
    listed = jobs.locked(listed, FileMove.CONFIRM, by=by, on=timezone.localdate(at))
    what = Text("报送人不能确认自己报送的名单。", "You sent this list, so you cannot confirm it.")
    require_other_hands(by, listed.uploaded_by_id, what=what)
    told = {"rows": listed.rows_read}
    return jobs.moved(listed, FileMove.CONFIRM, by=by, at=at, told=told, confirmed_by=by)


def write(listed: RecognitionList, fence: int) -> None:
    """Write the recognitions in one transaction; what waited for them goes on."""
    with transaction.atomic():
        leases.limit_idleness()
        rows, reader, _ = _read(listed)
        _require_sound(reader.problems)  # somebody may have recognised the same since the check
        assert listed.confirmed_by is not None
        at = timezone.now()
        people = _people(rows)
        made = Recognition.objects.bulk_create(
            [_made(listed, row, people[row.digest], at) for row in rows], batch_size=ROUND
        )
        follow([(one.person_id, one.pk) for one in made], Fact.RECOGNITION, by=listed.confirmed_by, at=at)
        told = {"recognitions": len(made)}
        jobs.finish(listed, fence, FileMove.FINISH, by=listed.confirmed_by, told=told)


def _made(listed: RecognitionList, row: Row, person: Person, at: datetime) -> Recognition:
    return Recognition(
        person=person, area=default_book().pooling_area(person.division_code) or listed.area[:6],
        division_code=person.division_code, setting=row.setting.value, disease_code=row.disease.code,
        disease=row.disease.name.zh, table_version=VERSION, from_on=row.from_on, until_on=row.until_on,
        review_on=row.review_on, providers=list(row.providers), proof=row.proof or PROOF,
        state=RECOGNITION.end(RecognitionMove.RECOGNIZE).value, source=f"file:{listed.pk}",
        applied_by=listed.uploaded_by, applied_at=listed.uploaded_at, document_number=listed.document_number,
        decided_by=listed.confirmed_by, decided_at=at,
    )  # fmt: skip


def _read(
    listed: RecognitionList, *, beat: Callable[[int], None] = lambda rows: None
) -> tuple[list[Row], RecognitionReader, dict[str, Any]]:
    on = timezone.localdate(listed.uploaded_at)
    table = opened(listed, RECOGNITION_TABLE)
    reader = RecognitionReader(table.places, diseases_of(with_open_years(listed.area), on), on)
    rows: list[Row] = []
    for block in table.blocks():
        found = reader.read(block)
        for start in range(0, len(found), ROUND):
            rows += _known(listed, reader, found[start : start + ROUND])
        require_rows_within_limit(reader.rows)
        beat(reader.rows)
    table.finish(reader.problems.as_json(), count=reader.problems.count)
    return rows, reader, kept_of(table)


def _people(rows: Sequence[Row]) -> dict[str, Person]:
    known = kept_people([row.digest for row in rows])
    people = Person.objects.in_bulk({person for person, _, _ in known.values()})
    return {str(digest).replace("-", ""): people[person] for digest, (person, _, _) in known.items()}


def _known(listed: RecognitionList, reader: RecognitionReader, rows: Sequence[Row]) -> list[Row]:
    """The rows of people of the area under their name, for whom nothing is recognised on these days yet."""
    people, prefix = _people(rows), scope_prefix(listed.area)
    spans = _spans(people)
    codes = {code for row in rows for code in row.providers}
    providers = set(Provider.objects.filter(code__in=codes).values_list("code", flat=True))
    sound = []
    for row in rows:
        person = people.get(row.digest)
        reader.rows_by_place[person.division_code if person else listed.area] += 1
        if person is None:
            _fault_of_person(
                reader, row, "unknown_person", "该证件号码未登记。", "Nobody is registered under this number."
            )
        elif not person.division_code.startswith(prefix):
            _fault_of_person(
                reader, row, "elsewhere", "该人登记在其他地区。", "The person is registered elsewhere."
            )
        elif person.name_key != row.name_key:
            reader.fault(
                row.row, "name", "name_differs", Text("姓名与登记不符。", "The name is not that of the record."),
                Text("请核对姓名和证件号码。", "Check name and number."),
            )  # fmt: skip
        elif unknown := [code for code in row.providers if code not in providers]:
            reader.fault(
                row.row, "providers", "provider_unknown",
                Text(f"医疗机构未登记：{unknown[0][:20]}。", f"No provider is registered under {unknown[0][:20]}."),
                Text("请先登记，或留空。", "Register it first, or leave the cell empty."),
            )  # fmt: skip
        elif number := _overlapping(row, spans.get((person.pk, row.setting.value, row.disease.name.zh), ())):
            reader.fault(
                row.row, "from_on", "recognised_already",
                Text(f"这些日期已经认定（第 {number} 号）。", f"It is recognised on these days already (no. {number})."),
                Text("请删去该行。", "Remove the row."),
            )  # fmt: skip
        else:
            sound.append(row)
    return sound


def _spans(people: dict[str, Person]) -> dict[tuple[int, str, str], list[Recognition]]:
    found: dict[tuple[int, str, str], list[Recognition]] = {}
    for one in Recognition.objects.filter(person__in=people.values(), state__in=COUNTING):
        found.setdefault((one.person_id, one.setting, one.disease), []).append(one)
    return found


def _overlapping(row: Row, known: Sequence[Recognition]) -> int | None:
    for one in known:
        if (row.until_on is None or one.from_on < row.until_on) and (
            one.until_on is None or row.from_on < one.until_on
        ):
            return one.pk
    return None


def _fault_of_person(reader: RecognitionReader, row: Row, code: str, zh: str, en: str) -> None:
    remedy = Text("请先登记该人，或删去该行。", "Register the person first, or remove the row.")
    reader.fault(row.row, "number", code, Text(zh, en), remedy)


def _require_sound(problems: Problems) -> None:
    if problems.count:
        raise RecognitionsRefused(
            "recognitions_unreadable",
            Text(f"名单有 {problems.count} 处错误，没有写入。",
                 f"The list has {problems.count} faults; nothing was written."),
            Text("请按所列单元格更正后重新上传。", "Correct the cells listed and upload again."),
            problems=problems.as_json(), problem_count=problems.count,
        )  # fmt: skip


def _confirmed(listed: RecognitionList, who: Acting) -> RecognitionList:
    return confirm(listed=listed, by=who.by, at=who.at)


RECOGNITION_LISTS = Layout(
    code="RG-1",
    name=Text("病种认定名单", "list of recognitions"),
    noun="recognition_list",
    model=RecognitionList,
    table=RECOGNITION_TABLE,
    before=Before(
        "recognitions_received_before", "file_id", same=("sha256", "area"), noun=Text("名单", "list")
    ),
    reads=Permission.CLAIMS_READ,
    check=check,
    write=write,
    acts={FileMove.CONFIRM: _confirmed},
    by_others=(FileMove.CONFIRM,),
)
