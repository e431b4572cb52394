"""How is a death written down, and taken back when it was an error?"""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from enrollment.bulk import settling
from enrollment.bulk.quotations import Quotations
from enrollment.models import Due, Membership, Person
from enrollment.operations import death_undone, enrollment_states, follow_ups
from enrollment.operations.follow_ups import Change
from enrollment.operations.households import end_membership
from enrollment.operations.people import InvalidFact, lock_person, require_reason
from enrollment.rules.follow_ups import Fact
from policy.terms import Text
from staff import audit
from staff.models import Officer


@transaction.atomic
def record_death(
    *, person: Person, died_on: date, document: str, on: date, by: Officer, new_head: Person | None = None
) -> Person:
    """Write down a death (死亡登记): the person leaves the household; paid cover of the year stays visible
    up to that day, and what was paid for years after it is held for its refund (N21-16).

    A head's household needs a new head as long as anybody is left in it.
    """
    person = lock_person(person, on=on, by=by)
    if died_on > on or (person.born_on and died_on < person.born_on):
        raise InvalidFact(
            "impossible_death_date",
            Text(
                f"死亡日期 {died_on} 早于出生日期 {person.born_on} 或晚于今天。",
                f"The date of death {died_on} lies before birth ({person.born_on}) or in the future.",
            ),
            Text("请核对死亡证明。", "Check the death certificate."),
            field="died_on",
        )
    require_reason(document, field="document")
    membership = (
        Membership.objects.select_for_update(of=("self",))
        .select_related("household")
        .filter(person=person, left_on=None)
        .first()
    )
    if membership is not None:
        end_membership(
            membership=membership,
            because="death",
            on=max(min(died_on, on), membership.joined_on),
            new_head=new_head,
        )
    person.died_on = died_on
    person.save(update_fields=["died_on"])
    at = timezone.now()
    _settle_again(person, at)
    audit.record(
        "record_death", by=by, about=person, division_code=person.division_code,
        change={"died_on": died_on, "document": document, "new_head": new_head.pk if new_head else None},
    )  # fmt: skip
    follow_ups.changed([Change(person.pk, None, Fact.DEATH, f"person:{person.pk}")], by=by, at=at)
    # After it: what the death makes untrue is named by the death, not by the state that follows from it.
    enrollment_states.end_for_death(person, document_number=document, by=by, at=at)
    return person


@transaction.atomic
def retract_death(*, person: Person, reason: str, on: date, by: Officer) -> Person:
    """Take back a death that was written down in error, and what it ended: the place in the household, the enrollments.

    What of the household cannot be restored is told by `death_undone.left_to_do`.
    """
    person = lock_person(person, on=on, by=by, deceased=True)
    require_reason(reason)
    before, person.died_on = person.died_on, None
    person.save(update_fields=["died_on"])
    household = death_undone.into_household_again(person)
    at = timezone.now()
    _settle_again(person, at)
    audit.record(
        "retract_death", by=by, about=person, division_code=person.division_code,
        change={"died_on": [before, None], "reason": reason, "household": household.pk if household else None},
    )  # fmt: skip
    follow_ups.changed([Change(person.pk, None, Fact.DEATH_RETRACTED, f"person:{person.pk}")], by=by, at=at)
    enrollment_states.take_up_after_death(person, document_number=reason, by=by, at=at)
    return person


def _settle_again(person: Person, at: datetime) -> None:
    """Money for days after death is held from now on, or counts again; cover follows."""
    due_ids = list(Due.objects.filter(person=person, withdrawn_on=None).values_list("pk", flat=True))
    settling.resettle(due_ids, quotations=Quotations(), at=at)
