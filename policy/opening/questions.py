"""Which questions does a coverage year have? One for each table that may hold values of a year."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final, get_args

from policy.fields import Model, PolicyFile
from policy.opening import named
from policy.schema import FILES
from policy.table_words import tables
from policy.terms import Text
from policy.years import YEARLY_FILES

ASKED_FILES: Final = (*YEARLY_FILES, "fiscal", named.FILE, "benefit")
# Only what a person pays or the year after it is asked of these; the others are counted by years of money.
ONLY: Final = {"fiscal": ("standard",)}
NOT_ASKED: Final = {("contribution", "total"), ("subsidy", "minimum")}  # printed sums; bounds for areas below
NEEDED: Final = ("contribution.individual", "window.regular")  # without them nothing can be collected

# Under which topic of `[[undecided]]` a question is open.
_TOPICS: Final = {
    "contribution.individual": "individual",
    "contribution.refund": "refund",
    "window.regular": "window",
    "window.extension": "window",
    "waiting.ordinary": "waiting",
    "waiting.further": "missed_years",
    "waiting.repair": "repair",
    "waiting.least": "waiting_least",
    "waiting.exempt": "exempt",
    "subsidy.flow": "flow",
    "scope.must_insure": "must_insure",
    "scope.conflict": "conflict",
    "scope.basis": "conflict",
    "scope.unit": "conflict",
    "fiscal.standard": "fiscal",
    "benefit.ceiling_step": "ceiling_credit",
    "benefit.assistance": "medical_assistance",
    "benefit.guarantee": "medical_assistance",
    "benefit.own_cost_line": "medical_assistance",
}
_OF_FILE: Final = {
    "catch_up": "catch_up", "newborn": "newborn", "benefit": "inpatient", "subsidy": "subsidy", "area": "area",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Question:
    """One table of one file, asked of a year: code `waiting.ordinary`."""

    file: str
    table: str
    model: type[Model]

    @property
    def code(self) -> str:
        """What the question is stored and addressed by."""
        return f"{self.file}.{self.table}"

    @property
    def label(self) -> Text:
        """What the table answers, in both languages."""
        return tables(self.file).get(self.table) or Text(self.table, self.table)

    @property
    def topic(self) -> str:
        """The topic under which the question is open."""
        critical = self.table.startswith("critical_")
        return _TOPICS.get(self.code) or ("critical_illness" if critical else _OF_FILE[self.file])

    @property
    def is_chief(self) -> bool:
        """Whether it is the first of its file under its topic, so that leaving it open leaves the topic open."""
        return self.file != named.FILE and (
            next(one for one in questions().values() if (one.file, one.topic) == (self.file, self.topic))
            is self
        )

    @property
    def is_needed(self) -> bool:
        """Whether nothing can be collected without an answer."""
        return self.code in NEEDED

    @property
    def is_of_care(self) -> bool:
        """Whether its values hold by days of service, not by coverage years."""
        return self.file == "benefit"


@cache
def questions() -> dict[str, Question]:
    """Every question of a year by its code, in the order of the files."""
    asked: dict[str, Question] = {}
    for file in ASKED_FILES:
        if file == named.FILE:
            asked |= {
                f"{file}.{table}": Question(file, table, model) for table, model in named.MODELS.items()
            }
            continue
        for table, field in FILES[file].model_fields.items():
            if table in PolicyFile.model_fields or (file, table) in NOT_ASKED:
                continue
            if file in ONLY and table not in ONLY[file]:
                continue
            question = Question(file, table, get_args(field.annotation)[0])
            asked[question.code] = question
    return asked
