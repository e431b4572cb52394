"""How does help that a case granted become something to be paid, follow own cost down, and stop being paid?"""

from collections.abc import Collection
from datetime import datetime

from assistance.subsidies.models import AidPayment
from assistance.subsidies.rules.aid_payments import OPEN
from enrollment.models import Person
from staff import audit
from staff.models import Officer


def grant(
    *,
    case_id: int,
    person: Person,
    area: str,
    division_code: str,
    amount_fen: int,
    hands: Collection[int],
    by: Officer,
    at: datetime,
) -> AidPayment:
    """What an approved case grants is to be paid now; `hands` took part in the case."""
    payment = AidPayment.objects.create(
        case_id=case_id, person=person, area=area, division_code=division_code, approved_fen=amount_fen,
        amount_fen=amount_fen, approved_at=at, hands=sorted(hands), state_since=at,
    )  # fmt: skip
    audit.record(
        "grant_aid", by=by, about=payment, division_code=division_code, at=at,
        change={"case": case_id, "amount_fen": amount_fen},
    )  # fmt: skip
    return payment


def follow(payment: AidPayment, *, fen: int, at: datetime) -> None:
    """Own cost is another one now: pay what it comes to, at most what was approved. Nothing while money is on its way."""
    fen = min(fen, payment.approved_fen)
    if payment.state not in OPEN or payment.amount_fen == fen:
        return
    before, payment.amount_fen = payment.amount_fen, fen
    payment.save(update_fields=["amount_fen"])
    audit.record(
        "change_aid_to_pay", by=None, about=payment, division_code=payment.division_code, at=at,
        change={"case": payment.case_id, "amount_fen": [before, fen]},
    )  # fmt: skip


def stop(payment: AidPayment, *, because: str, by: Officer, at: datetime) -> None:
    """The case was revoked: what is not paid yet is not put on a list any more."""
    payment.stopped_because = because.strip()[:200]
    payment.save(update_fields=["stopped_because"])
    audit.record(
        "stop_aid_payment", by=by, about=payment, division_code=payment.division_code, at=at,
        change={"case": payment.case_id, "because": payment.stopped_because},
    )  # fmt: skip
