"""In what form do files say what a recognition or a filing of care elsewhere needs, and how long its decision may take?

A recognition (门诊慢特病、两病认定) or a filing (异地就医备案) stands in a register; these values say what the notices demand of
it. What they leave open stays open: a deadline that no text sets may be entered by an office under a document.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from policy.care import FilingKind
from policy.schema.care_scope import ForCare


class Recognizing(ForCare):
    """认定: this care is paid for on a recognition of the disease; perhaps within some working days, at any provider or not.

    `any_provider` says whether a person may also go to providers that the recognition does not name; unsaid: nobody knows.
    """

    working_days: Annotated[int, Field(ge=1, le=366)] | None = None
    any_provider: bool | None = None

    @property
    def question(self) -> tuple[Hashable, ...]:
        """Which of its questions it answers."""
        return (self.working_days is None, self.any_provider is None)


class FilingRule(ForCare):
    """异地就医备案: hours for a decision; kinds that count without one; until when a late one still counts."""

    hours: Annotated[int, Field(ge=1, le=8784)] | None = None
    counts_at_once: tuple[FilingKind, ...] = ()
    late_until: Literal["discharge"] | None = None

    @property
    def question(self) -> tuple[Hashable, ...]:
        """Which of its questions it answers."""
        return (self.hours is None, not self.counts_at_once, self.late_until is None)

    @model_validator(mode="after")
    def _says_something(self) -> FilingRule:
        if self.hours is None and not self.counts_at_once and self.late_until is None:
            raise ValueError(
                "须写 hours、counts_at_once 或 late_until / give hours, counts_at_once or late_until"
            )
        return self


class OldAccount(ForCare):
    """原个人（家庭）账户余额：这些费用可以使用，用完为止。Without such a value nobody knows what becomes of a balance."""


class LocalFigures(ForCare):
    """享受本地待遇: whoever is named is paid elsewhere as inside the area."""

    takes_people: ClassVar[bool] = True

    @model_validator(mode="after")
    def _somewhere_else(self) -> LocalFigures:
        if not self.places or not self.who:
            raise ValueError("须写 places（在何处）和 who（哪些人）/ give places and who")
        return self
