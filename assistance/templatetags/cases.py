"""How does the page of a person get its block of cases? `{% load cases %}{% cases_block %}`."""

from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from assistance.cases.queries.cases import cases_of
from assistance.cases.rules.case_reasons import CaseKind
from assistance.subsidies.queries.recoveries import claims_on
from staff import access
from staff.access import Permission

register = template.Library()
SHOWN_MAX = 10


@register.simple_tag(takes_context=True)
def cases_block(context: dict[str, Any]) -> SafeString | str:
    """Nothing for officers who may not read the cases of the person's place."""
    request, person = context["request"], context["person"]
    on = timezone.localdate()
    if not access.may(request.user, Permission.CASES_READ, person.division_code, on=on):
        return ""
    shown = {
        "person": person,
        "cases": access.scope(cases_of(person), request.user, Permission.CASES_READ, on=on)[:SHOWN_MAX],
        "claims": access.scope(claims_on(person), request.user, Permission.CASES_READ, on=on).order_by("-pk")[
            :SHOWN_MAX
        ],
        "kinds": list(CaseKind),
        "may_open": person.merged_into_id is None
        and access.may(request.user, Permission.CASES_ENTER, person.division_code, on=on),
    }
    return render_to_string("assistance/parts/person_cases.html", shown, request=request)
