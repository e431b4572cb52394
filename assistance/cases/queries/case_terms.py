"""Which days, notice and number of approvers are set for the cases of an area on a day?

What an area entered and approved comes first, the county before its prefecture before its province; else the settings of the
installation. The notices set none of these figures.
"""

from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Q

from assistance.cases.rules.case_deadlines import CaseTerms
from assistance.figures.models import EnteredParameter
from policy.money import yuan_to_fen
from policy.topics import Topic

_TOPICS = {
    Topic.CASE_COMPLETE_DAYS: "complete_days",
    Topic.CASE_ACCEPT_DAYS: "accept_days",
    Topic.CASE_VERIFY_DAYS: "verify_days",
    Topic.CASE_APPROVE_DAYS: "approve_days",
    Topic.CASE_NOTICE_DAYS: "notice_days",
    Topic.CASE_TWO_APPROVERS_ABOVE: "two_approvers_above_fen",
}


def case_terms(division_code: str, on: date) -> CaseTerms:
    """The terms for cases of a place, in one query."""
    county = division_code[:6]
    chain = list(dict.fromkeys((county, county[:4] + "00", county[:2] + "0000")))
    entered = EnteredParameter.objects.filter(
        Q(until_on=None) | Q(until_on__gt=on),
        area__in=chain,
        topic__in=[topic.value for topic in _TOPICS],
        key="",
        from_on__lte=on,
        approved_by__isnull=False,
    )
    figures: dict[str, Any] = _usual()
    nearest_last = sorted(entered, key=lambda one: (-chain.index(one.area), one.from_on, one.pk))
    for one in nearest_last:
        topic = Topic(one.topic)
        is_yuan = topic is Topic.CASE_TWO_APPROVERS_ABOVE
        figures[_TOPICS[topic]] = yuan_to_fen(str(one.value)) if is_yuan else int(one.value)
    return CaseTerms(**figures)


def _usual() -> dict[str, Any]:
    above = settings.CASE_TWO_APPROVERS_ABOVE_YUAN
    return {
        "complete_days": settings.CASE_COMPLETE_DAYS,
        "accept_days": settings.CASE_ACCEPT_DAYS,
        "verify_days": settings.CASE_VERIFY_DAYS,
        "approve_days": settings.CASE_APPROVE_DAYS,
        "notice_days": settings.CASE_NOTICE_DAYS,
        "two_approvers_above_fen": above * 100 if above else None,
    }
