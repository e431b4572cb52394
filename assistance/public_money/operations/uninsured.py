"""How does a township say why somebody is not insured who must be?"""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from assistance.categories.rules.not_insured import NotInsuredReason
from assistance.public_money.models import UninsuredReason
from enrollment.models import Person
from policy.terms import Text
from staff import access, audit
from staff.access import Permission
from staff.models import Officer
from staff.refusals import Refusal


@transaction.atomic
def say_why(
    *, person: Person, coverage_year: int, reason: NotInsuredReason, remark: str, by: Officer, at: datetime
) -> UninsuredReason:
    """Write down a reason of the fixed list; 其他 needs a remark. The latest one counts, the earlier ones stay."""
    access.require(by, Permission.ROSTERS_FILL, person.division_code, on=timezone.localdate(at))
    remark = remark.strip()[:200]
    if reason is NotInsuredReason.OTHER and not remark:
        raise Refusal(
            "remark_required",
            Text("选择“其他”须填写说明。", "“Other” needs a remark."),
            Text("请填写说明。", "Say what the reason is."),
            field="remark",
        )
    said = UninsuredReason.objects.create(
        person=person, coverage_year=coverage_year, reason=reason.value, remark=remark, said_by=by, said_at=at
    )
    audit.record(
        "say_why_uninsured", by=by, about=person, division_code=person.division_code, at=at,
        change={"coverage_year": coverage_year, "reason": reason, "remark": remark},
    )  # fmt: skip
    return said
