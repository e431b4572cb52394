"""What is a stored line about, what keeps it from a due, and how does it take effect once more?"""

import uuid

from django.utils import timezone

from enrollment.bulk.due_states import NewLine
from enrollment.models import Due, FormerDocument, PaymentLine, Person
from enrollment.models.payments import PARTS_FROM
from enrollment.rules.names import name_key
from enrollment.rules.payment_entries import Act
from enrollment.rules.payment_lines import LineKind, Outcome
from policy.book import default_book

PAYS = (LineKind.PAYMENT, LineKind.CATCH_UP, LineKind.REPAIR)


def judged(line: PaymentLine) -> tuple[Outcome | None, Person | None, Due | None]:
    """What keeps a payment from a due, in the order in which the lines of a part are judged; None: nothing does."""
    who = person_of_number(line)
    if who is None:
        return Outcome.UNKNOWN_PERSON, None, None
    if line.name and name_key(line.name) != who.name_key:
        return Outcome.NAME_DIFFERS, who, None
    due = due_about(line, who)
    if due is None:
        return Outcome.NO_REGISTRATION, who, None
    if due.area != default_book().pooling_area(line.division_code):
        return Outcome.OTHER_AREA, who, None
    return None, who, due


def due_about(line: PaymentLine, who: Person) -> Due | None:
    """The due that a line is about: of its year, or of a repaired year the latest due that is not over on the pay day."""
    dues = Due.objects.filter(person=who, withdrawn_on=None)
    if line.kind != LineKind.REPAIR or line.paid_at is None:
        return dues.filter(coverage_year=line.coverage_year or 0).first()
    year = timezone.localdate(line.paid_at).year
    later = dues.filter(coverage_year__gt=line.coverage_year or 0, coverage_year__gte=year)
    return later.order_by("-coverage_year").first()


def person_of_number(line: PaymentLine) -> Person | None:
    """Whom a line is about: as it says, else who bears or bore its number; of merged records the kept one."""
    found = line.person
    if found is None and line.document_hash is not None:
        found = Person.objects.filter(document_hash=line.document_hash).first()
        if found is None:
            former = (
                FormerDocument.objects.filter(document_hash=line.document_hash)
                .select_related("person")
                .first()
            )
            found = former.person if former else None
    while found is not None and found.merged_into is not None:
        found = found.merged_into
    return found


def as_new(line: PaymentLine, *, who: Person | None, due: Due | None) -> NewLine:
    """A stored line as one that takes effect now; its pay time was readable."""
    assert line.paid_at is not None
    return NewLine(
        id=line.pk, file_id=line.file_id, number=line.number, ticket=line.ticket, kind=line.kind,
        act=Act.PAYMENT if line.kind in PAYS else Act(line.kind), original_ticket=line.original_ticket,
        amount_fen=line.amount_fen, paid_at=line.paid_at, treasury_on=line.treasury_on, division_code=line.division_code,
        coverage_year=line.coverage_year or 0, channel=line.channel, person_id=who.pk if who else line.person_id,
        due_id=due.pk if due else None, document_hash=line.document_hash or (who.document_hash if who else uuid.UUID(int=0)),
        name=line.name, document_sealed=bytes(line.document_sealed or b""), document_masked=line.document_masked,
        payer=line.sponsor_part.sponsor.kind if line.number >= PARTS_FROM else "person",
    )  # fmt: skip
