"""How is a person enrolled in an area for a coverage year, and how is that cancelled or moved elsewhere?"""

from datetime import date

from django.db import transaction

from enrollment.bulk.standings import asked_of
from enrollment.models import Enrollment, Person
from enrollment.operations import dues, enrollment_states
from enrollment.operations.people import lock_person, require_reason
from enrollment.queries.dues import balances
from enrollment.queries.evidence import active_elsewhere
from enrollment.queries.policies import policy_of
from enrollment.rules.answers import Missing
from enrollment.rules.conflicts import conflict
from enrollment.rules.coverage_years import POSSIBLE_YEARS
from enrollment.rules.dues import tiers_of
from enrollment.rules.evidence import Scheme
from enrollment.rules.groups import default_group
from enrollment.rules.tiers import tier_label, tier_labels
from intake.operations.locks import lock_text
from policy.book import default_book
from policy.terms import Basis, Group, Text
from staff import access, audit
from staff.access import Permission
from staff.models import Officer
from staff.refusals import Refusal


class AlreadyEnrolled(Refusal):
    """The person is enrolled for that year, here or elsewhere; the refusal shows where, since when and by whom."""


class NoPolicy(Refusal):
    """No rules are known for the place, so nobody can be enrolled there."""


class BasisUnproven(Refusal):
    """The ground for enrolling here (hukou, residence permit, school) is not on record."""


class NoCoverageYear(Refusal):
    """The number is no coverage year."""


class InsuredElsewhere(Refusal):
    """A confirmed document shows active cover elsewhere, and the rules of the place do not let the person enroll beside it."""


class NoSuchTier(Refusal):
    """The tier is none of those that the area's amounts of the year name."""


class HasMoney(Refusal):
    """Money was credited to the enrollment, so it must be refunded or moved before."""


# What of an enrollment that was cancelled, or taken back with a carry-over, is as at its beginning when it is taken up again.
_ANEW = {"cancelled_on": None, "cancelled_because": "", "carry_over": None, "is_carried_back": False}


@transaction.atomic
def enroll(
    *,
    person: Person,
    division_code: str,
    coverage_year: int,
    basis: Basis = Basis.HUKOU,
    group: Group | None = None,
    school: str = "",
    tier: str = "",
    on: date,
    by: Officer,
) -> Enrollment:
    """Enroll a person for a coverage year (参保登记) and issue the due; one enrollment per person in the whole country."""
    access.require(by, Permission.ENROLLMENT_WRITE, division_code, on=on)
    area = pooling_area(division_code)
    require_coverage_year(coverage_year)
    lock_text(f"enrollment:{person.pk}:{coverage_year}")
    # The person may be registered anywhere in the country; the right to enroll them here is what counts.
    person = lock_person(person, on=on, by=by, permission=None)
    first = active_enrollment(person, coverage_year)
    if first is not None:
        raise _already(first, person)
    _require_no_conflict(person, area, coverage_year)
    _require_tier(tier, division_code, coverage_year)
    school = school.strip() or person.school
    _require_basis(basis, person, school, on)
    group = group or default_group(born_on=person.born_on, school=school, coverage_year=coverage_year)
    facts = {
        "division_code": division_code,
        "basis": basis.value,
        "group": group.value,
        "school": school,
        "tier": tier,
        "enrolled_on": on,
        "enrolled_by": by,
    }
    # A due belongs to one person, year and area for good: who comes back after a cancellation takes it up again.
    earlier = (
        Enrollment.objects.filter(person=person, coverage_year=coverage_year, area=area)
        .order_by("-pk")
        .first()
    )
    if earlier is None:
        enrollment = Enrollment.objects.create(person=person, area=area, coverage_year=coverage_year, **facts)
    else:
        enrollment = earlier
        for field, value in {**facts, **_ANEW}.items():
            setattr(enrollment, field, value)
        enrollment.save()
        enrollment_states.normal_again(enrollment, by=by, on=on)
    dues.issue_for(enrollment=enrollment, on=on, by=by)
    audit.record(
        "enroll", by=by, about=person, division_code=division_code,
        change={"enrollment": enrollment.pk, "area": area, "coverage_year": coverage_year, "basis": basis, "group": group},
    )  # fmt: skip
    return enrollment


@transaction.atomic
def cancel_enrollment(*, enrollment: Enrollment, reason: str, on: date, by: Officer) -> Enrollment:
    """Take an enrollment back (取消参保登记), as long as no money stands to its credit."""
    enrollment = _lock(enrollment, on=on, by=by)
    require_reason(reason)
    if enrollment.cancelled_on is not None:
        return enrollment
    if credited_fen(enrollment) != 0:
        raise HasMoney(
            "has_money",
            Text("该参保登记已有缴费或资助入账。", "Payments or subsidies are credited to this enrollment."),
            Text(
                "请先办理退费（注明原电子税票），或办理转移参保地。",
                "Refund them first (naming the ticket), or transfer the enrollment.",
            ),
            enrollment_id=enrollment.pk,
        )
    enrollment.cancelled_on = on
    enrollment.cancelled_because = reason.strip()[:200]
    enrollment.save(update_fields=["cancelled_on", "cancelled_because"])
    if hasattr(enrollment, "due"):
        dues.withdraw(due=enrollment.due, on=on, by=by)
    audit.record(
        "cancel_enrollment", by=by, about=enrollment.person, division_code=enrollment.division_code,
        change={"enrollment": enrollment.pk, "coverage_year": enrollment.coverage_year, "reason": reason},
    )  # fmt: skip
    return enrollment


@transaction.atomic
def transfer_enrollment(
    *, enrollment: Enrollment, to_division: str, basis: Basis, reason: str, on: date, by: Officer
) -> Enrollment:
    """Enroll the person elsewhere for the same year instead (转移参保地): the first is cancelled, the second opened.

    Inside one area only the village changes. Between areas the first must hold no money: each area has its own fund.
    """
    enrollment = _lock(enrollment, on=on, by=by)
    require_reason(reason)
    access.require(by, Permission.ENROLLMENT_WRITE, to_division, on=on)
    if pooling_area(to_division) == enrollment.area:
        before, enrollment.division_code = enrollment.division_code, to_division
        enrollment.basis = basis.value
        enrollment.save(update_fields=["division_code", "basis"])
        if hasattr(enrollment, "due"):
            enrollment.due.division_code = to_division
            enrollment.due.save(update_fields=["division_code"])
            dues.reprice(due=enrollment.due, on=on, by=by)  # the ground, or the county, may price otherwise
        audit.record(
            "transfer_enrollment", by=by, about=enrollment.person, division_code=to_division,
            change={"enrollment": enrollment.pk, "division_code": [before, to_division], "reason": reason},
        )  # fmt: skip
        return enrollment
    cancel_enrollment(enrollment=enrollment, reason=reason, on=on, by=by)
    return enroll(
        person=enrollment.person, division_code=to_division, coverage_year=enrollment.coverage_year, basis=basis,
        group=Group(enrollment.group), school=enrollment.school, tier=enrollment.tier, on=on, by=by,
    )  # fmt: skip


def require_coverage_year(year: int) -> None:
    """Raise `NoCoverageYear` for a number that can be no coverage year."""
    if year not in POSSIBLE_YEARS:
        raise NoCoverageYear(
            "no_coverage_year",
            Text(f"{year} 不是参保年度。", f"{year} is no coverage year."),
            Text("请填写四位数的年度，如 2022。", "Give the year with four digits, such as 2022."),
        )


def pooling_area(division_code: str) -> str:
    """The area whose rules and fund a place belongs to; refuses a place whose rules nobody has entered."""
    area = default_book().pooling_area(division_code)
    if area is None:
        raise NoPolicy(
            "no_policy",
            Text(f"区划 {division_code} 没有已录入的参保政策。",
                 f"No enrollment rules have been entered for division {division_code}."),
            Text("请联系市级医保局录入该地政策文件；不得套用其他地区的规定。",
                 "Ask the city bureau to enter the notice of that place; another region's rules are never borrowed."),
            division_code=division_code,
        )  # fmt: skip
    return area


def active_enrollment(person: Person, coverage_year: int) -> Enrollment | None:
    return (
        Enrollment.objects.filter(person=person, coverage_year=coverage_year, cancelled_on=None)
        .select_related("enrolled_by")
        .first()
    )


def credited_fen(enrollment: Enrollment) -> int:
    """What stands to the credit of an enrollment: payments and subsidies less refunds and reversals."""
    due = getattr(enrollment, "due", None)
    return balances([due.pk]).get(due.pk, (0, 0))[1] if due is not None else 0


def _lock(enrollment: Enrollment, *, on: date, by: Officer) -> Enrollment:
    enrollment = (
        Enrollment.objects.select_for_update(of=("self",), no_key=True)
        .select_related("person")
        .get(pk=enrollment.pk)
    )
    access.require(by, Permission.ENROLLMENT_WRITE, enrollment.division_code, on=on)
    return enrollment


def _already(first: Enrollment, person: Person) -> AlreadyEnrolled:
    by_zh = f"，经办人 {first.enrolled_by.display_name}" if first.enrolled_by else ""
    by_en = f" by {first.enrolled_by.display_name}" if first.enrolled_by else ""
    return AlreadyEnrolled(
        "already_enrolled",
        Text(
            f"{person.name}已在 {first.area}（{first.division_code}）参加 {first.coverage_year} 年度居民医保，"
            f"登记日期 {first.enrolled_on}{by_zh}。",
            f"{person.name} is already enrolled for {first.coverage_year} in {first.area} ({first.division_code}), "
            f"since {first.enrolled_on}{by_en}.",
        ),
        Text("同一年度全国只能参保一次。如确需在此参保，请先在原地取消或转移。",
             "One enrollment per year in the whole country. To enroll here, have the first cancelled or transferred."),
        enrollment_id=first.pk, person_id=person.pk, area=first.area, division_code=first.division_code,
        enrolled_on=first.enrolled_on.isoformat(),
    )  # fmt: skip


def _require_no_conflict(person: Person, area: str, coverage_year: int) -> None:
    """Active cover elsewhere, as documents show it, is held against the rule of the place (N33-a); an open rule stays open."""
    elsewhere = active_elsewhere(person, coverage_year)
    if elsewhere is None or not asked_of(area, coverage_year).elsewhere:
        return
    found = conflict(policy_of(area, coverage_year), coverage_year, elsewhere.scheme)
    if isinstance(found, Missing) or found.answer == "warn":
        return
    raise InsuredElsewhere(
        "insured_elsewhere" if found.answer == "refuse" else "stop_elsewhere_first",
        Text(
            f"{person.name}在 {coverage_year} 年度{Scheme(elsewhere.scheme).label.zh}（凭证 {elsewhere.document_number}）。"
            f"{found.zh}（{found.clause}）",
            f"{person.name} is insured {Scheme(elsewhere.scheme).label.en} in {coverage_year} (document "
            f"{elsewhere.document_number}). {found.en} ({found.clause})",
        ),
        Text(
            "请先办理停保，凭停保凭证由两名经办人员更正记载后再参保。",
            "Have that relation stopped first; two officers put the record right by its document, then enroll.",
        ),
        clause=found.clause,
    )


def _require_tier(tier: str, place: str, coverage_year: int) -> None:
    tiers = tiers_of(policy_of(place, coverage_year), coverage_year)
    if tier and tier not in tiers:
        named, offered = tier_label(tier), tier_labels(tiers)
        raise NoSuchTier(
            "no_such_tier",
            Text(
                f"当地{coverage_year}年度没有“{named.zh}”这一缴费档次。",
                f"There is no “{named.en}” here in {coverage_year}.",
            ),
            Text(f"可选：{offered.zh}。", f"There are: {offered.en}."),
            field="tier",
        )


def _require_basis(basis: Basis, person: Person, school: str, on: date) -> None:
    if basis is Basis.SCHOOL and not school:
        raise BasisUnproven(
            "school_missing",
            Text("按学籍参保但没有登记学校。", "Enrolling by school roll, but no school is on record."),
            Text(
                "请填写学校名称，或改选户籍、居住证。",
                "Enter the school, or choose hukou or residence permit.",
            ),
            field="school",
        )
    if basis is Basis.RESIDENCE_PERMIT and not person.residence_permit:
        raise BasisUnproven(
            "residence_permit_missing",
            Text("按居住证参保但没有登记居住证号。", "Enrolling by residence permit, but none is on record."),
            Text(
                "请先在个人信息中登记居住证号，或改选其他参保方式。",
                "Write the permit down in the person's facts first, or choose another ground.",
            ),
            field="basis",
        )
    if basis is Basis.RESIDENCE_PERMIT and person.permit_last_day is not None and person.permit_last_day < on:
        raise BasisUnproven(
            "residence_permit_ended",
            Text(
                f"居住证有效期至 {person.permit_last_day}，已失效。",
                f"The residence permit was valid until {person.permit_last_day}.",
            ),
            Text(
                "请登记续签后的居住证有效期，或改选其他参保方式。",
                "Enter the last day of the renewed permit, or choose another ground.",
            ),
            field="basis",
        )
