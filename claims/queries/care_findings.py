"""Which findings about care may an officer see, and which bills stand behind one?"""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from claims.models import Bill, CareFinding
from claims.rules.care_findings import CARE_FINDING, FindingMove
from staff import access
from staff.access import Permission
from staff.models import Officer
from staff.rules.divisions import scope_prefix

READ = Permission.CLAIMS_READ
FALLEN = "fallen"


def visible_findings(officer: Officer, *, on: date, permission: Permission = READ) -> QuerySet[CareFinding]:
    """The findings of the officer's places, the newest first."""
    rows = CareFinding.objects.select_related("person", "provider", "decided_by")
    return access.scope(rows, officer, permission, on=on).order_by("-found_on", "-pk")


def filtered(
    rows: QuerySet[CareFinding], *, state: str = "", rule: str = "", inside: str = ""
) -> QuerySet[CareFinding]:
    """Those in a state (`fallen`: marked ones), of a rule, inside a division; an unknown word finds nothing."""
    if state:
        rows = (
            rows.filter(fallen_on__isnull=False)
            if state == FALLEN
            else rows.filter(state=state, fallen_on=None)
        )
    if rule:
        rows = rows.filter(rule=rule)
    return rows.filter(Q(division_code__startswith=scope_prefix(inside))) if inside else rows


def bills_of(finding: CareFinding) -> QuerySet[Bill]:
    """The bills of a finding, by day of service."""
    return (
        Bill.objects.filter(pk__in=finding.bills)
        .select_related("provider", "person")
        .order_by("discharged_on", "pk")
    )


def moves_for(finding: CareFinding, officer: Officer, *, on: date) -> tuple[FindingMove, ...]:
    """What the officer may decide."""
    may = access.may(officer, Permission.CLAIMS_REVIEW, finding.division_code, on=on)
    offered = CARE_FINDING.offered(finding.state, [Permission.CLAIMS_REVIEW] if may else [])
    return tuple(one for one in offered if finding.funds_fen or one is not FindingMove.PROPOSE_RECOVERY)


def finding_json(one: CareFinding) -> dict[str, Any]:
    """For programs and the command; amounts in fen."""
    return {
        "id": one.pk,
        "rule": one.rule,
        "clause": one.clause,
        "text": {"zh": one.text_zh, "en": one.text_en},
        "person_id": one.person_id,
        "person_name": one.person.name if one.person else "",
        "provider_code": one.provider.code if one.provider else "",
        "division_code": one.division_code,
        "bills": one.bills,
        "service_on": one.service_on.isoformat(),
        "funds_fen": one.funds_fen,
        "found_on": one.found_on.isoformat(),
        "fallen_on": one.fallen_on and one.fallen_on.isoformat(),
        "state": one.state,
        "because": one.because,
        "recovery_fen": one.recovery_fen,
    }
