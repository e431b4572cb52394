"""How is a case submitted, withdrawn, accepted, returned, verified, put on public notice, rejected and closed?"""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from assistance.cases.models import AssistanceCase
from assistance.cases.operations import aid
from assistance.cases.operations.case_transitions import InvalidCase, locked, transition, with_officer
from assistance.cases.queries.aid import is_decided_by_hand
from assistance.cases.queries.case_amounts import price_members
from assistance.cases.queries.case_terms import case_terms
from assistance.cases.rules.case_reasons import ASKS_FOR_HELP, CaseKind, RejectReason, ReturnReason
from assistance.cases.rules.case_states import Move
from policy.terms import Text
from staff.models import Officer


@transaction.atomic
def submit(*, case: AssistanceCase, version: int | None, by: Officer, at: datetime) -> AssistanceCase:
    """Send the case to the civil-affairs official. What it costs, whether two must approve and whether it goes on notice are
    fixed now, by the policy and the settings of the area on this day.
    """
    on = timezone.localdate(at)
    row = locked(case, version)
    if not row.documents.filter(removed_at=None).exists():
        raise InvalidCase(
            "document_attached_required",
            Text("还没有上传任何材料。", "No document is attached yet."),
            Text(
                "请上传认定证件的照片或扫描件后提交。",
                "Attach a photograph or scan of the certificate, then submit.",
            ),
            field="file",
        )
    if not row.category or not row.document_number:
        raise InvalidCase(
            "category_not_entered",
            Text(
                "个案由走访答复自动登记，还没有填写类别和证明文号。",
                "An answer opened this case: its category and its document are not entered yet.",
            ),
            Text(
                "请先“修改内容”，填写类别、认定部门和文号；不符合任何类别的，请撤回并写明理由。",
                "Change the facts first: category, certifying body, document. If no category fits, withdraw it with a reason.",
            ),
            field="category",
        )
    kind = CaseKind(row.kind)
    amount = _amount(row, kind, by, at)
    terms = case_terms(row.division_code, on)
    decides_money = kind is not CaseKind.REVOCATION
    row.members.update(refused_because="")  # who was left out before it was returned is looked at again
    return transition(
        case=row, move=Move.SUBMIT, version=version, by=by, at=at,
        columns={
            "submitted_by": by, "submitted_at": at, "makers": with_officer(row.makers, by), "amount_fen": amount,
            "needs_two": decides_money and (terms.needs_two(amount) or is_decided_by_hand(row)),
            "notice_days": terms.notice_days if kind in ASKS_FOR_HELP else 0,
        },
        detail={"amount_fen": amount},
    )  # fmt: skip


def _amount(row: AssistanceCase, kind: CaseKind, by: Officer, at: datetime) -> int | None:
    """What the case costs: what was entered, what the application comes to, or the subsidies of its people."""
    if kind is CaseKind.RECOVERY:
        return row.amount_fen
    return aid.submitted(row, by=by, at=at).fen if kind is CaseKind.AID else price_members(row)


@transaction.atomic
def withdraw(
    *, case: AssistanceCase, version: int | None, reason: str, by: Officer, at: datetime
) -> AssistanceCase:
    """The applicant no longer asks for it."""
    return transition(case=case, move=Move.WITHDRAW, version=version, by=by, at=at, reason=reason)


@transaction.atomic
def accept(*, case: AssistanceCase, version: int | None, by: Officer, at: datetime) -> AssistanceCase:
    """The case is complete enough to be looked into (受理)."""
    return transition(case=case, move=Move.ACCEPT, version=version, by=by, at=at)


@transaction.atomic
def return_case(
    *,
    case: AssistanceCase,
    version: int | None,
    reason_code: str,
    reason: str = "",
    by: Officer,
    at: datetime,
) -> AssistanceCase:
    """Something is missing or wrong (退回补正): the clerk completes it and submits again; all later steps are made anew."""
    require_listed(ReturnReason, reason_code)
    return transition(
        case=case, move=Move.RETURN, version=version, by=by, at=at, reason_code=reason_code, reason=reason
    )


@transaction.atomic
def verify(
    *, case: AssistanceCase, version: int | None, reason: str = "", by: Officer, at: datetime
) -> AssistanceCase:
    """The facts were held against the register of the certifying body (审核); not by who entered them."""
    row = locked(case, version)
    return transition(
        case=row, move=Move.VERIFY, version=version, by=by, at=at, reason=reason,
        columns={"verified_by": by, "verified_at": at, "checkers": with_officer(row.checkers, by)},
    )  # fmt: skip


@transaction.atomic
def publish(*, case: AssistanceCase, version: int | None, by: Officer, at: datetime) -> AssistanceCase:
    """Put the case on public notice (公示) for the days that are set; the day of publication is the first of them."""
    on = timezone.localdate(at)
    row = locked(case, version)
    if row.notice_days == 0:
        raise InvalidCase(
            "no_notice_set",
            Text("本地区没有规定公示期，无需公示。", "No public notice is set for this area."),
            Text("可以直接审批。", "The case can be decided on as it is."),
        )
    until = on + timedelta(days=row.notice_days)
    return transition(
        case=row, move=Move.PUBLISH, version=version, by=by, at=at,
        columns={"notice_from": on, "notice_until": until},
        detail={"notice_from": on.isoformat(), "notice_until": until.isoformat()},
    )  # fmt: skip


@transaction.atomic
def reject(
    *,
    case: AssistanceCase,
    version: int | None,
    reason_code: str,
    reason: str = "",
    by: Officer,
    at: datetime,
) -> AssistanceCase:
    """The case is not approved (不予批准), for a reason of the list."""
    require_listed(RejectReason, reason_code)
    return transition(
        case=case, move=Move.REJECT, version=version, by=by, at=at, reason_code=reason_code, reason=reason
    )


@transaction.atomic
def close(*, case: AssistanceCase, version: int | None, by: Officer, at: datetime) -> AssistanceCase:
    """Nothing more is to be done: the case goes to the archive (办结归档)."""
    return transition(case=case, move=Move.CLOSE, version=version, by=by, at=at)


def require_listed(reasons: type[ReturnReason] | type[RejectReason], code: str) -> None:
    if code not in {reason.value for reason in reasons}:
        raise InvalidCase(
            "unknown_reason",
            Text("没有选择列表中的理由。", "No reason of the list was chosen."),
            Text("请选择理由。", "Choose a reason."),
            field="reason_code",
        )


PLAIN: dict[Move, Callable[..., AssistanceCase]] = {
    Move.SUBMIT: submit,
    Move.ACCEPT: accept,
    Move.PUBLISH: publish,
    Move.CLOSE: close,
}
