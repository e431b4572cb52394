"""What may stand in the files of an area, and in what form?

One model per file of `policy/data/<division code>/`. An unknown key is an error, every value names its
clause.
"""

from __future__ import annotations

from policy.fields import Clause, Model, PolicyFile, Sourced, Statement, Undecided, Yearly
from policy.schema.area import (
    AreaFile,
    CarriedOver,
    Document,
    MoreOfAnArea,
    Reading,
)
from policy.schema.benefit import BenefitFile
from policy.schema.contribution import (
    ContributionFile,
    CoverSpan,
    DayOfYear,
    EnrollBasis,
    EnrollUnit,
    Individual,
    MustInsure,
    RegularWindow,
    ScopeFile,
    Total,
    WindowFile,
)
from policy.schema.fund import (
    Corridor,
    CriticalIllness,
    DoctorPackagePrice,
    FundFile,
    PoolShare,
    RiskFund,
    Shortfall,
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
from policy.schema.promises import (
    Deadline,
    DeadlineFile,
    Target,
    TargetFile,
)
from policy.schema.public_money import (
    FiscalFile,
    FiscalRate,
    FiscalShare,
    FiscalStandard,
    Heads,
    WorkFund,
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
    "BenefitFile",
    "CatchUpFile",
    "CarriedOver",
    "Clause",
    "ContributionFile",
    "Corridor",
    "CoverSpan",
    "CriticalIllness",
    "DayOfYear",
    "Deadline",
    "DeadlineFile",
    "DoctorPackagePrice",
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
    "Heads",
    "Individual",
    "LatePrice",
    "Model",
    "MoreOfAnArea",
    "MustInsure",
    "NewbornFile",
    "NewbornLater",
    "NewbornNextYear",
    "NewbornWithin",
    "NewlyAdded",
    "PolicyFile",
    "PoolShare",
    "Reading",
    "RegularWindow",
    "RiskFund",
    "ScopeFile",
    "Shortfall",
    "Sourced",
    "Statement",
    "SubsidyFile",
    "SubsidyFlow",
    "SubsidyMinimum",
    "SubsidyRule",
    "Target",
    "TargetFile",
    "Total",
    "Undecided",
    "Wait",
    "WaitingFile",
    "WindowFile",
    "WorkFund",
    "Yearly",
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
    "deadline": DeadlineFile,
    "target": TargetFile,
    "benefit": BenefitFile,
}
