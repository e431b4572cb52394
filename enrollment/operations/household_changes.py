"""How is a household split, and how does it change its head?"""

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from enrollment.models import Household, Person
from enrollment.operations.households import (
    HEAD,
    HouseholdRefused,
    end_membership,
    join,
    lock_household,
    make_head,
    needs_new_head,
    new_household,
    require_one_spouse,
)
from enrollment.operations.people import require_division, require_reason
from policy.terms import Text
from staff import access, audit
from staff.access import Permission
from staff.models import Officer


@transaction.atomic
def split_household(
    *,
    household: Household,
    leaving: Sequence[tuple[Person, str]],
    reason: str,
    on: date,
    by: Officer,
    number: str = "",
    division_code: str = "",
    new_head: Person | None = None,
) -> Household:
    """Some members form a household of their own (分户); `leaving` names each with the relationship to the new head."""
    household = lock_household(household, on=on, by=by)
    division_code = division_code or household.division_code
    access.require(by, Permission.PEOPLE_WRITE, division_code, on=on)
    require_division(division_code, "division_code")
    require_reason(reason)
    relationships = [relationship for _, relationship in leaving]
    if relationships.count(HEAD) != 1:
        raise HouseholdRefused(
            "one_head",
            Text("新户须有且只有一名户主。", "The new household needs exactly one head."),
            Text("请在分出的人中选一名户主。", "Choose one of those who leave as its head."),
            field="relationship",
        )
    require_one_spouse(relationships)
    inside = {
        m.person_id: m
        for m in household.memberships.filter(left_on=None).select_related("household", "person")
    }
    strangers = [person.name for person, _ in leaving if person.pk not in inside]
    if strangers:
        raise HouseholdRefused(
            "not_a_member",
            Text(
                f"{'、'.join(strangers)}不在这一户。",
                f"{', '.join(strangers)} do not belong to this household.",
            ),
            Text("请刷新页面后重选。", "Reload the page and choose again."),
        )
    if len(leaving) == len(inside):
        raise HouseholdRefused(
            "nobody_left",
            Text("全户都被选中，原户将无人。", "All members were chosen, so nobody would be left."),
            Text(
                "全户搬迁请变更居住地，不必分户。",
                "If the whole household moved, change its residence instead.",
            ),
        )
    leaving_ids = {person.pk for person, _ in leaving}
    if new_head is not None and new_head.pk in leaving_ids:
        raise needs_new_head()
    formed = new_household(division_code, number, on=on)
    head_leaves = household.head_id in leaving_ids
    if head_leaves and new_head is None:
        raise needs_new_head()
    for person, relationship in leaving:
        end_membership(
            membership=inside[person.pk], because="split", on=on, new_head=new_head, check_head=False
        )
        join(formed, person, relationship, on=on)
        if relationship == HEAD:
            formed.head = person
    formed.save(update_fields=["head"])
    if head_leaves and new_head is not None:
        make_head(household, new_head, {})
    if division_code != household.division_code:
        Person.objects.filter(pk__in=leaving_ids).update(division_code=division_code)
    audit.record(
        "split_household", by=by, about=household, division_code=household.division_code,
        change={"formed": formed.pk, "people": sorted(leaving_ids), "reason": reason},
    )  # fmt: skip
    return formed


@transaction.atomic
def change_head(
    *,
    household: Household,
    new_head: Person,
    reason: str,
    on: date,
    by: Officer,
    relationships: dict[int, str] | None = None,
) -> Household:
    """Another member becomes head (变更户主); everybody's relationship to the new head can be set at the same time.

    Where it is not set, the former head and the former head's spouse become "other"; the rest keep what they had.
    """
    household = lock_household(household, on=on, by=by)
    require_reason(reason)
    before = household.head_id
    if before == new_head.pk:
        return household
    make_head(household, new_head, relationships or {})
    audit.record(
        "change_head", by=by, about=household, division_code=household.division_code,
        change={"head": [before, new_head.pk], "reason": reason},
    )  # fmt: skip
    return household
