"""Why does this person owe, and why are they covered from that day?

One answer for the desk, the notice, the API and the command.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef

from enrollment.models import (
    Coverage,
    Due,
    DueDecision,
    Enrollment,
    EnrollmentChange,
    PaymentLine,
    Person,
    Quotation,
)
from enrollment.queries.answers import Answer, Said, Spell, spell
from enrollment.queries.cover_changes import CoverChange, changes_of
from enrollment.queries.covers import covers_of
from enrollment.queries.dues import balances, lines_of
from enrollment.queries.enrollment_states import interruptions_of
from enrollment.queries.explanation_lines import EntryLine, HeldLine, entry_lines, held_lines
from enrollment.queries.lines import lines_waiting_for
from enrollment.rules.interruptions import Interruption
from policy.money import format_yuan
from policy.terms import Text

LINES_MAX = 200


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything about one person and one coverage year."""

    person: Person
    coverage_year: int
    enrollment: Enrollment | None = None
    due: Due | None = None
    charged_fen: int = 0
    credited_fen: int = 0
    entries: list[EntryLine] = field(default_factory=list)
    changes: list[CoverChange] = field(default_factory=list)  # how cover changed since it first stood
    coverage: Coverage | None = None
    manual: DueDecision | None = None
    answer: Answer | None = None  # the quotation that the present state follows from
    lines: list[HeldLine] = field(default_factory=list)
    quote: Answer | None = None  # for a pay day that was asked about
    interruptions: tuple[Interruption, ...] = ()  # days on which the relation does not stand as normal

    @property
    def outstanding_fen(self) -> int | None:
        """None where the rules are silent and nobody has decided."""
        return None if self.is_undecided else max(self.charged_fen - self.credited_fen, 0)

    @property
    def is_undecided(self) -> bool:
        return (
            self.due is not None
            and self.manual is None
            and self.answer is not None
            and not self.answer.is_decided
        )

    @property
    def state(self) -> str:
        """not_enrolled, not_issued (enrolled, nothing charged yet), undecided, settled, partly_paid or unpaid."""
        if self.due is None:
            return "not_enrolled" if self.enrollment is None else "not_issued"
        if self.coverage is not None:
            return "settled"
        if self.is_undecided:
            return "undecided"
        if self.outstanding_fen == 0 and self.charged_fen == 0 and not self.credited_fen:
            return "settled" if self.due.quotation.due_fen == 0 else "unpaid"
        return "partly_paid" if self.credited_fen else "unpaid"

    @property
    def cover(self) -> Spell | None:
        return self._in_life(self.coverage.cover_from, self.coverage.cover_until) if self.coverage else None

    @property
    def waiting(self) -> Spell | None:
        return (
            self._in_life(self.coverage.waiting_from, self.coverage.waiting_until) if self.coverage else None
        )

    def _in_life(self, start: date | None, until: date | None) -> Spell | None:
        """Days after death are none, as eligibility answers for them."""
        died_on = self.person.died_on
        if died_on is None or start is None or until is None:
            return spell(start, until)
        ends = min(until, died_on + timedelta(days=1))
        return spell(start, ends) if start < ends else None

    @property
    def decision(self) -> str:
        if self.manual is not None:
            return "decided_by_officer"
        return self.answer.quotation.decision if self.answer else ""

    @property
    def steps(self) -> list[Said]:
        """What is read aloud: the steps of the rules, or the decision that stands in their place."""
        died_on = self.person.died_on
        death = [] if died_on is None or died_on.year > self.coverage_year else [_death_said(died_on)]
        stopped = [Said(one.text, one.clause, code="interrupted") for one in self.interruptions]
        if self.manual is not None:
            return [_decision_said(self.manual), *stopped, *death]
        return [*(self.answer.steps if self.answer else []), *stopped, *death]

    @property
    def reasons(self) -> list[Said]:
        """The steps without those that say what is missing."""
        return [step for step in self.steps if step.code != "missing"]

    @property
    def missing(self) -> list[Said]:
        left_open = [one.missing for one in self.interruptions if one.missing is not None]
        stopped = [Said(one.what, one.clause, code="missing", decided_by=one.decided_by) for one in left_open]
        of_rules = [] if self.manual is not None or self.answer is None else self.answer.missing
        return [*of_rules, *stopped]

    @property
    def warnings(self) -> list[Said]:
        return [] if self.manual is not None or self.answer is None else self.answer.warnings

    def as_json(self) -> dict[str, Any]:
        person, enrollment, due = self.person, self.enrollment, self.due
        told: dict[str, Any] = {
            "person": {
                "id": person.pk,
                "name": person.name,
                "document_kind": person.document_kind,
                "document_masked": person.document_masked,
                "born_on": person.born_on and person.born_on.isoformat(),
                "died_on": person.died_on and person.died_on.isoformat(),
                "division_code": person.division_code,
            },
            "coverage_year": self.coverage_year,
            "state": self.state,
            "enrollment": enrollment
            and {
                "id": enrollment.pk,
                "area": enrollment.area,
                "division_code": enrollment.division_code,
                "basis": enrollment.basis,
                "group": enrollment.group,
                "enrolled_on": enrollment.enrolled_on.isoformat(),
                "state": enrollment.state,
                "interruptions": [one.as_json() for one in self.interruptions],
            },
            "due": due
            and {
                "id": due.pk,
                "area": due.area,
                "standing": due.standing,
                "issued_on": due.issued_on.isoformat(),
                "charged_fen": self.charged_fen,
                "credited_fen": self.credited_fen,
                "outstanding_fen": self.outstanding_fen,
            },
            "entries": [entry.as_json() for entry in self.entries],
            "changes": [change.as_json() for change in self.changes],
            "cover": self.cover and self.cover.as_json(),
            "waiting": self.waiting and self.waiting.as_json(),
            "settled_on": self.coverage and self.coverage.settled_on.isoformat(),
            "decision": self.decision,
            "manual_decision": self.manual and decision_json(self.manual),
            "steps": [step.as_json() for step in self.steps],
            "missing": [missing.as_json() for missing in self.missing],
            "warnings": [warning.as_json() for warning in self.warnings],
            "policy_digest": self.answer.quotation.policy_digest if self.answer else "",
            "lines": [line.as_json() for line in self.lines],
        }
        return told | ({"quote": self.quote.as_json()} if self.quote else {})


def explain(person: Person, coverage_year: int, *, quote: Answer | None = None) -> Explanation:
    """All that can be said of a person and year. `quote` is the price of a pay day that was asked about, if any."""
    # Hardly anybody's state ever changed: only then are the changes read.
    has_changed = Exists(EnrollmentChange.objects.filter(enrollment=OuterRef("pk")))
    enrollment = (
        Enrollment.objects.filter(person=person, coverage_year=coverage_year, cancelled_on=None)
        .annotate(has_changed=has_changed)
        .first()
    )
    stopped = interruptions_of(enrollment) if enrollment is not None and enrollment.has_changed else ()
    due = (
        Due.objects.filter(person=person, coverage_year=coverage_year, withdrawn_on=None)
        .select_related("quotation", "decision__decided_by")
        .first()
    )
    held = held_lines(lines_waiting_for(person, coverage_year)[:LINES_MAX])
    if due is None:
        return Explanation(person, coverage_year, enrollment, lines=held, quote=quote, interruptions=stopped)
    coverage = covers_of([due]).select_related("quotation").first()
    manual = getattr(due, "decision", None)
    lines = {line.pk: line for line in lines_of(due).select_related("quotation")[:LINES_MAX]}
    charged, credited = balances([due.pk]).get(due.pk, (0, 0))
    known = {line.line.pk for line in held}
    held += held_lines(line for line in lines.values() if line.is_open and line.pk not in known)
    changes = changes_of(due)
    answer = Answer(_governing(due, coverage, list(lines.values())))
    return Explanation(
        person,
        coverage_year,
        enrollment,
        due,
        charged,
        credited,
        entry_lines(due, lines, changes),
        changes,
        coverage,
        manual,
        answer,
        sorted(held, key=lambda held_line: held_line.line.pk),
        quote,
        stopped,
    )


def decision_json(decision: DueDecision) -> dict[str, Any]:
    return {
        "amount_fen": decision.amount_fen,
        "cover": Spell(decision.cover_from, decision.cover_until).as_json(),
        "document_number": decision.document_number,
        "reason": decision.reason,
        "decided_by": decision.decided_by.display_name,
        "decided_on": decision.decided_on.isoformat(),
    }


def _governing(due: Due, coverage: Coverage | None, lines: list[PaymentLine]) -> Quotation:
    """The answer behind the present state: of the cover, else of the latest payment, else of the issue."""
    if coverage is not None and coverage.quotation is not None:
        return coverage.quotation
    paid = [
        line
        for line in lines
        if line.quotation is not None
        and line.paid_at
        and (line.posted_fen > line.refunded_fen or line.is_open)
    ]
    if paid:
        latest = max(paid, key=lambda line: (line.paid_at, line.pk)).quotation
        assert latest is not None
        return latest
    return due.quotation


def _death_said(died_on: date) -> Said:
    return Said(
        Text(
            f"该人已登记于{died_on}死亡，此后不享受待遇。",
            f"This person is on record as having died on {died_on}; there is no benefit after that day.",
        ),
        code="deceased",
    )


def _decision_said(decision: DueDecision) -> Said:
    cover = Spell(decision.cover_from, decision.cover_until)
    yuan = format_yuan(decision.amount_fen)
    return Said(
        Text(
            f"文件没有规定的事项由{decision.decided_by.display_name}于{decision.decided_on}依据{decision.document_number}决定："
            f"应缴{yuan}元，待遇享受期{cover.start}至{cover.last}。理由：{decision.reason}",
            f"Where the documents are silent, {decision.decided_by.display_name} decided on {decision.decided_on} under"
            f" {decision.document_number}: {yuan} yuan due, cover {cover.start} to {cover.last}. Reason: {decision.reason}",
        ),
        clause=decision.document_number,
        fen=decision.amount_fen,
        code="decided_by_officer",
    )
