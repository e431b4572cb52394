"""Which tables belong to figures?"""

from assistance.figures.models.figure_sheets import FigureFile, FigureSheet
from assistance.figures.models.parameters import EnteredParameter

__all__ = [
    "EnteredParameter",
    "FigureFile",
    "FigureSheet",
]
