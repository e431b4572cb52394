"""How do the bytes of a table that somebody sends become rows of text, whatever program wrote them?

One strict reader for every format: it decodes or refuses, never guesses; it streams, so memory does not grow with the
file; it keeps the row numbers that the sender sees, so that each fault can be named by its cell. What the rows mean is not
known here: that is `intake.columns`.
"""

from intake.tables.cells import NumericCell
from intake.tables.refused import SheetRefused

__all__ = ["NumericCell", "SheetRefused"]
