"""Which money and records of enrollment stand on a person's number, death or record, and are they done with?"""

import re
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q

from enrollment.models import FollowUp, FormerDocument, Membership, PaymentLine, Person, PrintedNotice
from enrollment.operations import listed_answers, notices, refund_proposals
from enrollment.operations.follow_ups import Change, Touched
from enrollment.operations.line_effects import take_effect
from enrollment.rules.documents import Kind as DocumentKind
from enrollment.rules.follow_ups import Fact, Task
from enrollment.rules.names import name_key
from enrollment.rules.payment_lines import Outcome
from policy.terms import Text
from staff.models import Officer

# What an officer decided about, or is in doubt about, is not taken up by itself.
TAKEN_UP = (Outcome.UNKNOWN_PERSON, Outcome.NO_REGISTRATION, Outcome.REFUND_WITHOUT_ORIGINAL)
SAME_PERSON = (Fact.NUMBER, Fact.MERGED)
NAMELESS = re.compile(r".+之.{0,2}[子女婴]")  # a newborn named after the mother


def concerned(person_ids: Sequence[int]) -> set[int]:
    """All: few people change at once, and each may have held money or a double."""
    return set(person_ids)


def touched(changes: Sequence[Change], *, by: Officer | None, at: datetime) -> list[Touched]:
    """Held lines under the numbers of the person are posted if they can be; held money of the dead waits for its refund."""
    found = _untrue_notices(changes, at)
    people = Person.objects.in_bulk({change.person_id for change in changes})
    for change in changes:
        person = people[change.person_id]
        if change.fact in SAME_PERSON:
            _take_up(person, at)
        elif change.fact is Fact.DEATH:
            lines = PaymentLine.objects.filter(person=person, outcome=Outcome.DECEASED, held_fen__gt=0)
            found += [Touched(change, f"line:{line.pk}", Task.REFUND, line.coverage_year) for line in lines]
        elif change.fact is Fact.STATE:
            refund_proposals.follow_state(change, person, at)
        elif change.fact is Fact.REGISTERED:
            listed_answers.adopt(person)
            found += [Touched(change, f"person:{double.pk}", Task.JOIN) for double in newborn_doubles(person)]
    return found


def _untrue_notices(changes: Sequence[Change], at: datetime) -> list[Touched]:
    """Notices handed over to these people that no longer say what is so."""
    found: list[Touched] = []
    printed = PrintedNotice.objects.filter(superseded_at=None, replaced_by=None)
    people = set(
        printed.filter(person__in={change.person_id for change in changes}).values_list("person", flat=True)
    )
    for change in changes:
        if change.person_id in people:
            own = printed.filter(person=change.person_id)
            if change.coverage_year is not None:
                own = own.filter(coverage_year=change.coverage_year)
            marked = notices.supersede(own, fact=change.fact, at=at)
            found += [Touched(change, f"notice:{one.pk}", Task.NOTICE, one.coverage_year) for one in marked]
    return found


def settled(rows: Sequence[FollowUp], *, at: datetime) -> Collection[int]:
    """Refunds whose money is no longer held for the dead; doubles that were joined, or of whom one is joined elsewhere."""
    done = []
    for row in rows:
        kind, _, key = row.about.partition(":")
        if kind == "line" and row.task == Task.REFUND.value:
            held = PaymentLine.objects.filter(pk=key, outcome=Outcome.DECEASED, held_fen__gt=0).exists()
            done += [] if held else [row.pk]
        elif kind == "notice":
            replaced = PrintedNotice.objects.filter(pk=key, replaced_by__isnull=False).exists()
            done += [row.pk] if replaced else []
        elif kind == "person" and row.task == Task.JOIN.value:
            apart = Person.objects.filter(pk__in=[int(key), row.person_id], merged_into=None).count()
            done += [] if apart == 2 else [row.pk]
    return done


def standing(people: Any) -> Sequence[tuple[str, Text, int, int | None]]:
    """Nothing beside what the preview of the ledger of dues itself counts."""
    return []


def newborn_doubles(person: Person) -> list[Person]:
    """Newborns on record under a certificate who may be this person, now registered by an ID (or the other way round).

    Same mother or same household, same birth day, same sex where both say it, and the same name unless the certificate had none
    yet. Of twins there are two: then nobody is proposed, since nothing tells which of them it is.
    """
    by_certificate = person.document_kind == DocumentKind.BIRTH_CERTIFICATE
    other_kind = DocumentKind.RESIDENT_ID if by_certificate else DocumentKind.BIRTH_CERTIFICATE
    if person.born_on is None or person.document_kind not in (
        DocumentKind.RESIDENT_ID,
        DocumentKind.BIRTH_CERTIFICATE,
    ):
        return []
    same_day = Person.objects.filter(born_on=person.born_on, merged_into=None).exclude(pk=person.pk)
    homes = Membership.objects.filter(person=person, left_on=None).values("household")
    family = Q(memberships__household__in=homes, memberships__left_on=None)
    if person.mother_id is not None:
        family |= Q(mother_id=person.mother_id)
    siblings = list(same_day.filter(family).distinct()[:10])
    own_kind = [one for one in siblings if one.document_kind == person.document_kind]
    others = [
        one
        for one in siblings
        if one.document_kind == other_kind and not (one.sex and person.sex and one.sex != person.sex)
    ]
    if len(others) != 1 or own_kind:
        return []
    certified = person if by_certificate else others[0]
    is_nameless = NAMELESS.fullmatch(certified.name) is not None
    return others if is_nameless or others[0].name_key == person.name_key else []


def _take_up(person: Person, at: datetime) -> None:
    hashes = [person.document_hash]
    hashes += FormerDocument.objects.filter(person=person).values_list("document_hash", flat=True)
    merged = dict(Person.objects.filter(merged_into=person).values_list("pk", "name_key"))
    names = {person.name_key, *merged.values()}
    waiting = PaymentLine.objects.filter(
        is_open=True, outcome__in=TAKEN_UP, paid_at__isnull=False, amount_fen__gt=0, owns_ticket=True
    )
    # By number, and by record where the line was on a due before: an OR would read the whole table of lines.
    ids = {*waiting.filter(document_hash__in=hashes).values_list("pk", flat=True)}
    ids |= {*waiting.filter(person__in=[person.pk, *merged]).values_list("pk", flat=True)}
    for line in PaymentLine.objects.filter(pk__in=ids).order_by("paid_at", "pk"):
        if not line.name or name_key(line.name) in names:
            take_effect(line, person, at)
