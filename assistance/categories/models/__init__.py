"""Which tables belong to categories?"""

from assistance.categories.models.categories import PersonCategory
from assistance.categories.models.category_names import CategoryName
from assistance.categories.models.findings import PersonFinding
from assistance.categories.models.rosters import Roster, RosterAnswer, RosterPart, RosterRow

__all__ = [
    "CategoryName",
    "PersonCategory",
    "PersonFinding",
    "Roster",
    "RosterAnswer",
    "RosterPart",
    "RosterRow",
]
