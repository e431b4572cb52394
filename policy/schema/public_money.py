"""In what form do files say what the public purse adds per head, and which county or school bears which part?"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from policy.fields import PolicyFile, Rate, Sourced, Year, Yuan
from policy.terms import Level, PlaceKind
from policy.topics import Topic

Payer = Literal["central", "province", "city", "county", "city_and_county"]
DivisionCode = Annotated[str, Field(pattern=r"^[0-9]{6}$")]


class FiscalStandard(Sourced):
    """The fiscal subsidy per head of a fiscal year."""

    fiscal_year: Year
    amount: Yuan
    floor: bool = False


class Heads(Sourced):
    """Whose subsidy a clause divides: `units` as printed, and how software finds these heads.

    Any of these finds a head: `divisions` (counties or whole prefectures), `listed` (a list of counties that the text
    mentions but does not print, A13), `others` (every county that no other entry names). These narrow it: `place`
    (urban district or county), `unlisted` (not on such a list), `school` (the owner of a college student's school, A34),
    `asked` (a question that an office answers; the entry holds for `answer`). A list that nobody has entered leaves the
    case open, unless it is `empty_until_entered`: the text then prices everybody who is not on it.
    """

    fiscal_year: Year
    units: tuple[str, ...] = Field(min_length=1)
    divisions: tuple[DivisionCode, ...] = ()
    others: bool = False
    place: PlaceKind | None = None
    listed: Topic | None = None
    unlisted: Topic | None = None
    empty_until_entered: bool = False
    school: Level | None = None
    asked: Topic | None = None
    answer: bool = True


class FiscalShare(Heads):
    """The subsidy divided by payer, in yuan, for the heads named."""

    parts: dict[Payer, Yuan]


class FiscalRate(Heads):
    """A share of the subsidy, or of its city-county part, by payer, as rates that add up to one."""

    of: Literal["standard", "city_and_county"]
    parts: dict[Payer, Rate]


class WorkFund(Sourced):
    """What a county budgets for handling work per insured person: a range within which it chooses."""

    least: Yuan
    most: Yuan


class FiscalFile(PolicyFile):
    """fiscal.toml: what the public purse adds per head."""

    standard: tuple[FiscalStandard, ...] = ()
    share: tuple[FiscalShare, ...] = ()
    rate: tuple[FiscalRate, ...] = ()
    work_fund: WorkFund | None = None
