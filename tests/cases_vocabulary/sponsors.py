"""How much of a due does another pay?"""

from __future__ import annotations

from typing import Any

from enrollment.rules.sponsor_shares import Owed, ShareAnswer, share, terms_of
from policy.book import Policy
from policy.terms import SponsorKind
from tests.cases_vocabulary.given import Given

OPEN = (ShareAnswer.NO_PRICE, ShareAnswer.SPONSOR_OPEN, ShareAnswer.ORDER_OPEN)


def sponsor_share(policy: Policy, code: str, given: Given) -> dict[str, Any]:
    """Kind sponsor-share: `sponsor` is the kind of payer; of the due `charged_fen`, `credited_fen` and its part `subsidy_fen`.

    `wanted_fen` is the amount in the list (none: what is owed), `documented` says that the list names a decision.
    """
    owed = Owed(
        given.take("charged_fen"), int(given.take("credited_fen") or 0), int(given.take("subsidy_fen") or 0)
    )
    terms = terms_of(policy, SponsorKind(given.take("sponsor")), int(given.take("coverage_year")))
    got = share(owed, given.take("wanted_fen"), terms, has_document=bool(given.take("documented")))
    return {
        "decision": "MANUAL" if got.answer in OPEN else "DECIDED",
        "answer": got.answer.value,
        "paid_fen": got.fen,
        "clause": got.clause,
    }
