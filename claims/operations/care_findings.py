"""How is looked for findings about care, once whoever starts it, and how does a person decide on one?"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from claims.bulk.care_findings import findings
from claims.models import CareFinding, Statement
from claims.rules.care_findings import CARE_FINDING, FindingMove, FindingState, Found
from claims.rules.review_states import StatementState
from intake.operations.locks import lock_text
from policy.terms import Text
from staff import access, audit
from staff.access import Permission
from staff.models import Officer
from staff.refusals import Refusal

REVIEW = Permission.CLAIMS_REVIEW
BLOCK = 1_000


class FindingRefused(Refusal):
    """The decision cannot stand; `context["field"]` names the field, if it is one."""


class FindingMoved(Refusal):
    """Somebody else decided meanwhile."""

    status = 409


class Looked(NamedTuple):
    """How many findings were opened, and how many were marked since a bill of theirs stands no longer."""

    opened: int
    fallen: int


@transaction.atomic
def look(*, on: date, at: datetime, by: Officer | None = None) -> Looked:
    """Let every rule look at the settled care of a day, open what is new and mark what no longer stands."""
    today = timezone.localdate(at)
    if by is not None and not access.may_anywhere(by, REVIEW, on=today):
        access.require(by, REVIEW, "", on=today)
    if on > today:
        raise FindingRefused(
            "finding_on",
            Text(f"{on} 还没有到。", f"{on} is still to come."),
            Text("请填写今天或以前的日期。", "Give today or an earlier day."),
            field="on",
        )
    lock_text("care findings")
    fallen = _mark_fallen(on)
    standing = set(CareFinding.objects.filter(fallen_on=None).values_list("rule", "key"))
    opened = _opened(findings(on), standing, on)
    if by is not None or opened or fallen:
        audit.record(
            "look_for_care_findings", by=by, at=at, change={"on": on, "opened": opened, "fallen": fallen}
        )
    return Looked(opened, fallen)


@transaction.atomic
def move(
    *,
    finding: CareFinding,
    move: FindingMove,
    because: str,
    recovery_fen: int | None = None,
    by: Officer,
    at: datetime,
) -> CareFinding:
    """Confirm, explain, propose recovery with its amount, or look into it again; each with the reason."""
    row = CareFinding.objects.select_for_update(of=("self",)).get(pk=finding.pk)
    access.require(by, REVIEW, row.division_code, on=timezone.localdate(at))
    if not CARE_FINDING.allows(row.state, move):
        raise FindingMoved(
            "finding_not_in_state",
            Text(
                f"该疑点当前为“{row.state_label.label.zh}”，不能办理此操作。",
                f"The finding is “{row.state_label.label.en}”, so this cannot be done.",
            ),
            Text("请刷新页面查看最新状态。", "Load the page again to see how it stands."),
        )
    if not because.strip():
        raise FindingRefused(
            "finding_because",
            Text("须写明依据。", "Say on what it rests."),
            Text("请填写核查情况。", "Enter what was found."),
            field="because",
        )
    proposes = move is FindingMove.PROPOSE_RECOVERY
    if proposes and not 0 < (recovery_fen or 0) <= row.funds_fen:
        raise FindingRefused(
            "finding_recovery",
            Text(
                "追回金额须大于零，且不超过各项基金所付。",
                "Recover more than nothing, and at most what the funds paid.",
            ),
            Text("请核对金额。", "Check the amount."),
            field="recovery_fen",
        )
    row.state = CARE_FINDING.next(row.state, move).value
    row.because, row.recovery_fen = because.strip()[:300], recovery_fen if proposes else None
    is_open = row.state == FindingState.OPEN
    row.decided_by, row.decided_at = (None, None) if is_open else (by, at)
    row.save()
    audit.record(
        f"{move.value}_care_finding",
        by=by,
        about=row,
        division_code=row.division_code,
        at=at,
        change={"rule": row.rule, "because": row.because, "recovery_fen": row.recovery_fen},
    )
    return row


def _mark_fallen(on: date) -> int:
    """Findings of which a bill has no posted statement any more; what was decided stays."""
    standing = list(CareFinding.objects.filter(fallen_on=None).exclude(bills=[]).values_list("pk", "bills"))
    fallen: list[int] = []
    for start in range(0, len(standing), BLOCK):
        block = standing[start : start + BLOCK]
        wanted = {bill for _pk, bills in block for bill in bills}
        posted = set(
            Statement.objects.filter(bill__in=wanted, state=StatementState.POSTED).values_list(
                "bill_id", flat=True
            )
        )
        fallen += [pk for pk, bills in block if not posted.issuperset(bills)]
    return CareFinding.objects.filter(pk__in=fallen).update(fallen_on=on)


def _opened(found: Iterable[Found], standing: set[tuple[str, str]], on: date) -> int:
    rows: list[CareFinding] = []
    opened = 0
    for one in found:
        if (one.rule.value, one.key) in standing:
            continue
        standing.add((one.rule.value, one.key))
        rows.append(
            CareFinding(
                rule=one.rule.value,
                key=one.key,
                person_id=one.person,
                provider_id=one.provider,
                division_code=one.division_code,
                bills=list(one.bills),
                service_on=one.on,
                funds_fen=one.funds_fen,
                text_zh=one.text.zh,
                text_en=one.text.en,
                found_on=on,
            )
        )
        opened += 1
        if len(rows) >= BLOCK:
            CareFinding.objects.bulk_create(rows)
            rows = []
    CareFinding.objects.bulk_create(rows)
    return opened
