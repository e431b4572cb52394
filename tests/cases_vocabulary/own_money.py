"""How are worked cases about what the person bears answered: balances of former accounts, and lines of own cost?"""

from __future__ import annotations

from typing import Any

from claims.rules.benefit_terms import terms_on
from claims.rules.facts import BillFacts
from claims.rules.old_accounts import clause_for, draw
from claims.rules.own_cost_watch import Line, levels_reached, line_for, windows
from policy.book import Policy
from policy.care import Setting
from policy.money import yuan_to_fen
from tests.cases_vocabulary.given import Given, as_day

Answer = dict[str, Any]


def old_account(policy: Policy, code: str, given: Given) -> Answer:
    """What bills take of a balance, one after the other. `bills`: kind of care, day, and what the person bears in yuan."""
    left, drawn, clauses = yuan_to_fen(str(given.take("balance"))), [], []
    for row in given.take("bills"):
        bill = Given(row)
        fen = yuan_to_fen(str(bill.take("bears")))
        facts = BillFacts(
            Setting(str(bill.take("care", "outpatient"))), "county", as_day(bill.take("date")), fen, fen
        )
        bill.refuse_unknown("old-account")
        clause = clause_for(terms_on(policy, facts.service_on), facts)
        taken = draw(left, fen, clause)
        left = taken.left_fen
        drawn.append(taken.fen)
        clauses.append(clause)
    return {"drawn_fen": drawn, "left_fen": left, "clauses": clauses}


def own_cost_watch(policy: Policy, code: str, given: Given) -> Answer:
    """Which alerts a day of watching opens. `day`: on which it is looked; `costs`: day -> yuan; `lines`: group -> yuan; `groups`: of the person."""
    on = as_day(given.take("day"))
    lines = {
        group: Line(group, yuan_to_fen(str(yuan)), "文")
        for group, yuan in (given.take("lines") or {}).items()
    }
    costs = {as_day(day): yuan_to_fen(str(yuan)) for day, yuan in (given.take("costs") or {}).items()}
    line = line_for(lines, list(given.take("groups") or []))
    rolling = windows(on).rolling
    own = sum(fen for day, fen in costs.items() if rolling.contains(day))
    return {
        "from": rolling.start.isoformat(),
        "until": rolling.last_day.isoformat() if rolling.last_day else None,
        "own_cost_fen": own,
        "group": line.group if line else None,
        "line_fen": line.fen if line else None,
        "alerts": list(levels_reached(own, line.fen)) if line else [],
    }
