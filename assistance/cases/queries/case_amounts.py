"""What does the premium subsidy of the people of a case come to, by which clause?"""

from datetime import date

from assistance.cases.models import AssistanceCase
from assistance.categories.queries.categories import categories_on
from assistance.subsidies.rules.subsidies import award
from enrollment.models import Due, Person
from enrollment.queries.policies import policy_of
from enrollment.rules.dues import individual_price
from enrollment.rules.groups import default_group
from policy.book import NoPolicy, Policy
from policy.terms import Category, Text


def price_members(case: AssistanceCase) -> int | None:
    """Write the subsidy of each person with its sentences; their sum, None while one of them is not decided.

    The subsidy is measured at the individual part of the coverage year, the price in the window: a late payer's fiscal part
    is nobody's subsidy. Categories held besides the one asked for count too: only the highest does (A11).
    """
    members = list(case.members.select_related("person"))
    people = [member.person for member in members]
    held = categories_on([person.pk for person in people], case.from_on)
    places = _places(people, case.coverage_year)
    total: int | None = 0
    for member in members:
        categories = {Category(case.category), *held.get(member.person_id, ())}
        area = places.get(member.person_id, member.person.division_code)
        since = dict.fromkeys(categories, case.from_on)
        member.amount_fen, member.steps = _amount(member.person, area, case.coverage_year, since)
        member.save(update_fields=["amount_fen", "steps"])
        total = None if total is None or member.amount_fen is None else total + member.amount_fen
    return total


def _places(people: list[Person], coverage_year: int) -> dict[int, str]:
    """Where each is enrolled for the year."""
    dues = Due.objects.filter(person__in=people, coverage_year=coverage_year, withdrawn_on=None)
    return dict(dues.values_list("person_id", "area"))


def _amount(
    person: Person, place: str, coverage_year: int, since: dict[Category, date]
) -> tuple[int | None, list[dict[str, object]]]:
    try:
        policy: Policy = policy_of(place, coverage_year)
    except NoPolicy:
        return None, []
    group = default_group(born_on=person.born_on, school=person.school, coverage_year=coverage_year)
    price = individual_price(policy, coverage_year, group)
    if price.fen is None:
        what = price.missing.what if price.missing else Text("个人缴费标准", "the individual amount")
        return None, [
            {
                "code": "missing",
                "zh": f"文件没有规定：{what.zh}。",
                "en": f"The documents do not state {what.en}.",
                "clause": price.clause,
                "readings": list(price.readings),
                "fen": None,
            }
        ]
    given = award(
        policy, coverage_year=coverage_year, categories=sorted(since), due_fen=price.fen, place=person.division_code,
        since=since,
    )  # fmt: skip
    return given.subsidy_fen, [step.as_json() for step in given.steps]
