"""Which premium subsidies has a person, and which of them reached the card and are nobody's claim yet?"""

from assistance.subsidies.models import Grant, RecoveryClaim
from assistance.subsidies.models.subsidies import LIVE_STATES
from assistance.subsidies.rules.grant_states import GrantState


def paid_to_person(person_id: int, coverage_year: int) -> list[tuple[str, int, str]]:
    """Payer, fen and source of each part that the bank paid to the card for a coverage year.

    What an officer entered as a claim comes back by that claim, so it is no part of a refund.
    """
    grants = Grant.objects.filter(
        person=person_id, coverage_year=coverage_year, state=GrantState.PAID.value
    ).select_related("decision")
    claimed = set(
        RecoveryClaim.objects.filter(
            source__in=[grant.source for grant in grants], rejected_by=None, entered_by__isnull=False
        ).values_list("source", flat=True)
    )
    return [
        (payer, fen, source)
        for grant in grants
        if grant.source not in claimed
        for source, (payer, fen) in grant.sources.items()
    ]


def helped_years(person_id: int) -> set[int]:
    """The coverage years of which the person has a live grant."""
    grants = Grant.objects.filter(person=person_id, state__in=LIVE_STATES)
    return set(grants.values_list("coverage_year", flat=True))
