"""Does a run of subsidies say that it is paid exactly when all that was frozen with it reached dues and cards?"""

from collections.abc import Iterable

from django.db import connection

from assistance.subsidies.rules.grant_states import RUN, RunMove

# What was taken back, returned by the bank or could not be credited counts as not paid.
_SAY = """
UPDATE assistance_subsidyrun r SET state = CASE WHEN p.fen = r.amount_fen THEN %(paid)s ELSE %(part)s END
FROM (SELECT run_id, coalesce(sum(amount_fen) FILTER (WHERE state IN ('credited', 'paid')), 0) AS fen
  FROM assistance_grant WHERE run_id = ANY(%(runs)s) AND is_counted GROUP BY 1) p
WHERE p.run_id = r.id AND r.state IN (%(paid)s, %(part)s)
"""


def say_what_was_paid(run_ids: Iterable[int]) -> None:
    """Give each of these runs, unless it is being paid, the state that its grants say."""
    with connection.cursor() as cursor:
        cursor.execute(
            _SAY,
            {
                "runs": list(run_ids),
                "paid": RUN.end(RunMove.FINISH).value,
                "part": RUN.end(RunMove.FALL_SHORT).value,
            },
        )
