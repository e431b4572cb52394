"""Where do the typed lines of a file wait between its check and its posting?

One UNLOGGED table for each part of the file: fast to fill, dropped when the part is posted, empty after a crash of the
database (the check is then done again from the stored bytes). The names carry the fence of the check, so a worker that
lost its lease writes into tables that nobody reads. Document numbers stay encrypted here too: a keystream of the file
(AES-CTR, `identity_cover`) hides them, and the keyed hash beside each proves that it was opened correctly.
"""

import contextlib

from django.db import OperationalError, connection, transaction
from psycopg import sql

from enrollment.bulk.block_rows import Beside, BlockRows, pack
from enrollment.bulk.identity_cover import IdentityCover
from enrollment.bulk.line_parsing import ParsedBlock
from enrollment.bulk.slots import SLOTS
from intake.bulk.staged_tables import tables_of

DROP_PATIENCE = "2s"
# Short hashes are counted first: a million texts would not fit where a million numbers do, and few of them are met twice.
_REPEATED = """
CREATE UNLOGGED TABLE {repeated} AS
WITH met AS MATERIALIZED (
  SELECT hash FROM (SELECT hashtext(ticket) AS hash FROM ({every}) line) line GROUP BY hash HAVING count(*) > 1
), line AS MATERIALIZED (
  SELECT ticket, number FROM ({every}) line WHERE hashtext(ticket) IN (SELECT hash FROM met)
)
SELECT number, first_number FROM (SELECT number, min(number) OVER (PARTITION BY ticket) AS first_number FROM line) line
WHERE number > first_number
"""
COLUMNS = (
    "number int, hash uuid, ticket text, kind text, original text, amount_fen bigint, paid_at timestamp, "
    "treasury_on date, division_code text, area text, coverage_year smallint, channel text, name_key text, name text, "
    "identity text, faults jsonb"
)


def table_name(file_id: int, fence: int, part: int) -> str:
    return f"payment_stage_{file_id}_{fence}_{part}"


def repeated_tickets_name(file_id: int, fence: int) -> str:
    """The table of the sound lines whose ticket stands in an earlier sound line of the file, each with the first one."""
    return f"payment_stage_{file_id}_{fence}_tickets"


def part_bounds(parts: int) -> list[tuple[int, int]]:
    """The slots [from, until) of each part."""
    return [(SLOTS * part // parts, SLOTS * (part + 1) // parts) for part in range(parts)]


class StageWriter:
    """Fills the part tables of one file while the next block is parsed: `block_rows` makes and copies the rows."""

    def __init__(self, file_id: int, fence: int, parts: int, cover: IdentityCover, *, is_large: bool) -> None:
        self._tables = [table_name(file_id, fence, part) for part in range(parts)]
        self._repeated = repeated_tickets_name(file_id, fence)
        self._beside = Beside(
            lambda: BlockRows(self._tables, part_bounds(parts), cover), own_process=is_large
        )
        self.counts = [0] * parts

    def create(self) -> None:
        with connection.cursor() as cursor:
            for name in self._tables:
                cursor.execute(
                    sql.SQL("CREATE UNLOGGED TABLE {} (" + COLUMNS + ")").format(sql.Identifier(name))
                )

    def add(self, block: ParsedBlock) -> None:
        """Stage a block."""
        self._beside.add(pack(block))

    def finish(self) -> None:
        """Write what is left and make the tables known to the planner."""
        self.counts = self._beside.finish()
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL work_mem = '128MB'")
            cursor.execute("SET LOCAL default_statistics_target = 10")  # sizes and widths are enough
            for name in self._tables:
                cursor.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(name)))
            every = sql.SQL(" UNION ALL ").join(
                sql.SQL("SELECT ticket, number FROM {} WHERE faults IS NULL").format(sql.Identifier(name))
                for name in self._tables
            )
            cursor.execute(sql.SQL(_REPEATED).format(repeated=sql.Identifier(self._repeated), every=every))
            cursor.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(self._repeated)))

    def abandon(self) -> None:
        self._beside.close()
        drop_stage([*self._tables, self._repeated])


def drop_stage(tables: list[str]) -> None:
    """Drop these tables; one that a frozen worker still holds is left for whoever sweeps next."""
    for name in tables:
        with contextlib.suppress(OperationalError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = '{DROP_PATIENCE}'")
            cursor.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(sql.Identifier(name)))


def stage_tables(file_id: int) -> list[str]:
    """All tables staged for a file, of whatever fence."""
    return tables_of("payment_stage", file_id)
