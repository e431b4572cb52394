"""How are the answers to an own-cost list taken in (layout OW-1), so that a confirmed risk counts from day to day?

One officer sends the file, another confirms it: only then a finding of medical risk is recorded (A39). The file is read as a
whole; one cell that is wrong refuses it.
"""

from collections import Counter
from datetime import date, datetime
from typing import Any, BinaryIO

from django.db import transaction
from django.utils import timezone

from assistance.categories.models import PersonFinding
from assistance.categories.operations.findings import record_finding
from claims.bulk.own_cost_answers import AnswerReader
from claims.layouts.own_cost_answers import ANSWER_TABLE
from claims.models import OwnCostAlert, OwnCostAnswerFile, OwnCostList
from claims.operations.own_cost_lists import is_as_frozen, latest
from claims.rules.own_cost_watch import ALERT, Answer, risk_span
from enrollment.bulk.slots import lock_people
from enrollment.models import Person
from intake.layouts import Before, Beside, Checked, Checking, Layout
from intake.operations import following, jobs, leases, receiving
from intake.operations.opening import kept_of, no_rows, opened
from intake.rules.file_states import FileMove, FileState
from policy.terms import Text
from staff import access, audit
from staff.access import Permission
from staff.identities import require_other_hands
from staff.models import Officer
from staff.refusals import Refusal

MEDICAL_RISK = "medical_risk"


class AnswersRefused(Refusal):
    """The file as a whole is not taken; `context["problems"]` names its cells."""


def receive(
    *, own_cost_list: OwnCostList, content: BinaryIO, name: str, by: Officer, at: datetime
) -> OwnCostAnswerFile:
    """Take in the answers to a list and follow the file for some seconds; a sound one then waits for its confirmation.

    Raises `AnswersRefused` when the file is wrong as a whole, or when a later list took the place of this one.
    """
    access.require(by, Permission.ROSTERS_UPLOAD, own_cost_list.area, on=timezone.localdate(at))
    _require_latest(own_cost_list)
    file = receiving.receive(
        OWN_COST_ANSWER_FILES, content=content, name=name, area=own_cost_list.area, by=by, at=at,
        remedy=Text("请只交回清单中的行。", "Send the rows of the list only."),
        told={"list": own_cost_list.pk}, own_cost_list=own_cost_list,
    )  # fmt: skip
    file = following.answered_at_once(file)
    if file.state == FileState.REFUSED:
        raise receiving.refusal_of(file, AnswersRefused)
    return file


def check(checking: Checking[OwnCostAnswerFile]) -> Checked:
    """Read the whole file against its list; every cell that is wrong refuses it."""
    file = checking.file
    _require_latest(file.own_cost_list)
    table = opened(file, ANSWER_TABLE)
    lines = file.own_cost_list.lines.select_related("alert")
    reader = AnswerReader(
        table.places, file.own_cost_list.number, {line.number: line for line in lines}, checking.on
    )
    for block in table.blocks():
        reader.read(block)
        checking.beat(reader.rows)
    table.finish(reader.problems.as_json(), count=reader.problems.count)
    if reader.rows == 0:
        raise no_rows()
    if reader.problems.count:
        raise AnswersRefused(
            "answers_unreadable",
            Text(f"文件有 {reader.problems.count} 处错误，未作任何处理。",
                 f"The file has {reader.problems.count} faults; nothing was done."),
            Text("请按所列单元格更正后重新上传。", "Correct the cells listed and upload again."),
            problems=reader.problems.as_json(), problem_count=reader.problems.count,
        )  # fmt: skip
    told = dict(Counter(str(one["answer"]) for one in reader.answers))
    fields = {
        **kept_of(table),
        "rows_read": reader.rows,
        "summary": {"answers": reader.answers, "counts": told},
    }
    return Checked(fields, told)


@transaction.atomic
def confirm(*, file: OwnCostAnswerFile, on: date, by: Officer, at: datetime) -> OwnCostAnswerFile:
    """A second officer has seen the answers and lets them take effect (确认)."""
    file = jobs.locked(file, FileMove.CONFIRM, by=by, on=on)
    require_other_hands(
        by,
        file.uploaded_by_id,
        what=Text(
            "报送人不能确认自己报送的核查结果。", "You sent these answers, so you cannot confirm them."
        ),
    )
    _require_latest(file.own_cost_list)
    return jobs.moved(
        file, FileMove.CONFIRM, by=by, at=at, told=file.summary["counts"], confirmed_by=by, confirmed_at=at
    )


def write(file: OwnCostAnswerFile, fence: int) -> None:
    """Let all answers take effect in one transaction; a confirmed risk is on record from its first day."""
    by, at = file.confirmed_by, file.confirmed_at
    assert by is not None and at is not None
    with transaction.atomic():
        leases.limit_idleness()
        answers = [one for one in file.summary["answers"] if Answer(one["answer"]).move is not None]
        by_line = {one["line"]: one for one in answers}
        alerts = {
            by_line[line.number]["line"]: line.alert
            for line in file.own_cost_list.lines.filter(number__in=by_line).select_related("alert")
        }
        locked = OwnCostAlert.objects.filter(pk__in=[alert.pk for alert in alerts.values()])
        rows = {row.pk: row for row in locked.order_by("pk").select_for_update(of=("self",))}
        lock_people(one.document_hash for row in rows.values() for one in people_of(row))
        told: Counter[str] = Counter()
        for number, alert in sorted(alerts.items()):
            told[_answer(rows[alert.pk], by_line[number], file, by, at)] += 1
        jobs.finish(file, fence, FileMove.FINISH, by=by, told=dict(told))


def people_of(alert: OwnCostAlert) -> list[Person]:
    """Whom an alert is about: the person, under the record that counts, or the members of the household now."""
    if alert.person is not None:
        return [alert.person.merged_into or alert.person]
    assert alert.household is not None
    members = Person.objects.filter(memberships__household=alert.household, memberships__left_on=None)
    return list(members.filter(merged_into=None).order_by("pk"))


def _answer(
    alert: OwnCostAlert, given: dict[str, Any], file: OwnCostAnswerFile, by: Officer, at: datetime
) -> str:
    """Answer one alert; one that another file answered meanwhile stays as it is."""
    answer = Answer(given["answer"])
    assert answer.move is not None
    if not ALERT.allows(alert.state, answer.move):
        return "answered_before"
    on, document = timezone.localdate(at), given["document"]
    found: list[PersonFinding] = []
    if answer is Answer.RISK:
        last_on = given["until_on"] and date.fromisoformat(given["until_on"])
        span = risk_span(date.fromisoformat(given["from_on"]), last_on or None)
        found = [
            record_finding(
                person=one, finding=MEDICAL_RISK, span=span, document_number=document,
                source=f"own_cost_answers:{file.pk}", on=on, by=by, at=at,
            )
            for one in people_of(alert)
        ]  # fmt: skip
    alert.state = ALERT.next(alert.state, answer.move)
    alert.answered_on, alert.answer_document = on, document
    alert.finding = found[0] if found else None
    alert.save(update_fields=["state", "answered_on", "answer_document", "finding"])
    audit.record(
        "answer_own_cost_alert", by=by, about=alert, division_code=alert.division_code, at=at,
        change={"answer": answer.value, "document": document, "file": file.pk, "findings": [one.pk for one in found]},
    )  # fmt: skip
    return answer.value


def _require_latest(own_cost_list: OwnCostList) -> None:
    now = latest(own_cost_list.area)
    if now is not None and now.pk != own_cost_list.pk:
        raise AnswersRefused(
            "later_list_frozen",
            Text(
                f"清单 {own_cost_list.number} 已由 {now.number} 代替，未答复的各行都在新清单上。",
                f"List {own_cost_list.number} was replaced by {now.number}; what was not answered stands there again.",
            ),
            Text(f"请按清单 {now.number} 填报核查结果。", f"Answer list {now.number}."),
            list_id=now.pk,
        )
    if not is_as_frozen(own_cost_list):
        raise AnswersRefused(
            "list_changed",
            Text(f"清单 {own_cost_list.number} 与其校验码不符。", f"List {own_cost_list.number} is not what its digest says."),
            Text("请联系系统管理员。", "Ask the system administrator."),
        )  # fmt: skip


OWN_COST_ANSWER_FILES = Layout(
    code="OW-1",
    name=Text("个人负担监测核查结果", "answers to an own-cost list"),
    noun="own_cost_answers",
    model=OwnCostAnswerFile,
    table=ANSWER_TABLE,
    before=Before(
        "same_file_received", "file_id", same=("own_cost_list", "sha256"), after=("refused", "failed")
    ),
    reads=Permission.CLAIMS_READ,
    check=check,
    write=write,
    by_others=(FileMove.CONFIRM,),
    acts={FileMove.CONFIRM: lambda file, who: confirm(file=file, on=who.on, by=who.by, at=who.at)},
    leads_to=lambda file: (
        Beside(Text("监测清单", "own-cost list"), "claims:own_cost_list", file.own_cost_list_id),
    ),
)  # fmt: skip
