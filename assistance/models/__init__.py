"""Which tables does assistance keep?"""

from assistance.models.categories import PersonCategory
from assistance.models.parameters import EnteredParameter

__all__ = ["EnteredParameter", "PersonCategory"]
