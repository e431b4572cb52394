"""What may stand in the files of an area, and in what form?

One model per file of `policy/data/<division code>/`. An unknown key is an error, every value names its
clause.
"""

from __future__ import annotations

from policy.fields import Clause, Model, PolicyFile, Sourced, Statement, Undecided
from policy.schema.area import (
    AreaFile,
    Document,
    Reading,
)
from policy.schema.contribution import (
    ContributionFile,
    CoverSpan,
    DayOfYear,
    EnrollBasis,
    EnrollUnit,
    Individual,
    RegularWindow,
    ScopeFile,
    Total,
    WindowFile,
)
from policy.schema.late import (
    AnyTime,
    CatchUpFile,
    Exempt,
    FiscalPart,
    LatePrice,
    NewbornFile,
    NewbornLater,
    NewbornNextYear,
    NewbornWithin,
    Wait,
    WaitingFile,
)
from policy.schema.public_money import (
    CriticalIllness,
    FiscalFile,
    FiscalRate,
    FiscalShare,
    FiscalStandard,
    FundFile,
)
from policy.schema.subsidy import (
    NewlyAdded,
    SubsidyFile,
    SubsidyFlow,
    SubsidyMinimum,
    SubsidyRule,
)

__all__ = [
    "FILES",
    "AnyTime",
    "AreaFile",
    "CatchUpFile",
    "Clause",
    "ContributionFile",
    "CoverSpan",
    "CriticalIllness",
    "DayOfYear",
    "Document",
    "EnrollBasis",
    "EnrollUnit",
    "Exempt",
    "FiscalFile",
    "FiscalPart",
    "FiscalRate",
    "FiscalShare",
    "FiscalStandard",
    "FundFile",
    "Individual",
    "LatePrice",
    "Model",
    "NewbornFile",
    "NewbornLater",
    "NewbornNextYear",
    "NewbornWithin",
    "NewlyAdded",
    "PolicyFile",
    "Reading",
    "RegularWindow",
    "ScopeFile",
    "Sourced",
    "Statement",
    "SubsidyFile",
    "SubsidyFlow",
    "SubsidyMinimum",
    "SubsidyRule",
    "Total",
    "Undecided",
    "Wait",
    "WaitingFile",
    "WindowFile",
]

FILES: dict[str, type[PolicyFile]] = {
    "contribution": ContributionFile,
    "fiscal": FiscalFile,
    "window": WindowFile,
    "catch_up": CatchUpFile,
    "waiting": WaitingFile,
    "newborn": NewbornFile,
    "subsidy": SubsidyFile,
    "scope": ScopeFile,
    "fund": FundFile,
}
