"""How is care elsewhere filed, decided by another officer, ended and undone?"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from claims.models import Filing, Provider
from claims.operations.register_changes import follow
from claims.queries.register_places import insured_at
from claims.rules.filing_states import FILING, LIVE, FilingMove, FilingState
from enrollment.bulk.slots import lock_people
from enrollment.models import Person
from enrollment.operations.people import lock_person, require_reason
from enrollment.rules.follow_ups import Fact
from policy.care import FilingKind
from policy.terms import Text
from staff import access, audit
from staff.access import Permission
from staff.identities import require_other_hands
from staff.models import Division, Officer
from staff.refusals import Refusal
from staff.rules.divisions import contains

ENTER = Permission.CLAIMS_ENTER
_M = FilingMove


class FilingRefused(Refusal):
    """The filing or the move cannot stand; `context["field"]` names the field."""

    status = 422


class FilingMoved(Refusal):
    """Somebody else decided meanwhile."""

    status = 409


@dataclass(frozen=True, slots=True)
class Submission:
    """What is filed; `destination` is a division outside the pooling area, `until_on` not included."""

    kind: FilingKind
    destination: str
    from_on: date
    proof: str
    until_on: date | None = None
    submitted_through: str = ""


@dataclass(frozen=True, slots=True)
class FilingDecision:
    """What is given with a move."""

    document_number: str = ""
    because: str = ""
    until_on: date | None = None


@transaction.atomic
def submit(*, person: Person, asked: Submission, source: str, by: Officer, at: datetime) -> Filing:
    """Write down a filing (提交备案) with the moment from which the clock runs."""
    on = timezone.localdate(at)
    person = lock_person(person, on=on, by=by, permission=None)
    area, division_code = insured_at(person, on)
    access.require(by, ENTER, division_code, on=on)
    require_reason(asked.proof, field="proof")
    _require_span(asked.from_on, asked.until_on)
    _require_elsewhere(asked.destination, area)
    through = asked.submitted_through.strip().upper()
    if through and not Provider.objects.filter(code=through).exists():
        raise FilingRefused(
            "provider_unknown",
            Text(
                f"医疗机构编码未登记：{through[:20]}。", f"No provider is registered under: {through[:20]}."
            ),
            Text("请核对编码；本人到窗口办理的，留空。", "Check the code; leave it empty at the counter."),
            field="submitted_through",
        )
    _require_free(person, asked.kind, asked.from_on, asked.until_on)
    row = Filing(
        person=person, area=area, division_code=division_code, kind=asked.kind.value, destination=asked.destination,
        from_on=asked.from_on, until_on=asked.until_on, proof=asked.proof.strip()[:200], source=source,
        submitted_through=through, submitted_by=by, submitted_at=at,
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        _require_free(person, asked.kind, asked.from_on, asked.until_on)
        raise
    audit.record("submit_filing", by=by, about=row, division_code=division_code, at=at, change=_told(row))
    follow([(person.pk, row.pk)], Fact.FILING, by=by, at=at)  # an emergency may count at once
    return row


@transaction.atomic
def move(*, filing: Filing, move: FilingMove, given: FilingDecision, by: Officer, at: datetime) -> Filing:
    """File, refuse, withdraw, end or undo; the bills that stand on it follow in the same transaction."""
    on = timezone.localdate(at)
    lock_people([filing.person.document_hash])
    row = Filing.objects.select_for_update(of=("self",)).select_related("person").get(pk=filing.pk)
    for permission in FILING.permissions(move):
        access.require(by, permission, row.division_code, on=on)
    if not FILING.allows(row.state, move):
        raise FilingMoved(
            "filing_not_in_state",
            Text(f"该备案当前为“{row.state_label.zh}”，不能办理此操作。",
                 f"The filing is “{row.state_label.en}”, so this cannot be done."),
            Text("请刷新页面查看最新状态。", "Load the page again to see how it stands."),
        )  # fmt: skip
    if move in (_M.FILE, _M.REFUSE):
        what = Text("提交备案的经办人不能自己审核。", "Whoever took the filing cannot decide it.")
        require_other_hands(by, row.submitted_by_id, what=what)
    elif move is _M.UNDO:
        what = Text("审核备案的人员不能自己撤销。", "Whoever decided cannot undo it.")
        require_other_hands(by, row.decided_by_id, what=what)
    _change(row, move, given, by, at)
    row.state = FILING.next(row.state, move).value
    row.save()
    audit.record(
        f"{move.value}_filing", by=by, about=row, division_code=row.division_code, at=at, change=_told(row)
    )
    follow([(row.person_id, row.pk)], Fact.FILING, by=by, at=at)
    return row


def _change(row: Filing, move: FilingMove, given: FilingDecision, by: Officer, at: datetime) -> None:
    if move is not _M.FILE:
        require_reason(given.because, field="because")
        row.because = given.because.strip()[:300]
    if move in (_M.FILE, _M.REFUSE):
        row.document_number = given.document_number.strip()[:100]
        row.decided_by, row.decided_at = by, at
        return
    if move is _M.END:
        if given.until_on is None or given.until_on < row.from_on:
            raise FilingRefused(
                "end_before_begin",
                Text(f"终止日须填写，且不早于起始日 {row.from_on}。",
                     f"Give the day from which it no longer holds, not before {row.from_on}."),
                Text("自始不应备案的，请用“撤销”。", "Undo it when it never should have been."),
                field="until_on",
            )  # fmt: skip
        row.until_on = given.until_on if row.until_on is None else min(row.until_on, given.until_on)
    row.closed_by, row.closed_at = by, at


# -- what must hold --------------------------------------------------------------------------------------------


def _require_span(from_on: date, until_on: date | None) -> None:
    if until_on is not None and until_on <= from_on:
        raise FilingRefused(
            "days_reversed",
            Text("终止日不晚于起始日。", "It ends before it begins."),
            Text("请核对起止日期。", "Check the days."),
            field="until_on",
        )


def _require_elsewhere(destination: str, area: str) -> None:
    """A known division that does not lie in the pooling area."""
    if not Division.objects.filter(pk=destination).exists():
        raise FilingRefused(
            "division_unknown",
            Text(f"没有区划 {destination[:12]}。", f"There is no division {destination[:12]}."),
            Text(
                "请填写 6 位区划代码：省、市或县。", "Give the code of a province, city or county, 6 digits."
            ),
            field="destination",
        )
    if contains(area, destination):
        raise FilingRefused(
            "inside_the_area",
            Text("备案地在本统筹区内，无须备案。", "The place lies inside the pooling area: nothing is to be filed."),
            Text("请填写统筹区以外的备案地。", "Give a place outside the pooling area."),
            field="destination",
        )  # fmt: skip


def _require_free(person: Person, kind: FilingKind, from_on: date, until_on: date | None) -> None:
    """No second open filing of one kind, and none of one kind on one day."""
    same = Filing.objects.filter(person=person, kind=kind.value)
    waiting = same.filter(state=FilingState.SUBMITTED.value).first()
    if waiting is not None:
        raise FilingRefused(
            "filing_waits",
            Text(f"已有一份待审核的“{kind.label.zh}”备案（第 {waiting.pk} 号）。",
                 f"A filing of this kind ({kind.label.en}) waits already (no. {waiting.pk})."),
            Text("请先审核或撤回那一份。", "Decide or withdraw that one first."),
            filing_id=waiting.pk,
        )  # fmt: skip
    for other in same.filter(state__in=LIVE):
        if (until_on is None or other.from_on < until_on) and (
            other.until_on is None or from_on < other.until_on
        ):
            raise FilingRefused(
                "filed_already",
                Text(f"这些日期已有“{kind.label.zh}”备案（第 {other.pk} 号，{other.from_on} 至 {other.until_on or '…'}）。",
                     f"It is filed on these days already ({kind.label.en}, no. {other.pk}, {other.from_on} to "
                     f"{other.until_on or '…'})."),
                Text("变更备案地或日期的，先终止原备案，再自终止日起重新备案。",
                     "To change place or days, end that one first and file anew from the day on which it ends."),
                filing_id=other.pk, field="from_on",
            )  # fmt: skip


def _told(row: Filing) -> dict[str, object]:
    told = {
        "person": row.person_id, "kind": row.kind, "destination": row.destination, "from_on": row.from_on,
        "until_on": row.until_on, "document": row.document_number, "state": row.state, "because": row.because,
        "through": row.submitted_through,
    }  # fmt: skip
    return {name: value for name, value in told.items() if value not in ("", None)}
