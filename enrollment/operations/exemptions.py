"""How is a fact written down that frees a person from a waiting period or lets them join at any time?"""

import re
from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone

from enrollment.bulk import exemptions as bulk
from enrollment.bulk.exemptions import Fact
from enrollment.models import Due, Person, WaitingExemption
from enrollment.operations import dues
from enrollment.operations.people import InvalidFact, lock_person, require_reason
from policy.terms import ExemptionReason, Text
from staff import audit
from staff.access import Permission
from staff.models import Officer

DATED = (ExemptionReason.EMPLOYEE_SCHEME, ExemptionReason.NEWLY_ADDED_POOR, ExemptionReason.SPECIAL)
FLOWING = (
    ExemptionReason.HARDSHIP,
    ExemptionReason.NEWLY_ADDED_POOR,
)  # stated by whoever keeps the categories


@transaction.atomic
def record_exemption(
    *,
    person: Person,
    coverage_year: int,
    reason: ExemptionReason,
    document_number: str,
    fact_on: date | None = None,
    event: str = "",
    on: date,
    by: Officer,
) -> WaitingExemption:
    """Write down that somebody is of the hardship group, left the employee scheme on a day, or was newly added as poor; or
    an event of a special group (`event`, such as "discharged") and its day. Several events of a year stand side by side.

    Source of the facts themselves: SD-2j, HZ-2.2h, LZ-2d. The due is priced again with the fact.
    """
    person = lock_person(person, on=on, by=by, permission=Permission.ENROLLMENT_WRITE)
    require_reason(document_number, field="document_number")
    if reason in DATED and (fact_on is None or fact_on > on):
        raise InvalidFact(
            "fact_day_required",
            Text("未填写事实发生日期，或日期晚于今天。", "The day of the fact is missing or in the future."),
            Text("职工医保填最后参保日，新增贫困人口填列入名单之日。",
                 "For the employee scheme the last covered day, for newly added poor the day added to the list."),
            field="fact_on",
        )  # fmt: skip
    _require_event(reason, event)
    in_force = WaitingExemption.objects.filter(
        person=person, coverage_year=coverage_year, reason=reason.value, event=event, ended_on=None
    ).first()
    if in_force is not None:
        if in_force.fact_on == fact_on:
            return in_force
        in_force.ended_on = on
        in_force.save(update_fields=["ended_on"])
    exemption = WaitingExemption.objects.create(
        person=person, coverage_year=coverage_year, reason=reason.value, event=event, fact_on=fact_on,
        document_number=document_number.strip(), recorded_by=by,
    )  # fmt: skip
    _reprice(person, coverage_year, on=on, by=by)
    audit.record(
        "record_exemption", by=by, about=person, division_code=person.division_code,
        change={"reason": reason, "coverage_year": coverage_year, "fact_on": fact_on, "document": document_number}
        | ({"event": event} if event else {}),
    )  # fmt: skip
    return exemption


def _require_event(reason: ExemptionReason, event: str) -> None:
    is_word = re.fullmatch(r"[a-z_]{2,40}", event) is not None
    if (reason is ExemptionReason.SPECIAL) is is_word:
        return
    raise InvalidFact(
        "event_required",
        Text(
            "特殊人群须写明事由；其他情形不写事由。",
            "A special group names its event, and nothing else does.",
        ),
        Text("请选择事由，如退役、刑满释放。", "Choose the event, such as a discharge or a release."),
        field="event",
    )


@transaction.atomic
def end_exemption(*, exemption: WaitingExemption, reason: str, on: date, by: Officer) -> WaitingExemption:
    """The fact no longer holds, or was written down in error; the due is priced again without it."""
    person = lock_person(
        exemption.person, on=on, by=by, permission=Permission.ENROLLMENT_WRITE, deceased=True
    )
    require_reason(reason)
    exemption = WaitingExemption.objects.select_for_update(of=("self",)).get(pk=exemption.pk)
    if exemption.ended_on is not None:
        return exemption
    exemption.ended_on = on
    exemption.save(update_fields=["ended_on"])
    _reprice(person, exemption.coverage_year, on=on, by=by)
    audit.record(
        "end_exemption", by=by, about=person, division_code=person.division_code,
        change={"exemption": exemption.pk, "reason": reason},
    )  # fmt: skip
    return exemption


def settle_facts(
    *, person_ids: Sequence[int], facts: Sequence[Fact], prefix: str, on: date, by: Officer | None
) -> int:
    """Facts that another app answers for, as rows: those that no longer hold end, new ones begin, dues and cover follow.

    The caller checked the permission, holds the transaction and the slots of the people, and writes the audit event.
    Returns how many dues got another standing.
    """
    if not person_ids:
        return 0
    changed = bulk.replace(
        person_ids=person_ids, facts=facts, reasons=FLOWING, prefix=prefix, on=on, at=timezone.now(),
        officer_id=by.pk if by else None,
    )  # fmt: skip
    return dues.reprice_many(changed, on=on, by=by) if changed else 0


def _reprice(person: Person, coverage_year: int, *, on: date, by: Officer) -> None:
    due = Due.objects.filter(
        person=person, coverage_year=coverage_year, enrollment__cancelled_on=None
    ).first()
    if due is not None:
        dues.reprice(due=due, on=on, by=by)
