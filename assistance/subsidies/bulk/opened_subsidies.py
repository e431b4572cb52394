"""Of how many people does an opened year change the premium subsidy, by county? Each distinct case is asked once."""

from collections.abc import Iterator
from datetime import date

from django.db import connection

from assistance.subsidies.rules.awards import Award
from assistance.subsidies.rules.subsidies import award
from enrollment.bulk.opened_cases import SAMPLE, Case, everybody_sql
from enrollment.operations.dry_runs import Compared, Effect
from policy.book import Policy
from policy.money import format_yuan
from policy.terms import Category, Text

# Who holds a category on the last day of the last year is taken to hold it in the next; what begins later is newly added.
_HELD = """
  SELECT s.person_id, array_agg(DISTINCT s.category ORDER BY s.category) AS categories FROM (
      SELECT coalesce(o.merged_into_id, o.id) AS person_id, c.category
      FROM assistance_personcategory c JOIN enrollment_person o ON o.id = c.person_id
      WHERE c.from_on <= %(on)s AND (c.until_on IS NULL OR c.until_on > %(on)s)) s
  GROUP BY s.person_id
"""


def changes(compared: Compared) -> Iterator[Effect]:
    """The people whose subsidy is another one, or becomes undecided (setting OPENING_EFFECTS)."""
    on = date(compared.last_year, 12, 31)
    with connection.cursor() as cursor:
        everybody = everybody_sql(
            compared.area, compared.last_year, compared.coverage_year, among="SELECT person_id FROM held"
        )
        cursor.execute(
            f"WITH held AS MATERIALIZED ({_HELD})"
            f" SELECT county, then_standing, now_standing, categories, count(*), (array_agg(person_id))[1:{SAMPLE}]"
            f" FROM ({everybody}) everybody JOIN held USING (person_id)"
            " GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4",
            {"on": on, "area": compared.area},
        )
        rows = cursor.fetchall()
    for county, standing, standing_now, codes, people, sample in rows:
        before, after = compared.outcomes(county, Case(standing, standing_now))
        categories = [Category(code) for code in codes]
        then = _awarded(compared.before(county), compared.last_year, categories, before.fen)
        now = _awarded(compared.after(county), compared.coverage_year, categories, after.fen)
        if _amount(then) != _amount(now):
            case = f"{standing} {'+'.join(codes)}"
            yield Effect(county, case, int(people), tuple(sample), _words(then), _words(now))


def _awarded(policy: Policy, year: int, categories: list[Category], due_fen: int | None) -> Award | None:
    if due_fen is None:
        return None
    return award(policy, coverage_year=year, categories=categories, due_fen=due_fen)


def _amount(found: Award | None) -> tuple[int | None, bool]:
    return (None, True) if found is None else (found.subsidy_fen, bool(found.missing))


def _words(found: Award | None) -> Text:
    if found is None or found.subsidy_fen is None:
        return Text("资助未定", "subsidy undecided")
    yuan = format_yuan(found.subsidy_fen)
    return Text(f"资助{yuan}元", f"subsidy of {yuan} yuan")
