"""How is a household registered, and how do people join and leave it?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Max

from enrollment.models import Household, Membership, Person
from enrollment.operations import follow_ups
from enrollment.operations.people import (
    InvalidFact,
    PersonFacts,
    create_person,
    find_by_number,
    lock_person,
    require_division,
    require_reason,
)
from enrollment.queries.base_lists import heard_of_before
from enrollment.rules import documents
from enrollment.rules.groups import age_on
from intake.operations.locks import lock_text
from policy.terms import Text
from staff import access, audit
from staff.access import Permission
from staff.models import Officer
from staff.refusals import Refusal

HEAD, SPOUSE = "head", "spouse"
MOTHER_AGE_MIN = 12


class HouseholdRefused(Refusal):
    """The household would not be one: no head, two heads, nobody left."""


class NumberTaken(Refusal):
    """Another household of the place has this number; `context["household_id"]`."""


class LivesElsewhere(Refusal):
    """The person belongs to another household and must be moved, not added; `context["household_id"]`."""


class NeedsNewHead(Refusal):
    """The head leaves while others stay, so somebody must be named head."""


@dataclass(frozen=True, kw_only=True)
class MemberFacts:
    """One row of a household: who, and how related to the head."""

    relationship: str
    facts: PersonFacts


@transaction.atomic
def register_household(
    *, division_code: str, members: Sequence[MemberFacts], on: date, by: Officer, number: str = ""
) -> Household:
    """Register a household with its members (家庭登记); without a number it gets the next one of its village.

    A member who is registered but belongs to no household is taken in; one of another household is refused by name.
    """
    access.require(by, Permission.PEOPLE_WRITE, division_code, on=on)
    require_division(division_code, "division_code")
    heads = [place for place, member in enumerate(members) if member.relationship == HEAD]
    if len(heads) != 1:
        raise HouseholdRefused(
            "one_head",
            Text(
                f"一户须有且只有一名户主，现有 {len(heads)} 名。",
                f"A household has exactly one head; {len(heads)} were given.",
            ),
            Text("请在“与户主关系”中只选一人为户主。", "Choose “head” for exactly one row."),
            field="relationship",
        )
    require_one_spouse([member.relationship for member in members])
    household = new_household(division_code, number, on=on)
    taken_in: list[Person] = []
    for place, member in enumerate(members):
        try:
            person = _taken_in(member, on=on, by=by)
        except Refusal as refusal:
            refusal.context["row"] = place
            raise
        join(household, person, member.relationship, on=on)
        taken_in.append(person)
        if member.relationship == HEAD:
            household.head = person
    household.save(update_fields=["head"])
    audit.record(
        "register_household", by=by, about=household, division_code=division_code,
        change={"number": household.number, "members": len(members)},
    )  # fmt: skip
    follow_ups.registered([one.pk for one in heard_of_before(taken_in)], by=by)
    return household


@transaction.atomic
def add_member(*, household: Household, member: MemberFacts, on: date, by: Officer) -> Person:
    """Add one person to a household (增加家庭成员)."""
    household = lock_household(household, on=on, by=by)
    relationships = [*_relationships(household), member.relationship]
    _require_not_head(household, member.relationship)
    require_one_spouse(relationships)
    person = _taken_in(member, on=on, by=by)
    join(household, person, member.relationship, on=on)
    if member.relationship == HEAD:
        household.head = person
        household.save(update_fields=["head"])
    audit.record(
        "add_member", by=by, about=household, division_code=household.division_code,
        change={"person": person.pk, "relationship": member.relationship},
    )  # fmt: skip
    follow_ups.registered([person.pk], by=by)
    return person


@transaction.atomic
def register_newborn(
    *,
    household: Household,
    mother: Person | None,
    relationship: str,
    facts: PersonFacts,
    on: date,
    by: Officer,
) -> Person:
    """Register a child by its birth certificate before it has an ID (新生儿登记); the number is replaced later.

    The mother is named when she is known, so that the child is found under her; she need not be of this household.
    """
    household = lock_household(household, on=on, by=by)
    _require_not_head(household, relationship)
    if facts.document_kind not in (documents.Kind.BIRTH_CERTIFICATE, documents.Kind.RESIDENT_ID):
        raise InvalidFact(
            "newborn_document",
            Text(
                "新生儿凭出生医学证明或身份证号登记。",
                "A newborn is registered by birth certificate or ID number.",
            ),
            Text("请选择这两种证件之一。", "Choose one of these two."),
            field="document_kind",
        )
    if facts.born_on is None:
        raise InvalidFact(
            "birth_date_required",
            Text("未填写出生日期。", "The birth date is missing."),
            Text("请按出生医学证明填写。", "Enter it from the birth certificate."),
            field="born_on",
        )
    if mother is not None:
        _require_possible_mother(mother, facts.born_on)
    child = create_person(facts=facts, on=on, by=by, mother=mother)
    join(household, child, relationship, on=on)
    audit.record(
        "register_newborn", by=by, about=child, division_code=household.division_code,
        change={"household": household.pk, "mother": mother.pk if mother else None, "born_on": facts.born_on},
    )  # fmt: skip
    follow_ups.registered([child.pk], by=by)
    return child


@transaction.atomic
def move_member(
    *,
    person: Person,
    to: Household,
    relationship: str,
    reason: str,
    on: date,
    by: Officer,
    new_head: Person | None = None,
    move_residence: bool = True,
) -> Membership:
    """Move a person to another household (户内迁移); a head who leaves others behind names who follows."""
    person = lock_person(person, on=on, by=by)
    require_reason(reason)
    current = current_membership(person)
    if current is not None and current.household_id == to.pk:
        raise LivesElsewhere(
            "already_member",
            Text(f"{person.name}已在这一户。", f"{person.name} already belongs to this household."),
            Text(
                "只改与户主关系的，请办理“变更户主”或更正关系。",
                "To change only the relationship, change the head or correct it.",
            ),
            household_id=to.pk,
        )
    # Households are locked in key order, whichever of the two is left.
    for pk in sorted({to.pk, *([current.household_id] if current else [])}):
        Household.objects.select_for_update(of=("self",), no_key=True).get(pk=pk)
    to = lock_household(to, on=on, by=by)
    _require_not_head(to, relationship)
    require_one_spouse([*_relationships(to), relationship])
    before = None
    if current is not None:
        before = current.household_id
        access.require(by, Permission.PEOPLE_WRITE, current.household.division_code, on=on)
        end_membership(membership=current, because="moved", on=on, new_head=new_head)
    membership = join(to, person, relationship, on=on)
    if relationship == HEAD:
        to.head = person
        to.save(update_fields=["head"])
    place_before = person.division_code
    if move_residence and person.division_code != to.division_code:
        person.division_code = to.division_code
        person.save(update_fields=["division_code"])
    audit.record(
        "move_member", by=by, about=person, division_code=to.division_code,
        change={"household": [before, to.pk], "residence": [place_before, person.division_code], "reason": reason},
    )  # fmt: skip
    return membership


def end_membership(
    *, membership: Membership, because: str, on: date, new_head: Person | None = None, check_head: bool = True
) -> None:
    """Somebody leaves a household; when nobody is left it is dissolved, when the head left somebody follows."""
    membership.left_on = max(on, membership.joined_on)
    membership.left_because = because
    membership.save(update_fields=["left_on", "left_because"])
    household = membership.household
    left = household.memberships.filter(left_on=None)
    if not left.exists():
        household.dissolved_on = max(on, household.formed_on)
        household.head = None
        household.save(update_fields=["dissolved_on", "head"])
    elif check_head and household.head_id == membership.person_id:
        if new_head is None:
            raise needs_new_head()
        make_head(household, new_head, {})


def current_membership(person: Person) -> Membership | None:
    return Membership.objects.filter(person=person, left_on=None).select_related("household").first()


def lock_household(household: Household, *, on: date, by: Officer) -> Household:
    """The household's row, held until the transaction ends; refuses who may not write here and dissolved households."""
    household = Household.objects.select_for_update(of=("self",), no_key=True).get(pk=household.pk)
    access.require(by, Permission.PEOPLE_WRITE, household.division_code, on=on)
    if household.dissolved_on is not None:
        raise HouseholdRefused(
            "dissolved",
            Text(
                f"该户已于 {household.dissolved_on} 撤销。",
                f"This household was dissolved on {household.dissolved_on}.",
            ),
            Text("请登记新户或选择其他户。", "Register a new household or choose another one."),
        )
    return household


def require_one_spouse(relationships: Sequence[str]) -> None:
    if list(relationships).count(SPOUSE) > 1:
        raise HouseholdRefused(
            "one_spouse",
            Text("一户中户主只能有一名配偶。", "A head has at most one spouse in the household."),
            Text("请更正与户主关系。", "Correct the relationship to the head."),
            field="relationship",
        )


def new_household(division_code: str, number: str, *, on: date) -> Household:
    number = number.strip()
    lock_text(f"households:{division_code}")
    if number:
        if taken := Household.objects.filter(division_code=division_code, number=number).first():
            raise NumberTaken(
                "household_number_taken",
                Text(
                    f"户编号“{number}”在该村（社区）已使用。",
                    f"Household number “{number}” is already used in this village.",
                ),
                Text(
                    "请打开该户，或换一个编号；留空则自动编号。",
                    "Open that household, or use another number; empty gives the next free one.",
                ),
                household_id=taken.pk,
                field="number",
            )
    else:
        number = _next_number(division_code)
    return Household.objects.create(number=number, division_code=division_code, formed_on=on)


def _next_number(division_code: str) -> str:
    """Numbers given here carry a letter, so that they never meet a number of a county's list."""
    latest = Household.objects.filter(division_code=division_code, number__regex=r"^N[0-9]{6}$").aggregate(
        Max("number")
    )
    return f"N{int((latest['number__max'] or 'N000000')[1:]) + 1:06}"


def _taken_in(member: MemberFacts, *, on: date, by: Officer) -> Person:
    """A new record, or a registered person without a household whose facts agree."""
    access.require(by, Permission.PEOPLE_WRITE, member.facts.division_code, on=on)
    known = find_by_number(member.facts.document_number)
    if known is None:
        return create_person(facts=member.facts, on=on, by=by)
    if (membership := current_membership(known)) is not None:
        there = membership.household
        raise LivesElsewhere(
            "lives_elsewhere",
            Text(
                f"{known.name}（{known.document_masked}）已登记在户 {there.number}（{there.division_code}）。",
                f"{known.name} ({known.document_masked}) belongs to household {there.number} ({there.division_code}).",
            ),
            Text("请在该人页面办理“迁入本户”。", "Move the person from their page instead."),
            person_id=known.pk,
            household_id=membership.household_id,
            field="document_number",
        )
    return lock_person(known, on=on, by=by)


def join(household: Household, person: Person, relationship: str, *, on: date) -> Membership:
    return Membership.objects.create(
        household=household, person=person, relationship=relationship, joined_on=on
    )


def _relationships(household: Household) -> list[str]:
    return list(household.memberships.filter(left_on=None).values_list("relationship", flat=True))


def _require_not_head(household: Household, relationship: str) -> None:
    if relationship == HEAD and household.head_id is not None:
        raise HouseholdRefused(
            "one_head",
            Text("这一户已有户主。", "This household already has a head."),
            Text(
                "请选其他关系，或先办理变更户主。", "Choose another relationship, or change the head first."
            ),
            field="relationship",
        )


def _require_possible_mother(mother: Person, born_on: date) -> None:
    if mother.sex == documents.FEMALE and (
        mother.born_on is None or age_on(mother.born_on, born_on) >= MOTHER_AGE_MIN
    ):
        return
    sex = documents.SEX_LABELS.get(mother.sex, Text("性别不明", "sex unknown"))
    raise InvalidFact(
        "impossible_mother",
        Text(
            f"{mother.name}（{sex.zh}，{mother.born_on} 出生）不可能是 {born_on} 出生的孩子的母亲。",
            f"{mother.name} ({sex.en}, born {mother.born_on}) cannot be the mother of a child born on {born_on}.",
        ),
        Text(
            "请核对母亲的证件号码和孩子的出生日期。", "Check the mother's number and the child's birth date."
        ),
        field="mother",
    )


def make_head(household: Household, new_head: Person, relationships: dict[int, str]) -> None:
    members = list(household.memberships.filter(left_on=None).select_related("person"))
    chosen = next((m for m in members if m.person_id == new_head.pk), None)
    if chosen is None or chosen.person.died_on is not None:
        raise HouseholdRefused(
            "not_a_member",
            Text(
                f"{new_head.name}不在这一户，不能任户主。",
                f"{new_head.name} does not belong to this household and cannot be its head.",
            ),
            Text("请从现有成员中选择。", "Choose one of its members."),
            field="new_head",
        )
    wanted = {}
    for member in members:
        given = relationships.get(member.person_id)
        kept = "other" if member.relationship in (HEAD, SPOUSE) else member.relationship
        wanted[member.pk] = HEAD if member is chosen else ("other" if given == HEAD else given or kept)
    require_one_spouse(list(wanted.values()))
    for member in members:
        if member.relationship != wanted[member.pk]:
            member.relationship = wanted[member.pk]
            member.save(update_fields=["relationship"])
    household.head = new_head
    household.save(update_fields=["head"])


def needs_new_head() -> NeedsNewHead:
    return NeedsNewHead(
        "needs_new_head",
        Text("户主离开后须有人接任户主。", "The head leaves, so somebody must follow as head."),
        Text("请从留下的成员中选择新户主。", "Choose the new head from those who stay."),
        field="new_head",
    )
