"""What must be known of a bill, its patient and the year to settle it, and in what shape is the answer?

All money is whole fen. A bill counts for the year and the rules of the day of discharge (A32); for outpatient care that is
the day of the visit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any, NamedTuple, Protocol

from enrollment.rules.answers import Missing, Step
from policy.care import Counter, Outcome, Payer, Place, Setting, Tier, TwoDisease
from policy.terms import Category, Group, Text

NOTHING = Text("", "")


@dataclass(frozen=True, slots=True)
class Accident:
    """The two answers asked for an injury (LX-4.12.6); None: not answered yet."""

    third_party_liable: bool | None = None
    third_party_compensation: bool | None = None


class BillFacts(NamedTuple):
    """One bill: total = eligible (compliant) + first_pay + non_covered; `tcm_fen` is a part of the eligible cost."""

    setting: Setting
    provider_tier: str  # a level of the area: a `ProviderTier`, or one of its own `[tiers]`
    discharged_on: date
    total_fen: int
    eligible_fen: int
    first_pay_fen: int = 0  # 先行自付
    non_covered_fen: int = 0  # 全自费、超标准
    tcm_fen: int = 0  # 中医适宜技术、中药饮片
    special_subsidy_fen: int = 0  # 专项补助, comes off first (LX-4.9d)
    admitted_on: date | None = None
    place: Place = Place.AREA
    diagnosis_code: str = ""  # ICD-10
    diagnosis_name: str = ""
    major_disease: str | None = (
        ""  # name of one of the listed major diseases; "": none of them; None: not known
    )
    tiered_disease: bool | None = False  # on the list of tiered referral (分级诊疗病种); None: not known
    chronic_disease: str = ""  # name of the recognised chronic disease
    two_diseases: frozenset[TwoDisease] = frozenset()
    referral: bool | None = True  # 转诊手续 in order; None: not asked
    filed_out_of_area: bool | None = None  # 异地就医备案
    accident: Accident | None = None  # None: no accident
    reference: str = ""  # number of the bill, for messages

    @property
    def service_on(self) -> date:
        """The day whose year and rules count (A32)."""
        return self.discharged_on

    @property
    def year(self) -> int:
        """The benefit year."""
        return self.discharged_on.year


class HeldCategory(NamedTuple):
    """A category held on the day of service; the grade as the certificate prints it ("" when it has none)."""

    category: Category
    grade: str = ""
    wider: tuple[Category, ...] = ()  # the categories that contain it, as the area's list has them


class Years(NamedTuple):
    """How many years there are: at least so many are on record, and at most so many can be (None: nobody knows)."""

    least: int
    most: int | None

    @property
    def is_sure(self) -> bool:
        """Whether nothing is left open."""
        return self.least == self.most


UNKNOWN_YEARS = Years(0, None)


class PatientFacts(NamedTuple):
    """What the rules ask of the patient on the day of service."""

    age: int | None = None
    pregnant: bool = False
    held: tuple[HeldCategory, ...] = ()
    # Named facts of the case that a rule asks for, as "medical_risk" of a monitored household (A39), a signed family doctor or
    # the cause of an injury: recorded, and recorded as not there. One that stands in neither was not asked.
    findings: frozenset[str] = frozenset()
    ruled_out: frozenset[str] = frozenset()
    group: Group | None = None  # None: not known
    unbroken_years: Years = UNKNOWN_YEARS  # insured without a break, the current year included
    years_without_claims: Years = UNKNOWN_YEARS  # before the current one
    # Those of them after the last year in which a claim was paid out of a raised ceiling (N38-3d); None: there was none.
    years_since_raise: Years | None = None

    @property
    def categories(self) -> frozenset[Category]:
        """The categories without their grades."""
        return frozenset(one.category for one in self.held)


class YearSoFar(NamedTuple):
    """What was counted in the benefit year before this bill, by counter and key (a disease, or "")."""

    counted: Mapping[tuple[Counter, str], int] = MappingProxyType({})

    def of(self, counter: Counter, key: str | None = None) -> int:
        """The sum of a counter: under one key, or under all when none is given."""
        if key is not None:
            return self.counted.get((counter, key), 0)
        return sum(fen for (name, _), fen in self.counted.items() if name is counter)

    def after(self, entries: tuple[Entry, ...]) -> YearSoFar:
        """The year with some entries added."""
        counted = dict(self.counted)
        for entry in entries:
            place = (entry.counter, entry.key)
            counted[place] = counted.get(place, 0) + entry.fen
        return YearSoFar(counted)


class Figure(Protocol):
    """A figure that an office entered under a document (`policy.entered.Entered`)."""

    @property
    def fen(self) -> int: ...
    @property
    def rate(self) -> Decimal: ...
    @property
    def count(self) -> int: ...
    @property
    def segments(self) -> tuple[tuple[int, Decimal], ...]: ...
    @property
    def is_yes(self) -> bool: ...
    @property
    def document(self) -> str: ...


@dataclass(frozen=True, slots=True)
class EnteredFigures:
    """The entered figures in force on the day of service, by topic and key."""

    found: Mapping[tuple[str, str], Figure] = field(default_factory=dict)

    def get(self, topic: str, key: str = "") -> Figure | None:
        """The figure of a topic and key, None while nobody entered and approved one."""
        return self.found.get((topic, key))


@dataclass(frozen=True, slots=True)
class ByHand:
    """What a tier paid or is to pay, decided by people under a document (A29: the payment is an input)."""

    fen: int
    document: str


class Line(NamedTuple):
    """One line of a statement: who bears how much of what, and by which clause."""

    payer: Payer
    code: str
    label: Text
    base_fen: int
    fen: int
    rate: Decimal | None = None
    clause: str = ""
    readings: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The line as plain values."""
        return {
            "payer": self.payer.value,
            "code": self.code,
            "zh": self.label.zh,
            "en": self.label.en,
            "base_fen": self.base_fen,
            "rate": None if self.rate is None else str(self.rate),
            "fen": self.fen,
            "clause": self.clause,
            "readings": list(self.readings),
        }


class TierResult(NamedTuple):
    """What one tier pays; `fen` is None while a figure is missing, `base_fen` what it would be worked out from."""

    tier: Tier
    outcome: Outcome
    fen: int | None
    lines: tuple[Line, ...] = ()
    steps: tuple[Step, ...] = ()
    missing: tuple[Missing, ...] = ()
    base_fen: int | None = None
    deductible_fen: int | None = None
    computed_fen: int | None = None  # before the limits of the year
    raise_used_fen: int = 0  # of it paid out of what raises added to the ceiling (N38-3d)


@dataclass(frozen=True, slots=True)
class Alternative:
    """The figures that another reading would give, printed beside the answer."""

    reading: str
    value: str
    payments: tuple[tuple[Payer, int], ...]
    person_pays_fen: int


@dataclass(frozen=True, slots=True)
class Caution:
    """What the desk must be told although the bill is settled, with the figures of the other reading."""

    code: str
    text: Text
    clause: str = ""
    readings: tuple[str, ...] = ()
    alternatives: tuple[Alternative, ...] = ()


class Entry(NamedTuple):
    """One amount that this bill adds to a counter of the year."""

    counter: Counter
    fen: int
    key: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """Why the bill waits for a person although every tier is computed; `is_undecided`: because no document decides it."""

    code: str
    text: Text
    clause: str = ""
    readings: tuple[str, ...] = ()
    next_step: Text = NOTHING
    is_undecided: bool = False

    def as_json(self) -> dict[str, Any]:
        """The reason as a bill keeps it."""
        told = {
            "code": self.code,
            "text": self.text._asdict(),
            "clause": self.clause,
            "readings": list(self.readings),
        }
        return told | {"next": self.next_step._asdict()} if self.next_step.zh else told


class Settlement(NamedTuple):
    """The whole answer: payments of each payer and the part of the person add up to the bill.

    `person_pays_fen` is None while a tier is undecided; `person_pays_at_most_fen` is what is left after the decided tiers.
    """

    total_fen: int
    tiers: tuple[TierResult, ...]
    special_subsidy_fen: int
    person_pays_fen: int | None
    person_pays_at_most_fen: int
    own_compliant_fen: int | None
    lines: tuple[Line, ...]
    entries: tuple[Entry, ...]
    cautions: tuple[Caution, ...] = ()
    held: tuple[Held, ...] = ()
    policy_digest: str = ""

    @property
    def outcome(self) -> Outcome:
        """Decided only when every tier is, and nothing else is left open by the documents."""
        if any(tier.outcome is Outcome.UNDECIDED for tier in self.tiers):
            return Outcome.UNDECIDED
        if any(held.is_undecided for held in self.held):
            return Outcome.UNDECIDED
        return Outcome.DECIDED

    @property
    def missing(self) -> tuple[Missing, ...]:
        """Everything that is missing, in the order of the tiers."""
        return tuple(missing for tier in self.tiers for missing in tier.missing)

    @property
    def steps(self) -> tuple[Step, ...]:
        """The whole explanation, tier by tier."""
        return tuple(step for tier in self.tiers for step in tier.steps)

    def tier(self, tier: Tier) -> TierResult:
        """The result of one tier."""
        return next(one for one in self.tiers if one.tier is tier)

    def paid_by(self, payer: Payer) -> int:
        """What one payer bears of the bill."""
        return sum(line.fen for line in self.lines if line.payer is payer)
