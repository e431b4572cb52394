"""How do two records of one person become one, and how is that undone?"""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from enrollment.bulk.slots import lock_people
from enrollment.models import (
    Coverage,
    CoverEvidence,
    Due,
    Enrollment,
    FormerDocument,
    Household,
    Membership,
    PaymentLine,
    Person,
    PersonMerge,
    Refund,
    WaitingExemption,
)
from enrollment.operations import base_answers, evidence, follow_ups, merged_money
from enrollment.operations.follow_ups import Change
from enrollment.operations.households import HEAD, SPOUSE
from enrollment.operations.people import require_reason
from enrollment.queries.dues import entries_of
from enrollment.rules.follow_ups import Fact
from policy.terms import Text
from staff import access, audit
from staff.access import Permission
from staff.models import Officer
from staff.refusals import Refusal


class NotOnePerson(Refusal):
    """The two records cannot be one human being, or are one already."""


class CannotUndo(Refusal):
    """Something happened since the merge that undoing it would tear apart."""


@transaction.atomic
def merge_people(*, kept: Person, absorbed: Person, reason: str, on: date, by: Officer) -> PersonMerge:
    """Make two records of one person one (合并重复人员): everything of `absorbed` moves to `kept`, and is noted for undoing.

    Of a year in which both are enrolled one counts, the other is cancelled, and what was paid on it leaves it (`merged_money`).
    """
    kept, absorbed = _locked(kept, absorbed)
    for person in (kept, absorbed):
        access.require(by, Permission.PEOPLE_MERGE, person.division_code, on=on)
    require_reason(reason)
    _require_mergeable(kept, absorbed)
    moved: dict[str, Any] = {"households_headed": [], "memberships": [], "memberships_closed": []}
    _move_memberships(kept, absorbed, moved, on=on)
    _move_enrollments(kept, absorbed, moved, on=on, by=by)
    _move_exemptions(kept, absorbed, moved)
    _move_documents(kept, absorbed, moved, on=on)
    moved["refunds"] = _moved(Refund.objects.filter(person=absorbed), "person", kept)
    moved["evidence"] = _moved(CoverEvidence.objects.filter(person=absorbed), "person", kept)
    moved["children"] = _moved(Person.objects.filter(mother=absorbed), "mother", kept)
    moved["absorbed_before"] = _moved(Person.objects.filter(merged_into=absorbed), "merged_into", kept)
    absorbed.merged_into = kept
    absorbed.save(update_fields=["merged_into"])
    merge = PersonMerge.objects.create(
        kept=kept, absorbed=absorbed, moved=moved, reason=reason.strip(), merged_on=on, merged_by=by
    )
    base_answers.repeat(absorbed, kept, source=f"merge:{merge.pk}", by=by, at=timezone.now())
    evidence.price_again(kept, on=on, by=by)
    audit.record(
        "merge_people", by=by, about=kept, division_code=kept.division_code,
        change={"absorbed": absorbed.pk, "merge": merge.pk, "reason": reason},
    )  # fmt: skip
    _follow([kept], Fact.MERGED, merge, by)
    return merge


@transaction.atomic
def undo_merge(*, merge: PersonMerge, reason: str, on: date, by: Officer) -> PersonMerge:
    """Take a merge back (撤销合并): each record gets again what it had, as long as no money came in since."""
    merge = PersonMerge.objects.select_for_update(of=("self",)).get(pk=merge.pk)
    require_reason(reason)
    if merge.undone_on is not None:
        return merge
    kept, absorbed = _locked(merge.kept, merge.absorbed)
    for person in (kept, absorbed):
        access.require(by, Permission.PEOPLE_MERGE, person.division_code, on=on)
    moved = merge.moved
    _require_undoable(kept, absorbed, moved)
    FormerDocument.objects.filter(pk__in=moved["document_made"]).delete()
    FormerDocument.objects.filter(pk__in=moved["documents"]).update(person=absorbed)
    absorbed.merged_into = None
    absorbed.save(update_fields=["merged_into"])
    Person.objects.filter(pk__in=moved["absorbed_before"]).update(merged_into=absorbed)
    Person.objects.filter(pk__in=moved["children"]).update(mother=absorbed)
    for enrollment_id in moved["enrollments"]:
        _give_enrollment(Enrollment.objects.get(pk=enrollment_id), absorbed)
    for enrollment_id in moved["enrollments_cancelled"]:
        Enrollment.objects.filter(pk=enrollment_id).update(cancelled_on=None, cancelled_because="")
        Due.objects.filter(enrollment_id=enrollment_id).update(withdrawn_on=None)
    WaitingExemption.objects.filter(pk__in=moved["exemptions"]).update(person=absorbed)
    CoverEvidence.objects.filter(pk__in=moved.get("evidence", [])).update(person=absorbed)
    Refund.objects.filter(pk__in=moved.get("refunds", [])).update(person=absorbed)
    Membership.objects.filter(pk__in=moved["memberships"]).update(person=absorbed)
    Membership.objects.filter(pk__in=moved["memberships_closed"]).update(left_on=None, left_because="")
    for membership_id, relationship in moved["relationships"].items():
        Membership.objects.filter(pk=membership_id).update(relationship=relationship)
    Household.objects.filter(pk__in=moved["households_headed"]).update(head=absorbed)
    Household.objects.filter(pk__in=moved["households_dissolved"]).update(dissolved_on=None)
    merge.undone_on, merge.undone_by = on, by
    merge.save(update_fields=["undone_on", "undone_by"])
    for person in (kept, absorbed):
        evidence.price_again(person, on=on, by=by)
    audit.record(
        "undo_merge", by=by, about=kept, division_code=kept.division_code,
        change={"absorbed": absorbed.pk, "merge": merge.pk, "reason": reason},
    )  # fmt: skip
    _follow([kept, absorbed], Fact.UNMERGED, merge, by)
    return merge


def _follow(people: list[Person], fact: Fact, merge: PersonMerge, by: Officer) -> None:
    at = timezone.now()
    follow_ups.changed(
        [Change(person.pk, None, fact, f"merge:{merge.pk}") for person in people], by=by, at=at
    )


def _locked(one: Person, other: Person) -> tuple[Person, Person]:
    lock_people([one.document_hash, other.document_hash])
    rows = {
        person.pk: person
        for person in Person.objects.select_for_update(of=("self",), no_key=True)
        .filter(pk__in=[one.pk, other.pk])
        .order_by("pk")
    }
    return rows[one.pk], rows[other.pk]


def _require_mergeable(kept: Person, absorbed: Person) -> None:
    if kept.pk == absorbed.pk:
        raise NotOnePerson("same_record", Text("两次选择了同一条记录。", "The same record was chosen twice."),
                           Text("请选择另一条记录。", "Choose the other record."))  # fmt: skip
    for person in (kept, absorbed):
        if person.merged_into_id is not None:
            raise NotOnePerson("merged_record", Text(f"{person}已并入另一条记录。", f"{person} was merged into another record."),
                               Text("请在保留的记录上办理。", "Use the record that was kept."),
                               person_id=person.merged_into_id)  # fmt: skip
    # A newborn's sex or birth day may have been noted wrongly, but not both.
    if kept.sex and absorbed.sex and kept.sex != absorbed.sex and kept.born_on != absorbed.born_on:
        raise NotOnePerson(
            "facts_contradict",
            Text(
                f"两条记录的性别和出生日期都不同（{kept.born_on} 与 {absorbed.born_on}），不像同一人。",
                f"Sex and birth date both differ ({kept.born_on} and {absorbed.born_on}): this does not look like one person.",
            ),
            Text("请先核实并更正其中一条的登记信息。", "Verify, and correct the facts of one of them first."),
        )
    merged_money.require_joinable(kept, absorbed)


def _move_memberships(kept: Person, absorbed: Person, moved: dict[str, Any], *, on: date) -> None:
    moved["households_dissolved"] = []
    moved["relationships"] = {}
    kept_has_household = Membership.objects.filter(person=kept, left_on=None).exists()
    for membership in Membership.objects.filter(person=absorbed).select_related("household").order_by("pk"):
        household = membership.household
        if membership.left_on is None and household.head_id == absorbed.pk:
            household.head = kept if not kept_has_household else None
            household.save(update_fields=["head"])
            moved["households_headed"].append(household.pk)
        if membership.left_on is None and kept_has_household:
            membership.left_on, membership.left_because = max(on, membership.joined_on), "merged"
            moved["memberships_closed"].append(membership.pk)
            if not household.memberships.filter(left_on=None).exclude(pk=membership.pk).exists():
                household.dissolved_on = max(on, household.formed_on)
                household.save(update_fields=["dissolved_on"])
                moved["households_dissolved"].append(household.pk)
            elif household.pk in moved["households_headed"]:
                follows = _next_head(household, membership)
                moved["relationships"][str(follows.pk)] = follows.relationship
                follows.relationship = HEAD
                follows.save(update_fields=["relationship"])
        membership.person = kept
        membership.save(update_fields=["person", "left_on", "left_because"])
        moved["memberships"].append(membership.pk)


def _next_head(household: Household, leaving: Membership) -> Membership:
    """The spouse follows, else the oldest: a merge is no moment to ask; the clerk may change it afterwards."""
    others = household.memberships.filter(left_on=None).exclude(pk=leaving.pk).select_related("person")
    follows = min(others, key=lambda m: (m.relationship != SPOUSE, m.person.born_on or date.max))
    household.head = follows.person
    household.save(update_fields=["head"])
    return follows


def _move_enrollments(
    kept: Person, absorbed: Person, moved: dict[str, Any], *, on: date, by: Officer
) -> None:
    moved |= {"enrollments": [], "enrollments_cancelled": [], "entries": {}, "money_joined": []}
    for ours, theirs, our_money, their_money in merged_money.conflicts(kept, absorbed):
        loser = merged_money.loser_of(ours, theirs, our_money, their_money)
        moved["enrollments_cancelled"].append(loser.pk)
        loser.cancelled_on, loser.cancelled_because = on, "merged"
        loser.save(update_fields=["cancelled_on", "cancelled_because"])
        merged_money.leave(loser, on=on, by=by, at=timezone.now())
        if our_money and their_money:
            moved["money_joined"].append(loser.coverage_year)
    for theirs in Enrollment.objects.filter(person=absorbed).order_by("pk"):
        _give_enrollment(theirs, kept)
        moved["enrollments"].append(theirs.pk)
        if (due := Due.objects.filter(enrollment=theirs).first()) is not None:
            moved["entries"][str(due.pk)] = entries_of([due.pk]).count()


def _give_enrollment(enrollment: Enrollment, person: Person) -> None:
    Enrollment.objects.filter(pk=enrollment.pk).update(person=person)
    due_ids = list(Due.objects.filter(enrollment=enrollment).values_list("pk", flat=True))
    Coverage.objects.filter(person=enrollment.person, due__in=due_ids).update(person=person)
    Due.objects.filter(pk__in=due_ids).update(person=person)
    sources = entries_of(due_ids).filter(source__startswith="line:").values_list("source", flat=True)
    PaymentLine.objects.filter(pk__in={int(source.split(":")[1]) for source in sources}).update(person=person)


def _move_exemptions(kept: Person, absorbed: Person, moved: dict[str, Any]) -> None:
    held = set(
        WaitingExemption.objects.filter(person=kept, ended_on=None).values_list(
            "coverage_year", "reason", "event"
        )
    )
    movable = [
        exemption.pk
        for exemption in WaitingExemption.objects.filter(person=absorbed)
        if exemption.ended_on is not None
        or (exemption.coverage_year, exemption.reason, exemption.event) not in held
    ]
    WaitingExemption.objects.filter(pk__in=movable).update(person=kept)
    moved["exemptions"] = movable


def _move_documents(kept: Person, absorbed: Person, moved: dict[str, Any], *, on: date) -> None:
    """The absorbed record keeps its number, and it also counts as a former number of the kept one."""
    moved["documents"] = _moved(FormerDocument.objects.filter(person=absorbed), "person", kept)
    made = FormerDocument.objects.create(
        person=kept, document_kind=absorbed.document_kind, document_hash=absorbed.document_hash,
        document_sealed=bytes(absorbed.document_sealed), document_masked=absorbed.document_masked, replaced_on=on,
        reason="merged",
    )  # fmt: skip
    moved["document_made"] = [made.pk]


def _moved(rows: Any, field: str, to: Person) -> list[int]:
    ids = list(rows.values_list("pk", flat=True))
    rows.model.objects.filter(pk__in=ids).update(**{field: to})
    return ids


def _require_undoable(kept: Person, absorbed: Person, moved: dict[str, Any]) -> None:
    why = None
    if absorbed.merged_into_id != kept.pk:
        why = Text("记录此后又与其他记录合并。", "The record was merged with yet another one since.")
    elif moved.get("money_joined"):
        years = "、".join(map(str, moved["money_joined"]))
        why = Text(
            f"{years} 年度两条记录都有缴费，合并时已并到一笔应缴上，多出的部分已转为待退费。",
            f"Both had paid for {years}: the money stands on one due, and what was too much is to be refunded.",
        )
    elif any(entries_of([int(due)]).count() != count for due, count in moved["entries"].items()):
        why = Text(
            "合并后又有缴费、退费或资助入账。", "Payments, refunds or subsidies came in since the merge."
        )
    elif moved["enrollments_cancelled"] and _reenrolled(moved):
        why = Text(
            "合并后又办理了同一年度的参保登记。",
            "Somebody enrolled the person again for the same year since.",
        )
    elif (
        Membership.objects.filter(pk__in=moved["memberships"], left_on=None).exists()
        and Membership.objects.filter(person=absorbed, left_on=None).exists()
    ):
        why = Text("合并后家庭关系又有变动。", "The household changed since the merge.")
    if why is not None:
        raise CannotUndo("cannot_undo", why, Text("请先撤销后来的变动，或按现状人工更正。",
                                                  "Undo the later change first, or correct the records by hand."))  # fmt: skip


def _reenrolled(moved: dict[str, Any]) -> bool:
    """Would reviving a cancelled enrollment of the kept record give it two of one year?"""
    given = set(moved["enrollments"])
    return any(
        Enrollment.objects.filter(
            person_id=loser.person_id, coverage_year=loser.coverage_year, cancelled_on=None
        )
        .exclude(pk__in=given)
        .exists()
        for loser in Enrollment.objects.filter(pk__in=set(moved["enrollments_cancelled"]) - given)
    )
