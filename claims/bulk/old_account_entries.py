"""How do statements draw on old accounts, and give back what a reversal takes back, in the transaction of the statements?"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import connection

from claims.rules.benefit_terms import terms_on
from claims.rules.old_accounts import clause_for, draw

if TYPE_CHECKING:
    from claims.bulk.statement_writes import ToPost

_ACCOUNTS = """
    SELECT a.id, coalesce(p.merged_into_id, p.id), a.balance_fen FROM claims_oldaccount a
    JOIN enrollment_person p ON p.id = a.person_id
    WHERE a.balance_fen > 0 AND (a.person_id = ANY(%(people)s) OR p.merged_into_id = ANY(%(people)s))
    ORDER BY a.id FOR UPDATE OF a"""
_ENTRY = """
    INSERT INTO claims_oldaccountentry (account_id, statement_id, fen, left_fen, clause, is_reversal, entered_at)
    VALUES (%s, %s, %s, %s, %s, false, %s)"""
_LEFT = "UPDATE claims_oldaccount SET balance_fen = %s WHERE id = %s"
_GIVE_BACK = """
    WITH taken AS MATERIALIZED (SELECT e.account_id, e.statement_id, e.fen, e.clause FROM claims_oldaccountentry e
        WHERE e.statement_id = ANY(%s) AND NOT e.is_reversal),
    held AS MATERIALIZED (SELECT id FROM claims_oldaccount WHERE id IN (SELECT account_id FROM taken) ORDER BY id FOR UPDATE),
    back AS (UPDATE claims_oldaccount a SET balance_fen = a.balance_fen - t.fen
        FROM (SELECT account_id, sum(fen) AS fen FROM taken GROUP BY 1) t JOIN held h ON h.id = t.account_id
        WHERE a.id = t.account_id RETURNING a.id, a.balance_fen)
    INSERT INTO claims_oldaccountentry (account_id, statement_id, fen, left_fen, clause, is_reversal, entered_at)
    SELECT t.account_id, t.statement_id, -t.fen, b.balance_fen, t.clause, true, %s
    FROM taken t JOIN back b ON b.id = t.account_id"""


def draw_for(posted: Sequence[tuple[int, "ToPost"]], now: datetime) -> None:
    """Let these statements take what their bills may, in their order; no statement of SQL where no bill may."""
    asked = []
    for statement_id, one in posted:
        clause = clause_for(terms_on(one.case.policy, one.case.bill.service_on), one.case.bill)
        if clause and one.done.person_pays_fen:
            asked.append((statement_id, one.case.person_id, one.done.person_pays_fen, clause))
    if not asked:
        return
    with connection.cursor() as cursor:
        cursor.execute(_ACCOUNTS, {"people": [person for _, person, _, _ in asked]})
        accounts: dict[int, list[list[int]]] = defaultdict(list)
        for account, person, balance in cursor.fetchall():
            accounts[person].append([account, balance])
        entries, changed = [], {}
        for statement_id, person, bears, clause in asked:
            for account in accounts.get(person, ()):
                taken = draw(account[1], bears, clause)
                if taken.fen:
                    bears, account[1] = bears - taken.fen, taken.left_fen
                    entries.append((account[0], statement_id, -taken.fen, taken.left_fen, clause, now))
                    changed[account[0]] = taken.left_fen
        if entries:
            cursor.executemany(_ENTRY, entries)
            cursor.executemany(_LEFT, [(left, account) for account, left in sorted(changed.items())])


def give_back(statement_ids: Sequence[int], now: datetime) -> None:
    """Statements were reversed: what they took is in the accounts again."""
    with connection.cursor() as cursor:
        cursor.execute(_GIVE_BACK, [list(statement_ids), now])
