"""What do the people of a case bear themselves in the months before the application that its category looks at?"""

from collections.abc import Sequence

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string

from assistance.cases.models import AssistanceCase, CaseMember
from assistance.cases.rules.case_reasons import CaseKind
from assistance.cases.rules.look_back import LookBack, look_back, summed
from assistance.categories.queries.category_list import policy_at
from policy.terms import Category

APPLICATIONS = (CaseKind.APPLICATION.value, CaseKind.FOUND_BY_ROSTER.value, CaseKind.CANNOT_PAY.value)


def looked_at(case: AssistanceCase, members: Sequence[CaseMember]) -> list[tuple[CaseMember, LookBack]]:
    """Each member with the sum over the bills of the months before the case was opened; empty where no months are looked at."""
    policy = policy_at(case.division_code)
    if policy is None or case.kind not in APPLICATIONS or not case.category:
        return []
    asked = look_back(policy, Category(case.category), timezone.localdate(case.entered_at))
    if asked is None:
        return []
    borne = import_string(settings.OWN_COSTS)([one.person_id for one in members], asked.span)
    return [(one, summed(asked, borne.get(one.person_id, ()))) for one in members]
