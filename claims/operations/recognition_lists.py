"""How does an area bring the recognitions along that it decided before (layout RG-1)?"""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from django.utils import timezone

from claims.bulk.recognition_rows import RecognitionReader, Row
from claims.bulk.register_rows import RowReader, of_the_area, people_of
from claims.layouts.recognition_list import RECOGNITION_TABLE
from claims.models import Provider, Recognition, RecognitionList
from claims.operations import register_lists
from claims.operations.register_changes import follow
from claims.operations.register_lists import ROUND, Register
from claims.queries.diseases import VERSION, diseases_of
from claims.rules.recognition_states import COUNTING, RECOGNITION, RecognitionMove
from enrollment.models import Person
from enrollment.queries.policies import with_open_years
from enrollment.rules.follow_ups import Fact
from policy.book import default_book
from policy.terms import Text

PROOF = "原认定登记"


def _reader(listed: RecognitionList, places: dict[str, int]) -> RecognitionReader:
    on = timezone.localdate(listed.uploaded_at)
    return RecognitionReader(places, on, diseases=diseases_of(with_open_years(listed.area), on))


def _write(listed: RecognitionList, rows: Sequence[Row], people: dict[str, Person], at: datetime) -> int:
    assert listed.confirmed_by is not None
    made = Recognition.objects.bulk_create(
        [_made(listed, row, people[row.digest], at) for row in rows], batch_size=ROUND
    )
    follow([(one.person_id, one.pk) for one in made], Fact.RECOGNITION, by=listed.confirmed_by, at=at)
    return len(made)


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


def _known(listed: RecognitionList, reader: RowReader[Row], rows: Sequence[Row]) -> list[Row]:
    """The rows of people of the area under their name, for whom nothing is recognised on these days yet."""
    people = people_of(rows)
    spans = _spans(people)
    codes = {code for row in rows for code in row.providers}
    providers = set(Provider.objects.filter(code__in=codes).values_list("code", flat=True))
    sound = []
    for row, person in of_the_area(listed.area, reader, rows, people):
        if unknown := [code for code in row.providers if code not in providers]:
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


RECOGNITION_LISTS = register_lists.layout(
    Register(RECOGNITION_TABLE, _reader, _known, _write),
    code="RG-1",
    name=Text("病种认定名单", "list of recognitions"),
    noun="recognition_list",
    model=RecognitionList,
    before="recognitions_received_before",
)
receive = partial(register_lists.receive, RECOGNITION_LISTS)
confirm = register_lists.confirm
