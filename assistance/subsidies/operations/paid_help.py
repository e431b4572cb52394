"""What follows for a subsidy, or for aid that a case granted, when the bank answered about its line?"""

from collections.abc import Sequence
from datetime import datetime
from importlib import import_module

from django.conf import settings

from assistance.subsidies.models import AidPayment, Grant, PayoutBatch, PayoutLine
from assistance.subsidies.operations.following import look_again
from assistance.subsidies.operations.paid_runs import say_what_was_paid
from assistance.subsidies.rules.aid_payments import AID_PAYMENT, AidMove
from assistance.subsidies.rules.grant_states import GRANT, GrantMove, PayoutState


def say_what_came(batch: PayoutBatch, lines: Sequence[PayoutLine], at: datetime) -> None:
    """Give what these lines paid the state that the bank's answer says, and have everything looked at that stands on it."""
    for state, grant_move, aid_move in (
        (PayoutState.PAID, GrantMove.PAY, AidMove.PAY),
        (PayoutState.RETURNED, GrantMove.RETURN, AidMove.RETURN),
    ):
        ended = [line for line in lines if line.state == state]
        grants = Grant.objects.filter(pk__in=[line.grant_id for line in ended if line.grant_id])
        grants.filter(state__in=GRANT.before(grant_move)).update(state=GRANT.end(grant_move), state_since=at)
        aids = AidPayment.objects.filter(pk__in=[line.aid_id for line in ended if line.aid_id])
        aids.filter(state__in=AID_PAYMENT.before(aid_move)).update(
            state=AID_PAYMENT.end(aid_move), state_since=at
        )
    if batch.run_id is not None:
        say_what_was_paid([batch.run_id])
    look_again([line.grant_id for line in lines if line.grant_id], at=at)
    if cases := [line.help.case_id for line in lines if isinstance(line.help, AidPayment)]:
        # Cases lie above subsidies: the settings name the module that looks at them.
        import_module(settings.AID_FOLLOWS).aid_answered(cases, at=at)
