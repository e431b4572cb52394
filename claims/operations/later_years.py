"""What follows for later years when what was paid in a year changes?"""

from collections.abc import Collection
from datetime import datetime

from assistance.cases.operations.aid_recoveries import costs_changed
from claims.queries.benefit_years import BenefitYearKey, later_settled
from claims.rules.insured_years import first_raise
from enrollment.operations import follow_ups
from enrollment.operations.follow_ups import Change
from enrollment.rules.follow_ups import Fact
from policy.book import default_book
from staff.models import Officer


def paid_in_years(keys: Collection[BenefitYearKey], *, by: Officer, at: datetime) -> None:
    """Later years whose ceiling these years may raise are settled anew, and their differences listed (N38-3b, N38-3d).

    Help on application that counted a bill of these people is looked at again.

    The caller holds the years, and with them the later ones (`claims.bulk.benefit_year_locks.lock_years`).
    """
    first = first_raise(default_book())
    costs_changed([person for person, _ in keys], at=at)
    later = [key for key in later_settled(keys) if key[1] >= first] if keys else []
    if later:
        changes = [Change(person, year, Fact.CLAIMS, f"benefit_year:{year}") for person, year in later]
        follow_ups.changed(changes, by=by, at=at)
