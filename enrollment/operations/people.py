"""How is a person registered, found and corrected?"""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from enrollment.models import FormerDocument, Person
from enrollment.rules import documents, names
from intake import vault
from intake.operations.locks import lock_document
from policy.periods import EARLIEST_DAY
from policy.terms import Text
from staff import access, audit
from staff.access import Permission
from staff.models import Division, Officer
from staff.refusals import Refusal


class InvalidFact(Refusal):
    """One field of a person cannot be accepted; `context["field"]` names it, so that a form can show it there."""


class PersonExists(Refusal):
    """The number already belongs to somebody; `context["person_id"]` is that person."""


class NotThisRecord(Refusal):
    """The record was merged into another one, or the person has died, so this cannot be done to it."""


@dataclass(frozen=True, kw_only=True)
class PersonFacts:
    """What is written down when somebody is registered. Sex and birth date may be left to the resident ID number."""

    document_kind: str = documents.Kind.RESIDENT_ID.value
    document_number: str
    name: str
    division_code: str
    born_on: date | None = None
    sex: str = ""
    hukou_division: str = ""
    residence_permit: str = ""
    permit_last_day: date | None = None
    school: str = ""
    phone: str = ""
    one_card_account: str = ""
    one_card_owner: str = ""


def create_person(*, facts: PersonFacts, on: date, by: Officer, mother: Person | None = None) -> Person:
    """Add a person's record. The caller holds the transaction, checks the permission and writes the audit event."""
    number = documents.normal_form(facts.document_number)
    born_on, sex = accepted_facts(facts, on=on)
    require_division(facts.division_code, "division_code")
    if facts.hukou_division:
        require_division(facts.hukou_division, "hukou_division")
    key = vault.match_key(number)
    lock_document(key)
    if known := find_by_number(number):
        raise _exists(known)
    name = names.tidy(facts.name)
    account = facts.one_card_account.strip()
    return Person.objects.create(
        document_kind=facts.document_kind,
        document_hash=key,
        document_sealed=vault.seal(number, bound_to=key),
        document_masked=documents.mask(number),
        name=name,
        name_key=names.name_key(name),
        name_initials=names.initials(name),
        sex=sex,
        born_on=born_on,
        division_code=facts.division_code,
        hukou_division=facts.hukou_division,
        residence_permit=facts.residence_permit.strip(),
        permit_last_day=facts.permit_last_day if facts.residence_permit.strip() else None,
        school=facts.school.strip(),
        phone=facts.phone.strip(),
        one_card_sealed=vault.seal(account, bound_to=key) if account else None,
        one_card_masked=documents.mask_account(account),
        one_card_owner=facts.one_card_owner.strip(),
        mother=mother,
    )


def find_by_number(number: str) -> Person | None:
    """The living record behind a number, present or former; a merged record leads to the one that was kept."""
    key = vault.match_key(documents.normal_form(number))
    person = Person.objects.filter(document_hash=key).first()
    if person is None:
        former = FormerDocument.objects.filter(document_hash=key).select_related("person").first()
        person = former.person if former else None
    while person is not None and person.merged_into_id is not None:
        person = person.merged_into
    return person


def document_number(person: Person) -> str:
    """The number in clear, for use inside an operation; it is shown to nobody except through `reveal_document`."""
    return vault.unseal(bytes(person.document_sealed), bound_to=person.document_hash)


@transaction.atomic
def correct_facts(
    *,
    person: Person,
    name: str,
    sex: str,
    born_on: date,
    hukou_division: str,
    residence_permit: str,
    permit_last_day: date | None = None,
    school: str,
    phone: str,
    reason: str,
    on: date,
    by: Officer,
) -> Person:
    """Correct what is written down of a person (更正登记信息); birth date and sex must agree with the resident ID."""
    person = lock_person(person, on=on, by=by)
    number = document_number(person)
    facts = PersonFacts(
        document_kind=person.document_kind, document_number=number, name=name, sex=sex, born_on=born_on,
        division_code=person.division_code,
    )  # fmt: skip
    accepted_birth, accepted_sex = accepted_facts(facts, on=on)
    if hukou_division:
        require_division(hukou_division, "hukou_division")
    tidy = names.tidy(name)
    new = {
        "name": tidy,
        "name_key": names.name_key(tidy),
        "name_initials": names.initials(tidy),
        "sex": accepted_sex,
        "born_on": accepted_birth,
        "hukou_division": hukou_division,
        "residence_permit": residence_permit.strip(),
        "permit_last_day": permit_last_day if residence_permit.strip() else None,
        "school": school.strip(),
        "phone": phone.strip(),
    }
    change = _changed(person, new)
    if not change:
        return person
    require_reason(reason)
    for derived in ("name_key", "name_initials"):
        change.pop(derived, None)
    if "phone" in change:
        change["phone"] = ["…", "…"]  # that it changed is worth keeping, the number itself is not
    person.save(update_fields=list(new))
    audit.record(
        "correct_person",
        by=by,
        about=person,
        division_code=person.division_code,
        change={**change, "reason": reason},
    )
    return person


@transaction.atomic
def set_one_card(*, person: Person, account: str, owner: str, reason: str, on: date, by: Officer) -> Person:
    """Write down the One-Card account into which refunds and subsidies are paid (一卡通账号)."""
    person = lock_person(person, on=on, by=by)
    account = account.replace(" ", "").strip()
    if account and not (account.isascii() and account.isdigit() and 10 <= len(account) <= 30):
        raise InvalidFact(
            "invalid_account",
            Text("一卡通账号应为 10 至 30 位数字。", "A One-Card account has 10 to 30 digits."),
            Text(
                "请按存折或银行卡填写，不含空格和横线。",
                "Enter it from the passbook or card, without spaces or dashes.",
            ),
            field="one_card_account",
        )
    require_reason(reason)
    before = person.one_card_masked
    person.one_card_sealed = vault.seal(account, bound_to=person.document_hash) if account else None
    person.one_card_masked = documents.mask_account(account)
    person.one_card_owner = owner.strip()
    person.save(update_fields=["one_card_sealed", "one_card_masked", "one_card_owner"])
    audit.record(
        "set_one_card", by=by, about=person, division_code=person.division_code,
        change={"one_card": [before, person.one_card_masked], "reason": reason},
    )  # fmt: skip
    return person


@transaction.atomic
def change_residence(*, person: Person, division_code: str, reason: str, on: date, by: Officer) -> Person:
    """The person lives in another village now (变更居住地); enrollments of the year stay where they are."""
    person = lock_person(person, on=on, by=by)
    require_division(division_code, "division_code")
    require_reason(reason)
    before, person.division_code = person.division_code, division_code
    if before == division_code:
        return person
    person.save(update_fields=["division_code"])
    audit.record(
        "change_residence", by=by, about=person, division_code=before,
        change={"division_code": [before, division_code], "reason": reason},
    )  # fmt: skip
    return person


def lock_person(
    person: Person,
    *,
    on: date,
    by: Officer,
    permission: Permission | None = Permission.PEOPLE_WRITE,
    deceased: bool = False,
) -> Person:
    """The person's row, held until the transaction ends; refuses who may not write here, merged records and the dead."""
    person = Person.objects.select_for_update(of=("self",), no_key=True).get(pk=person.pk)
    if permission is not None:
        access.require(by, permission, person.division_code, on=on)
    if person.merged_into_id is not None:
        raise NotThisRecord(
            "merged_record",
            Text("这条记录已并入另一条记录。", "This record was merged into another one."),
            Text("请在保留的记录上办理。", "Use the record that was kept."),
            person_id=person.merged_into_id,
        )
    if person.died_on is not None and not deceased:
        raise NotThisRecord(
            "person_deceased",
            Text(f"{person.name}已于 {person.died_on} 去世。", f"{person.name} died on {person.died_on}."),
            Text("如死亡登记有误，请先撤销死亡登记。", "If that is an error, retract the death first."),
            person_id=person.pk,
        )
    return person


def accepted_facts(facts: PersonFacts, *, on: date) -> tuple[date, str]:
    """Birth date and sex, taken from the resident ID where it states them; refuses every fault of number and name."""
    number = documents.normal_form(facts.document_number)
    is_resident = facts.document_kind == documents.Kind.RESIDENT_ID
    if found := documents.faults(
        facts.document_kind, facts.document_number, born_on=facts.born_on, sex=facts.sex or None, today=on
    ):
        field = {"birth_date_contradicts": "born_on", "sex_contradicts": "sex"}.get(
            found[0].code, "document_number"
        )
        raise invalid_fact(field, found[0])
    if name_faults := names.display_faults(facts.name):
        raise invalid_fact("name", name_faults[0])
    born_on = facts.born_on or (documents.birth_date(number) if is_resident else None)
    if born_on is None or not EARLIEST_DAY <= born_on <= on:
        raise InvalidFact(
            "birth_date_required",
            Text("未填写出生日期，或出生日期不可能。", "The birth date is missing or impossible."),
            Text(
                "此类证件不含出生日期，请按证件填写。",
                "This kind of document does not state it: enter it from the document.",
            ),
            field="born_on",
        )
    sex = facts.sex or (documents.sex_of(number) if is_resident else "") or ""
    if sex not in documents.SEX_LABELS:
        raise InvalidFact(
            "sex_required",
            Text("未填写性别。", "The sex is missing."),
            Text(
                "此类证件号码不含性别，请选择。", "The number of this document does not state it: choose it."
            ),
            field="sex",
        )
    return born_on, sex


def invalid_fact(field: str, fault: documents.DocumentFault | names.NameFault) -> InvalidFact:
    return InvalidFact(fault.code, fault.text, fault.remedy, field=field)


def _exists(person: Person) -> PersonExists:
    return PersonExists(
        "person_exists",
        Text(
            f"该证件号码已登记：{person.name}（{person.document_masked}），居住地 {person.division_code}。",
            f"This number is already registered: {person.name} ({person.document_masked}), residence {person.division_code}.",
        ),
        Text(
            "请打开已有记录；住址不同的，办理户内变动或变更居住地。",
            "Open that record; if the person moved, move them to this household.",
        ),
        person_id=person.pk,
        field="document_number",
    )


def require_division(code: str, field: str) -> None:
    if not Division.objects.filter(pk=code).exists():
        raise InvalidFact(
            "unknown_division",
            Text(f"没有代码为“{code}”的行政区划。", f"There is no division with the code “{code}”."),
            Text(
                "请从列表选择，或填写 12 位村（社区）代码。",
                "Choose it from the list, or enter the 12-digit code of the village.",
            ),
            field=field,
        )


def require_reason(reason: str, *, field: str = "reason") -> None:
    if not reason.strip():
        raise InvalidFact(
            "reason_required",
            Text("未说明事由或依据。", "No reason or document is given."),
            Text("请写明，例如“户口簿更正”或证明文号。", "State it, for example the document it rests on."),
            field=field,
        )


def _changed(person: Person, new: dict[str, object]) -> dict[str, list[object]]:
    change = {}
    for field, value in new.items():
        if (before := getattr(person, field)) != value:
            change[field] = [before, value]
            setattr(person, field, value)
    return change
