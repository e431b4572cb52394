"""How is an answer put together while the rules are walked through?"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from enrollment.rules import waiting, wording
from enrollment.rules.answers import Missing, Part, Quote, Step, Warning, WindowExtension
from enrollment.rules.catch_up import LateTerms, late_terms
from enrollment.rules.dues import fiscal_part_price, individual_price
from enrollment.rules.standing import Standing
from enrollment.rules.waiting import WaitingTerms, waiting_terms
from enrollment.rules.windows import Position, WindowTerms, window_terms
from policy.book import Policy
from policy.periods import CoverageYear, Span
from policy.schema import Exempt, Sourced
from policy.terms import Decision, ExemptionReason, PartKind, Text, WarningCode, Window
from policy.topics import Topic


class Draft:
    """One answer in the making: facts of the case, and what has been found so far."""

    def __init__(
        self,
        policy: Policy,
        coverage_year: int,
        standing: Standing,
        paid_on: date | None,
        extension: WindowExtension | None,
        repaired_years: Collection[int] = (),
    ) -> None:
        self.policy, self.standing = policy.in_year(coverage_year), standing
        self.year = CoverageYear(coverage_year)
        self.asked_on = paid_on
        self.extension = extension if self.policy.reading("A50") != "not_accepted" else None
        self.window_terms: WindowTerms | None = window_terms(self.policy, coverage_year, standing.group)
        self.window_span = self.window_terms.span(self.extension) if self.window_terms else None
        self.waiting_terms: WaitingTerms = waiting_terms(self.policy, coverage_year)
        self.late_terms: LateTerms = late_terms(self.policy, coverage_year)
        self.repaired_years = tuple(sorted(repaired_years))
        self.repairable_years: tuple[int, ...] = ()
        self.special: Exempt | None = None
        self.window = Window.UNKNOWN if paid_on else Window.REGULAR
        self.early = self.is_refused = False
        self.steps: list[Step] = []
        self.parts: list[Part] = []
        self.missing: list[Missing] = []
        self.open_questions: tuple[Missing, ...] = ()
        self.warnings: list[Warning] = []
        self.price_known = False
        self.floor = self.provisional = False
        self.cover: Span | None = None
        self.waiting: Span | None = None
        self.exemption: ExemptionReason | None = None
        self.hold_claims_before: date | None = None
        self.newborn_within: bool | None = None
        self.position = Position.UNKNOWN
        if paid_on is not None and self.window_terms is not None:
            self.position = self.window_terms.position(paid_on, self.extension)

    @property
    def paid_on(self) -> date:
        """The day of payment success."""
        assert self.asked_on is not None
        return self.asked_on

    def tell(self, code: str, zh: str, en: str, source: Sourced | None) -> None:
        """Add a sentence with its clause."""
        clause, readings = (source.clause, source.readings) if source else ("", ())
        self.steps.append(Step(code, Text(zh, en), clause, readings))

    def tell_window(self) -> None:
        """Say when the coverage year is paid for, and any extension."""
        terms = self.window_terms
        assert terms is not None
        self.steps.append(
            wording.window_step(
                terms.span(), terms.last_day, self.year.year, terms.closes.clause, terms.closes.readings
            )
        )
        if self.extension is not None and self.extension.last_day > terms.last_day:
            rule = terms.extension
            clause, readings = (rule.clause, rule.readings) if rule else ("", ("A50",))
            self.steps.append(
                wording.extension_step(self.extension.last_day, self.extension.document, clause, readings)
            )

    def tell_position(self, code: str, zh: str, en: str, source: Sourced) -> None:
        """Say where the pay day falls."""
        self.steps.append(wording.position_step(code, self.paid_on, zh, en, source.clause, source.readings))

    def charge(self, kinds: Iterable[PartKind], rule: Sourced | None = None) -> None:
        """Price each part and say it; an unstated part makes the whole price unknown."""
        self.price_known = True
        if rule is not None:
            self._tell_parts(tuple(kinds), rule)
        for kind in kinds:
            if kind is PartKind.INDIVIDUAL:
                price = individual_price(
                    self.policy, self.year.year, self.standing.group, self.standing.price
                )
                named_year = self.year.year
            else:
                fiscal_part = self.late_terms.fiscal_part
                assert fiscal_part is not None
                price = fiscal_part_price(self.policy, self.year.year, fiscal_part)
                named_year = price.fiscal_year or self.year.year
            if price.fen is None:
                assert price.missing is not None
                self.missing.append(price.missing)
                self.price_known = False
                continue
            self.floor |= price.floor
            self.provisional |= price.provisional
            self.parts.append(Part(kind, price.fen, price.clause, price.readings))
            self.steps.append(
                wording.part_step(
                    kind,
                    price.fen,
                    named_year,
                    floor=price.floor,
                    clause=price.clause,
                    readings=price.readings,
                )
            )

    def _tell_parts(self, kinds: tuple[PartKind, ...], rule: Sourced) -> None:
        zh = "和".join(kind.label.zh for kind in kinds)
        en = " and the ".join(kind.label.en for kind in kinds)
        only_zh, only_en = ("只", " only") if len(kinds) == 1 else ("", "")
        self.tell(
            "parts", f"{only_zh}缴{zh}。", f"The {en}{only_en} {'is' if only_en else 'are'} charged.", rule
        )

    def cover_from(self, start: date, source: Sourced | None) -> None:
        """Cover from a day to the end of the coverage year, or the warning that nothing is left of it."""
        until = self.year.span.until
        assert until is not None
        if start < until:
            self.cover = Span(start, until)
            clause, readings = (source.clause, source.readings) if source else ("", ())
            self.steps.append(wording.cover_step(self.cover, clause, readings))
            return
        year = self.year.year
        text = Text(
            f"待遇须自{wording.day(start).zh}起享受，{year}年度内已无待遇。",
            f"Benefits would start on {wording.day(start).en}: no day of coverage {year} is left.",
        )
        clause, readings = (source.clause, source.readings) if source else ("", ())
        self.warnings.append(Warning(WarningCode.NO_BENEFIT_LEFT, text, clause, readings))
        self.steps.append(Step("no_benefit_left", text, clause, readings))

    def employee_exemption(self) -> Exempt | None:
        """The clause that frees from waiting after employee cover, when the person comes in time (A44)."""
        last_day = self.standing.employee_scheme_last_day
        rule = self.waiting_terms.exempts(ExemptionReason.EMPLOYEE_SCHEME)
        if last_day is None or rule is None or rule.within_months is None:
            return None
        in_time = waiting.last_day_within(
            last_day, rule.within_months, inclusive=self.waiting_terms.inclusive
        )
        if self.paid_on <= in_time:
            return rule
        stated = wording.day(in_time)
        self.tell(
            "employee_scheme_too_late",
            f"职工医保中断后{rule.within_months}个月的期限为{stated.zh}，已超过。",
            f"The {rule.within_months} months after employee cover ended on {stated.en} and are over.",
            rule,
        )
        return None

    def special_reason(self) -> ExemptionReason | None:
        """Why a payer who would wait need not: hardship, or the event of a special group, paid for in time.

        An event that no rule here names leaves the question open (N38-2f).
        """
        terms, hardship = self.waiting_terms, self.waiting_terms.exempts(ExemptionReason.HARDSHIP)
        if hardship is not None and self.standing.is_hardship_on(self.paid_on):
            self._free(ExemptionReason.HARDSHIP, hardship)
        for event, on in self.standing.events:
            rule = terms.events.get(event)
            if rule is None:
                fallback = Text(
                    "特殊人群免等待期的范围和期限", "which special groups do not wait, and how long"
                )
                self.missing.append(
                    wording.unstated(self.policy, "waiting", "exempt", self.year.year, fallback)
                )
            elif self.special is None and self._is_in_time(rule, on):
                self._free(ExemptionReason.SPECIAL, rule)
        return self.exemption if self.special is not None else None

    def _free(self, reason: ExemptionReason, rule: Exempt) -> None:
        self.exemption, self.special = reason, rule
        self.steps.append(wording.exemption_step(reason, rule.clause, rule.readings, rule.text))

    def _is_in_time(self, rule: Exempt, since: date) -> bool:
        """Whether the payment falls into the group's own days or months after the event."""
        if rule.within_days is None and rule.within_months is None:
            return since <= self.paid_on
        last = waiting.last_day_within(
            since, rule.within_months, rule.within_days, inclusive=self.waiting_terms.inclusive
        )
        if since <= self.paid_on <= last:
            return True
        stated = wording.day(last)
        self.tell(
            "event_too_late",
            f"{rule.zh}免等待期的期限为{stated.zh}，本次缴费不在期限内。",
            f"The time without a wait after {rule.en} ends on {stated.en}; this payment is not inside it.",
            rule,
        )
        return False

    def charge_repair(self) -> None:
        """Price the repaired years: each costs the individual amount of the year and place of payment (N38-2e)."""
        if not self.repaired_years:
            return
        rule, entered = self.waiting_terms.repair, self.policy.entered(Topic.REPAIR_AT_INDIVIDUAL_AMOUNT)
        confirmed = entered is not None and entered.is_yes
        if rule is None or (rule.price is None and not confirmed):
            what = Text("修复一个断保年度的缴费金额", "what a repaired year costs")
            self.missing.append(wording.unstated(self.policy, "waiting", "repair", self.year.year, what))
            self.price_known = False
            return
        price = individual_price(self.policy, self.year.year, self.standing.group, self.standing.price)
        if price.fen is None:
            return
        fen = price.fen * len(self.repaired_years)
        self.parts.append(Part(PartKind.REPAIR, fen, rule.clause, rule.readings))
        by = entered.document if entered is not None and rule.price is None else ""
        self.steps.append(
            wording.repair_step(self.repaired_years, price.fen, fen, by, rule.clause, rule.readings)
        )

    def _hold_closed_year(self) -> None:
        """Nothing is collected for a year that no notice states and nobody opened: there is no price and no cover of it."""
        self.missing.insert(0, wording.closed_year(self.policy, self.year.year))
        self.price_known = self.early = self.is_refused = False
        self.parts.clear()
        self.cover = self.waiting = self.exemption = self.hold_claims_before = None

    def finish(self) -> Quote:
        """The answer: decided only when nothing is missing and nothing is refused."""
        self.charge_repair()
        if self.policy.closed_year == self.year.year:
            self._hold_closed_year()
        if self.policy.entries:
            self.steps.extend(wording.carried_steps(self.policy))
        due_fen = None
        if self.price_known:
            due_fen = sum(part.fen for part in self.parts)
            self.steps.append(wording.total_step(due_fen))
        for missing in (*self.missing, *self.open_questions):
            self.steps.append(wording.missing_step(missing))
        decision = Decision.DECIDED
        if self.early:
            decision = Decision.NOT_YET_OPEN
        elif self.is_refused:
            decision = Decision.NOT_TAKEN
        elif self.missing:
            decision = Decision.MANUAL
        charged_fiscal = any(part.kind is PartKind.FISCAL for part in self.parts)
        in_window = {Position.INSIDE: True, Position.BEFORE: False, Position.AFTER: False}.get(self.position)
        return Quote(
            decision=decision,
            coverage_year=self.year.year,
            paid_on=self.asked_on,
            window=self.window,
            window_span=self.window_span,
            in_window=in_window,
            parts=tuple(self.parts),
            due_fen=due_fen,
            cover=self.cover,
            waiting=self.waiting,
            exemption=self.exemption,
            counts_for_fiscal_subsidy=not charged_fiscal or self.policy.reading("A43") == "counted",
            hold_claims_before=self.hold_claims_before,
            warnings=tuple(self.warnings),
            missing=(*self.missing, *self.open_questions),
            steps=tuple(self.steps),
            amount_is_floor=self.floor,
            amount_is_provisional=self.provisional,
            newborn_within=self.newborn_within,
            repaired_years=self.repaired_years,
        )
