"""In which class of the catalog does an item of a bill stand?"""

from policy.terms import Term


class ItemClass(Term):
    """Class of an item in the catalog of drugs, services and facilities (LX-4.13)."""

    A = ("A", "甲类", "Class A (甲类)")
    B = ("B", "乙类", "Class B (乙类)")
    C = ("C", "丙类（自费）", "Class C (丙类), not covered")
    WHOLE = ("whole", "整单（未分项）", "Whole bill, not itemized")
