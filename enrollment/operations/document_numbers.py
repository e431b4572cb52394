"""How is a document number replaced by another, and who may see one in full?"""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from enrollment.models import FormerDocument, Person
from enrollment.operations import follow_ups
from enrollment.operations.follow_ups import Change
from enrollment.operations.people import (
    InvalidFact,
    document_number,
    find_by_number,
    invalid_fact,
    lock_person,
    require_reason,
)
from enrollment.rules import documents
from enrollment.rules.follow_ups import Fact
from intake import vault
from intake.operations.locks import lock_document, lock_text
from policy.terms import Text
from staff import access, audit
from staff.access import Permission
from staff.models import AuditEvent, Officer
from staff.refusals import Refusal

REVEALS_PER_HOUR = 30


class BelongsToAnother(Refusal):
    """The new number belongs to another record: perhaps the same human being, then the two are to be merged."""


class RevealRefused(Refusal):
    """A full document number is not shown: no reason given, or too many within an hour."""


@transaction.atomic
def replace_document(
    *, person: Person, document_kind: str, document_number: str, reason: str, on: date, by: Officer
) -> Person:
    """A person gets another number (a newborn's first ID, a corrected ID): still one person, the old number still finds them."""
    person = lock_person(person, on=on, by=by)
    new_number = documents.normal_form(document_number)
    found = documents.faults(
        document_kind, document_number, born_on=person.born_on, sex=person.sex or None, today=on
    )
    if found:
        raise invalid_fact("document_number", found[0])
    require_reason(reason)
    key = vault.match_key(new_number)
    if key == person.document_hash:
        raise InvalidFact(
            "same_number",
            Text("新号码与现有号码相同。", "The new number is the one already on record."),
            Text("请填写新的证件号码。", "Enter the new number."),
            field="document_number",
        )
    lock_document(key)
    other = find_by_number(new_number)
    if other is not None and other.pk != person.pk:
        raise BelongsToAnother(
            "number_of_another_record",
            Text(
                f"该号码已登记为{other.name}（{other.document_masked}）。",
                f"This number is registered for {other.name} ({other.document_masked}).",
            ),
            Text(
                "若是同一人，请办理两条记录合并；否则请核对号码。",
                "If it is the same human being, merge the two records; otherwise check the number.",
            ),
            person_id=other.pk,
            field="document_number",
        )
    FormerDocument.objects.filter(
        person=person, document_hash=key
    ).delete()  # going back to an earlier number
    FormerDocument.objects.create(
        person=person, document_kind=person.document_kind, document_hash=person.document_hash,
        document_sealed=bytes(person.document_sealed), document_masked=person.document_masked, replaced_on=on,
        reason=reason,
    )  # fmt: skip
    account = (
        vault.unseal(bytes(person.one_card_sealed), bound_to=person.document_hash)
        if person.one_card_sealed
        else ""
    )
    before = person.document_masked
    person.document_kind = document_kind
    person.document_hash = key
    person.document_sealed = vault.seal(new_number, bound_to=key)
    person.document_masked = documents.mask(new_number)
    person.one_card_sealed = vault.seal(account, bound_to=key) if account else None
    if not person.sex and document_kind == documents.Kind.RESIDENT_ID:
        person.sex = documents.sex_of(new_number) or ""
    person.save(
        update_fields=[
            "document_kind", "document_hash", "document_sealed", "document_masked", "one_card_sealed", "sex"
        ]
    )  # fmt: skip
    audit.record(
        "replace_document", by=by, about=person, division_code=person.division_code,
        change={"document": [before, person.document_masked], "kind": document_kind, "reason": reason},
    )  # fmt: skip
    follow_ups.changed(
        [Change(person.pk, None, Fact.NUMBER, f"person:{person.pk}")], by=by, at=timezone.now()
    )
    return person


@transaction.atomic
def reveal_document(*, person: Person, reason: str, on: date, at: datetime, by: Officer) -> str:
    """Show one full document number, for a reason that is written down; at most thirty an hour."""
    access.require(by, Permission.NATIONAL_ID_REVEAL, person.division_code, on=on)
    if len(reason.strip()) < 4:
        raise RevealRefused(
            "reason_required",
            Text("未说明为何查看完整证件号码。", "No reason is given for showing the full number."),
            Text(
                "请写明事由，至少 4 个字，将记入审计。",
                "State the reason in at least 4 characters; it goes into the audit.",
            ),
            field="reason",
        )
    lock_text(f"reveal:{by.pk}")
    shown = AuditEvent.objects.filter(
        officer=by, action="reveal_document", succeeded=True, at__gt=at - timedelta(hours=1)
    ).count()
    if shown >= REVEALS_PER_HOUR:
        raise RevealRefused(
            "reveal_limit",
            Text(
                f"一小时内已查看 {shown} 个完整证件号码，达到上限。",
                f"{shown} full numbers were shown within an hour, which is the limit.",
            ),
            Text(
                "请稍后再试；确需大量核对的，请联系主管。",
                "Try again later; if many must be compared, ask your supervisor.",
            ),
        )
    audit.record(
        "reveal_document",
        by=by,
        about=person,
        division_code=person.division_code,
        change={"reason": reason.strip()},
        at=at,
    )
    return document_number(person)
