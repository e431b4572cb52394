"""Is a line found to be about the right person, and is nobody's number kept in clear?"""

import pytest
from django.test import override_settings

from enrollment.bulk import part_posting
from enrollment.models import PaymentLine, Person
from enrollment.operations import document_numbers, lines, merges, people
from tests import factories as make
from tests.pipeline.tax_desk import (
    TaxDesk,
    cover,
    everything_stored,
    line,
    money,
    of_ticket,
    outcome,
    refund_of,
    reversal_of,
)


def test_a_payment_under_a_former_number(desk: TaxDesk) -> None:
    who = desk.person()
    former = line(who)
    _renumber(who, desk)
    desk.upload([former])
    assert (outcome(former), cover(who)) == ("posted_in_full", ("2022-01-01", "2023-01-01"))
    desk.upload([back := reversal_of(former)])
    assert (outcome(back), money(who)) == ("reversal_posted", (32_000, 0)), (
        "the refund may still say the former number"
    )


def test_a_former_number_of_somebody_enrolled_in_another_year_only(desk: TaxDesk) -> None:
    who = desk.person(year=2021)
    former = line(who)
    _renumber(who, desk)
    desk.upload([former])
    assert outcome(former) == "no_registration"


def test_payments_under_the_former_and_the_present_number_in_one_file(desk: TaxDesk) -> None:
    who = desk.person()
    former = line(who, "160.00", "2021-10-21 08:00:00")
    _renumber(who, desk)
    present = line(Person.objects.get(pk=who.pk), "160.00", "2021-10-22 08:00:00")
    with override_settings(PAYMENT_LINES_PER_PART=1):
        desk.upload([present, former, *[line(make.resident_number()) for _ in range(6)]])
    assert (outcome(former), outcome(present)) == ("posted_in_part", "posted_in_full")


def test_a_payment_under_the_number_of_a_record_merged_into_another(desk: TaxDesk) -> None:
    kept, absorbed = desk.person("李娜"), make.person(desk.clerk, "李娜")
    paid = line(absorbed)
    merges.merge_people(kept=kept, absorbed=absorbed, reason="同一人", on=make.DAY, by=desk.clerk)
    desk.upload([paid])
    assert (outcome(paid), of_ticket(paid).person_id, money(kept)) == (
        "posted_in_full",
        kept.pk,
        (32_000, 32_000),
    )


def test_held_lines_keep_no_number_in_clear_anywhere(desk: TaxDesk) -> None:
    """Every outcome, and while the lines are staged."""
    known = desk.person()
    numbers = [make.resident_number() for _ in range(6)]
    lines_sent = [line(number) for number in numbers[:2]]
    lines_sent += [
        {**line(known), "name": "某某"},
        line(numbers[2], paid_at="x"),
        line(numbers[3][:-1] + "?"),
        line(numbers[4], division="1"),
    ]
    lines_sent += [
        refund_of(line(numbers[5])),
        line(known),
        line(known),
        line(known, year="2023"),
        line(known, division="370102"),
    ]
    lines_sent.append({**line(numbers[0]), "ticket": lines_sent[0]["ticket"]})
    staged: list[str] = []

    def look_while_staged(*args: object, **given: object) -> object:
        staged.append(everything_stored())
        return posting(*args, **given)  # type: ignore[operator]

    posting = part_posting.post
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(part_posting, "post", look_while_staged)
        desk.upload(lines_sent)
    assert staged, "the staged lines were looked at, too"
    for stored in (*staged, everything_stored()):
        for number in [*numbers, people.document_number(known), numbers[3][:-1] + "?"]:
            assert number not in stored and number[6:14] + number[14:17] not in stored
    assert PaymentLine.objects.filter(is_open=True).exclude(document_sealed=None).count() >= 8
    with_number = PaymentLine.objects.filter(outcome="unknown_person").first()
    assert with_number is not None and lines.document_of(with_number) == numbers[0]


def _renumber(who: Person, desk: TaxDesk) -> None:
    document_numbers.replace_document(
        person=who,
        document_kind="resident_id",
        document_number=make.resident_number(),
        reason="号码更正",
        on=make.DAY,
        by=desk.clerk,
    )
