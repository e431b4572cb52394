"""What do the rules of settlement ask of a bill and its patient, from what is stored?"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from django.db import connection

from claims.models import Bill
from claims.queries.benefit_years import absorbed_records
from claims.queries.patient_groups import groups_of
from claims.rules.facts import Accident, BillFacts, HeldCategory, PatientFacts
from enrollment.rules.groups import age_on
from intake.bulk.arrays import array_text
from policy.book import Policy
from policy.care import Place, Setting, TwoDisease
from policy.terms import Category

_NONE: frozenset[str] = frozenset()
_MEDICAL_RISK = frozenset({"medical_risk"})
_PEOPLE = """
    SELECT id, coalesce(merged_into_id, id), born_on FROM enrollment_person WHERE id = ANY(%s::bigint[])"""
_CATEGORIES = """
    SELECT person_id, category, grade, from_on, until_on FROM assistance_personcategory
    WHERE person_id = ANY(%s::bigint[]) AND (until_on IS NULL OR until_on > %s) ORDER BY category, from_on"""

_FINDINGS = """
    SELECT coalesce(p.merged_into_id, p.id), f.finding, f.from_on, f.until_on FROM assistance_personfinding f
    JOIN enrollment_person p ON p.id = f.person_id WHERE f.person_id = ANY(%s::bigint[]) AND f.until_on > %s"""


def bill_facts(bill: Bill) -> BillFacts:
    """The bill as the rules see it."""
    return BillFacts(
        setting=Setting(bill.setting),
        provider_tier=bill.provider_tier,
        discharged_on=bill.discharged_on,
        total_fen=bill.total_fen,
        eligible_fen=bill.eligible_fen,
        first_pay_fen=bill.first_pay_fen,
        non_covered_fen=bill.non_covered_fen,
        tcm_fen=bill.tcm_fen,
        special_subsidy_fen=bill.special_subsidy_fen,
        admitted_on=bill.admitted_on,
        place=Place(bill.place),
        diagnosis_code=bill.diagnosis_code,
        diagnosis_name=bill.diagnosis_name,
        major_disease=bill.major_disease,
        tiered_disease=bill.tiered_disease,
        chronic_disease=bill.chronic_disease,
        two_diseases=frozenset(map(TwoDisease, bill.two_diseases)),
        referral=bill.referral,
        filed_out_of_area=bill.filed_out_of_area,
        accident=Accident(bill.third_party_liable, bill.third_party_compensation)
        if bill.is_accident
        else None,
        reference=bill.number,
    )


def patients_of(bills: Sequence[Bill], policies: Mapping[str, Policy]) -> dict[int, PatientFacts]:
    """Bill id -> the patient on its day of service: age, pregnancy, categories with grades, findings; four queries in all.

    A finding on record counts also where the bill says that there is none: two officers confirmed it under its document.

    `policies`: the rules of each division of the bills.
    """
    people = _people({bill.person_id for bill in bills})
    groups = groups_of(bills, policies, {person: kept for person, (kept, _) in people.items()})
    first = min((b.discharged_on for b in bills), default=date.min)
    records = {kept for kept, _ in people.values()}
    absorbed = absorbed_records(records)
    held = _held(records | set(absorbed), absorbed, first)
    recorded = _recorded(records | set(absorbed), first)
    on_day = {
        bill.pk: frozenset(
            code
            for code, start, until in recorded.get(people[bill.person_id][0], ())
            if start <= bill.discharged_on < until
        )
        for bill in bills
    }
    return {
        bill.pk: PatientFacts(
            age=age_on(born, bill.discharged_on) if (born := people[bill.person_id][1]) else None,
            pregnant=bill.is_pregnant,
            held=tuple(
                one
                for start, until, one in held[people[bill.person_id][0]]
                if start <= bill.discharged_on and (until is None or bill.discharged_on < until)
            ),
            findings=_facts(bill.facts, bill.medical_risk is True) | on_day[bill.pk],
            ruled_out=_facts(bill.facts_ruled_out, bill.medical_risk is False) - on_day[bill.pk],
            group=groups.get((people[bill.person_id][0], bill.discharged_on.year)),
        )
        for bill in bills
    }


def _facts(codes: Sequence[str], risk: bool) -> frozenset[str]:
    """Named facts of a bill beside the finding of medical risk, which has a field of its own."""
    if not codes:
        return _MEDICAL_RISK if risk else _NONE
    return frozenset(codes) | (_MEDICAL_RISK if risk else _NONE)


def _people(ids: Iterable[int]) -> dict[int, tuple[int, date | None]]:
    """Person id -> the record that counts (itself, or the one it was merged into) and the day of birth."""
    with connection.cursor() as cursor:
        cursor.execute(_PEOPLE, [array_text(ids)])
        return {person: (kept, born) for person, kept, born in cursor.fetchall()}


def _held(
    records: Collection[int], absorbed: Mapping[int, int], since: date
) -> dict[int, list[tuple[date, date | None, HeldCategory]]]:
    """Record that counts -> spans of categories, also of those that stand on a merged record."""
    held: dict[int, list[tuple[date, date | None, HeldCategory]]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_CATEGORIES, [array_text(records), since])
        for person_id, category, grade, start, until in cursor.fetchall():
            record = absorbed.get(person_id) or person_id
            held[record].append((start, until, HeldCategory(Category(category), grade)))
    return held


def _recorded(records: Collection[int], since: date) -> dict[int, list[tuple[str, date, date]]]:
    """Record that counts -> findings on record with their spans."""
    recorded: dict[int, list[tuple[str, date, date]]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_FINDINGS, [array_text(records), since])
        for person_id, finding, start, until in cursor.fetchall():
            recorded[person_id].append((finding, start, until))
    return recorded
