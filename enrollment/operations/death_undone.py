"""Which place in a household does somebody take again whose death was recorded in error, and what is left to be done by hand?"""

from enrollment.models import Household, Membership, Person
from enrollment.operations.households import HEAD, SPOUSE
from policy.terms import Text

DEATH = "death"  # why a membership ended


def into_household_again(person: Person) -> Household | None:
    """Take up the membership that ended only because of the death; None where it cannot be, or none did.

    A household that was dissolved since nobody was left in it stands again. The caller holds the person.
    """
    last = _ended_by_death(person)
    if last is None or why_not(last) is not None:
        return None
    household = Household.objects.select_for_update(of=("self",), no_key=True).get(pk=last.household_id)
    last.left_on, last.left_because = None, ""
    last.save(update_fields=["left_on", "left_because"])
    household.dissolved_on = None
    if last.relationship == HEAD:
        household.head = person
    household.save(update_fields=["dissolved_on", "head"])
    return household


def left_to_do(person: Person) -> Text | None:
    """What an officer does by hand about a place in a household that could not be restored, in one sentence; None: nothing."""
    if person.died_on is not None or person.merged_into_id is not None:
        return None
    last = _ended_by_death(person)
    return why_not(last) if last is not None else None


def why_not(last: Membership) -> Text | None:
    """Why a membership that a death ended cannot be taken up, and what to do instead; None: it can."""
    household = last.household
    members = household.memberships.filter(left_on=None)
    number = household.number or str(household.pk)
    ended = max(last.left_on or household.formed_on, household.formed_on)
    if household.dissolved_on is not None and household.dissolved_on != ended:
        return Text(
            f"原户 {number} 已另行撤销，请在“变更”中将其迁入其他户。",
            f"Household {number} was dissolved otherwise: move the person to another household.",
        )
    if last.relationship == HEAD and household.head_id is not None:
        return Text(
            f"原户 {number} 已有新户主，请在户的页面按新的关系将其加入，或再变更户主。",
            f"Household {number} has another head: add the person there with a relationship to that head, or change the head.",
        )
    if last.relationship == SPOUSE and members.filter(relationship=SPOUSE).exists():
        return Text(
            f"原户 {number} 的户主已有配偶，请核对关系后将其加入。",
            f"The head of household {number} has a spouse on record: check the relationship and add the person.",
        )
    return None


def _ended_by_death(person: Person) -> Membership | None:
    """The last membership, if a death ended it and nothing followed."""
    last = person.memberships.select_related("household").order_by("-joined_on", "-pk").first()
    return last if last is not None and last.left_on is not None and last.left_because == DEATH else None
