"""May a person draw benefits on a day of service, by which clause, and if not, why and what is the next step?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from enrollment.rules.answers import Missing, Step
from enrollment.rules.interruptions import Interruption, on_day
from enrollment.rules.wording import day as spoken_day
from enrollment.rules.wording import days as spoken_days
from policy.money import format_yuan
from policy.periods import ONE_DAY, Span
from policy.terms import Decision, Term, Text


class State(Term):
    """How a person stands on one day of service."""

    COVERED = ("covered", "享受待遇", "covered")
    HELD = ("held", "待遇须人工放行", "held for a person to release")
    SUSPENDED = ("suspended", "参保关系暂停或终止，须人工处理", "the relation is suspended or ended")
    WAITING = ("waiting", "等待期内", "in the waiting period")
    BEFORE_COVER = ("before_cover", "待遇尚未开始", "before cover begins")
    AFTER_COVER = ("after_cover", "待遇已结束", "after cover ended")
    UNPAID = ("unpaid", "已参保登记、未缴清", "enrolled, not paid")
    UNDECIDED = ("undecided", "政策未明确，须人工决定", "undecided")
    LAPSED = ("lapsed", "断保", "lapsed")
    NOT_ENROLLED = ("not_enrolled", "未参保", "not enrolled")
    DECEASED = ("deceased", "已登记死亡", "deceased")


@dataclass(frozen=True, slots=True)
class Account:
    """A due of the coverage year: what was asked and credited, and what the rules could not say about it."""

    decision: Decision
    charged_fen: int = 0
    credited_fen: int = 0
    missing: tuple[Missing, ...] = ()

    @property
    def outstanding_fen(self) -> int:
        """What is still to be paid."""
        return max(self.charged_fen - self.credited_fen, 0)


class Given(NamedTuple):
    """The cover that a settled due gave."""

    cover: Span | None
    waiting: Span | None = None
    held_before: date | None = None  # claims dated before this day are computed, and released by a person
    document: str = ""  # of an officer's decision, where the rules were silent


class Facts(NamedTuple):
    """All that the answer depends on; `steps` are those of the stored quotation of the year."""

    on: date
    died_on: date | None = None
    given: Given | None = None
    account: Account | None = None
    was_covered_year_before: bool = False
    steps: tuple[Step, ...] = ()
    is_enrolled: bool = False  # asked of people without a due only
    interruptions: tuple[Interruption, ...] = ()  # days on which the relation does not stand as normal


class Eligibility(NamedTuple):
    """The answer: state, the days it speaks of, clause, reason, next step, and the steps that led to the cover."""

    state: State
    on: date
    reason: Text
    next_step: Text
    clause: str = ""
    readings: tuple[str, ...] = ()
    cover: Span | None = None
    waiting: Span | None = None
    first_benefit_day: date | None = None
    steps: tuple[Step, ...] = ()
    missing: tuple[Missing, ...] = ()

    @property
    def is_covered(self) -> bool:
        """Whether a claim of that day is worked out; a held one is worked out but released by a person."""
        return self.state in (State.COVERED, State.HELD)

    def as_json(self) -> dict[str, Any]:
        """The answer as plain values."""
        return {
            "state": self.state.value,
            "is_covered": self.is_covered,
            "on": self.on.isoformat(),
            "reason": self.reason._asdict(),
            "next_step": self.next_step._asdict(),
            "clause": self.clause,
            "readings": list(self.readings),
            "cover": _span(self.cover),
            "waiting": _span(self.waiting),
            "first_benefit_day": self.first_benefit_day and self.first_benefit_day.isoformat(),
            "steps": [step.as_json() for step in self.steps],
            "missing": [
                {
                    "what": missing.what._asdict(),
                    "decided_by": missing.decided_by._asdict(),
                    "clause": missing.clause,
                    "readings": list(missing.readings),
                }
                for missing in self.missing
            ],
        }


def decide(facts: Facts) -> Eligibility:
    """How a person stands on the day of service; the first answer that fits.

    A day after death comes before everything. A settled due answers with its cover and waiting span, and of a covered day
    also whether the relation was interrupted; a due that is not settled is unpaid, or undecided where the documents are
    silent; without a due the person is not enrolled, and lapsed when the year before was covered (断保).
    """
    if facts.died_on is not None and facts.on > facts.died_on:
        return _deceased(facts)
    if facts.given is not None:
        answer = _by_cover(facts, facts.given)
        interrupted = on_day(facts.interruptions, facts.on) if answer.is_covered else None
        return answer if interrupted is None else _interrupted(answer, interrupted)
    if facts.account is not None:
        return _by_account(facts, facts.account)
    return _without_due(facts)


def _deceased(facts: Facts) -> Eligibility:
    assert facts.died_on is not None
    died = spoken_day(facts.died_on)
    return Eligibility(
        State.DECEASED,
        facts.on,
        Text(f"该人已登记于{died.zh}死亡，此后发生的费用不予支付。",
             f"This person is registered as having died on {died.en}; costs after that day are not paid."),
        Text("如登记有误，请到登记地更正死亡登记；如系冒用，请报医保局核查。",
             "If the record is wrong, have it corrected where it was made; if somebody else used the card, report it."),
    )  # fmt: skip


def _by_cover(facts: Facts, given: Given) -> Eligibility:
    waits, covers = _step(facts, "waiting"), _step(facts, "cover")
    shape: dict[str, Any] = {"cover": given.cover, "waiting": given.waiting, "steps": facts.steps}
    if given.waiting is not None and given.waiting.contains(facts.on):
        return _waiting(facts, given, waits, shape)
    if given.cover is None:
        return Eligibility(
            State.AFTER_COVER,
            facts.on,
            Text(f"{facts.on.year}年度的等待期延续到年末，本年度没有待遇期。",
                 f"The waiting period lasts beyond the end of {facts.on.year}: there is no day of benefit in that year."),
            Text("请在集中缴费期内缴纳下一年度费用。", "Pay for the next year inside its contribution window."),
            *_source(waits),
            **shape,
        )  # fmt: skip
    if facts.on < given.cover.start:
        return _before_cover(facts, given.cover, covers, shape)
    if not given.cover.contains(facts.on):
        last = spoken_day(given.cover.last_day or facts.on)
        return Eligibility(
            State.AFTER_COVER,
            facts.on,
            Text(f"待遇已于{last.zh}结束。", f"Cover ended on {last.en}."),
            Text("请核对诊疗日期；如仍参保，请查询待遇期依据。",
                 "Check the day of service; if the person is still enrolled, look at why cover ended."),
            *_source(covers, given),
            **shape,
        )  # fmt: skip
    if given.held_before is not None and facts.on < given.held_before:
        paid = spoken_day(given.held_before)
        return Eligibility(
            State.HELD,
            facts.on,
            Text(f"费用发生在缴费成功日（{paid.zh}）之前：先行计算，由人工放行。",
                 f"The cost arose before payment succeeded ({paid.en}): it is computed, and a person releases it."),
            Text("可以录入并预结算；由复核人员在待办中决定放行或不予支付。",
                 "The bill may be entered and previewed; a reviewer releases or refuses it."),
            *_source(_step(facts, "claims_held")),
            **shape,
        )  # fmt: skip
    stated = spoken_days(given.cover)
    by = Text(f"（依{given.document}）", f" (by {given.document})") if given.document else Text("", "")
    return Eligibility(
        State.COVERED,
        facts.on,
        Text(f"待遇享受期为{stated.zh}{by.zh}，诊疗日期在其内。",
             f"Cover runs from {stated.en}{by.en}, and the day of service lies in it."),
        Text("可以办理结算。", "The bill may be settled."),
        *_source(covers, given),
        **shape,
    )  # fmt: skip


def _interrupted(answer: Eligibility, interrupted: Interruption) -> Eligibility:
    """A day of cover on which the relation is suspended or ended: cover stays as it is, and a person decides (N21-16)."""
    missing = interrupted.missing
    state = State.SUSPENDED if missing is None else State.UNDECIDED
    who = Text("经办人员", "officers") if missing is None else missing.decided_by
    return answer._replace(
        state=state,
        reason=interrupted.text,
        next_step=Text(
            f"账单可以录入，由{who.zh}依据文件决定放行或不予支付；待遇期记录不变。关系已恢复的，请先登记恢复的日期。",
            f"The bill may be entered; {who.en} release or refuse it under a document. The days of cover on record stay. "
            "If the relation was resumed, enter from which day.",
        )
        if missing is None
        else Text(
            f"由{who.zh}依据文件决定；账单可以录入，等待决定。待遇期记录不变。",
            f"To be decided under a document by {who.en}; the bill may be entered and waits. The days of cover on record "
            "stay.",
        ),
        clause=interrupted.clause,
        readings=(),
        missing=() if missing is None else (missing,),
    )


def _waiting(facts: Facts, given: Given, waits: Step | None, shape: dict[str, Any]) -> Eligibility:
    assert given.waiting is not None
    last = spoken_day(given.waiting.last_day or facts.on)
    first = given.cover.start if given.cover is not None else None
    if first is not None:
        begins = spoken_day(first)
        next_step = Text(
            f"自{begins.zh}起发生的费用可以报销；等待期内的费用由个人承担。",
            f"Costs from {begins.en} on can be claimed; costs of the waiting period are borne by the person.",
        )
    else:
        next_step = Text(
            "本年度没有待遇期；请在集中缴费期内缴纳下一年度费用。",
            "No day of benefit is left in this year; pay for the next year inside its contribution window.",
        )
    return Eligibility(
        State.WAITING,
        facts.on,
        Text(f"在集中缴费期后缴费，等待期至{last.zh}（含当日），诊疗日期在等待期内。",
             f"Paid after the contribution window: the waiting period runs to {last.en}, that day included, and the day "
             "of service lies in it."),
        next_step,
        *_source(waits),
        first_benefit_day=first,
        **shape,
    )  # fmt: skip


def _before_cover(facts: Facts, cover: Span, covers: Step | None, shape: dict[str, Any]) -> Eligibility:
    begins = spoken_day(cover.start)
    return Eligibility(
        State.BEFORE_COVER,
        facts.on,
        Text(f"待遇自{begins.zh}起享受，诊疗日期在此之前。",
             f"Cover begins on {begins.en}; the day of service lies before it."),
        Text(f"自{begins.zh}起发生的费用可以报销。", f"Costs from {begins.en} on can be claimed."),
        *_source(covers, None),
        first_benefit_day=cover.start,
        **shape,
    )  # fmt: skip


def _by_account(facts: Facts, account: Account) -> Eligibility:
    year = facts.on.year
    if account.decision is Decision.MANUAL:
        first = account.missing[0] if account.missing else None
        who = first.decided_by if first else Text("县级医保局", "the county bureau")
        return Eligibility(
            State.UNDECIDED,
            facts.on,
            Text(f"{year}年度的应缴或待遇在文件中没有规定" + (f"：{first.what.zh}。" if first else "。"),
                 f"The documents do not settle due or cover of {year}" + (f": {first.what.en}." if first else ".")),
            Text(f"由{who.zh}依据文件决定后再查询。", f"Ask again once it is decided under a document by {who.en}."),
            first.clause if first else "",
            first.readings if first else (),
            steps=facts.steps,
            missing=account.missing,
        )  # fmt: skip
    owed = format_yuan(account.outstanding_fen)
    paid = format_yuan(account.credited_fen)
    return Eligibility(
        State.UNPAID,
        facts.on,
        Text(f"已登记参加{year}年度居民医保，已缴{paid}元，尚欠{owed}元；未缴清不享受待遇。",
             f"Enrolled for {year}: {paid} yuan paid, {owed} yuan still due; without full payment there is no cover."),
        Text("请缴清后再查询；补缴的价款与待遇开始日，见本人缴费页按缴费日试算。",
             "Ask again after full payment; the price of paying late and the first day of cover are quoted on the person's "
             "page for each pay day."),
        *_source(_step(facts, "window")),
        steps=facts.steps,
    )  # fmt: skip


def _without_due(facts: Facts) -> Eligibility:
    year = facts.on.year
    window = _source(_step(facts, "window"))
    if facts.is_enrolled:
        return Eligibility(
            State.UNPAID,
            facts.on,
            Text(f"已登记参加{year}年度居民医保，尚未生成应缴，没有缴费；未缴清不享受待遇。",
                 f"Enrolled for {year}, but nothing was charged yet and nothing paid; without full payment there is no cover."),
            Text("应缴生成并缴清后再查询。", "Ask again once the due is issued and paid."),
            *window,
            steps=facts.steps,
        )  # fmt: skip
    if facts.was_covered_year_before:
        return Eligibility(
            State.LAPSED,
            facts.on,
            Text(f"{year - 1}年度有待遇，{year}年度没有参保登记和缴费（断保）。",
                 f"Covered in {year - 1}, but neither enrolled nor paid for {year}: cover lapsed."),
            Text("请到村（社区）或乡镇办理续保登记；能否补缴、有无等待期，按参保地规定试算。",
                 "Renew at the village or township desk; whether and at what price one may still join, and how long one "
                 "waits, is quoted there by the rules of the area."),
            *window,
            steps=facts.steps,
        )  # fmt: skip
    return Eligibility(
        State.NOT_ENROLLED,
        facts.on,
        Text(f"{year}年度没有参保登记。", f"Not enrolled for {year}."),
        Text("请核对是否参加职工医保或在外地参保；都没有的，请到村（社区）或乡镇办理参保登记。",
             "Check whether the person has employee insurance or is enrolled elsewhere; if neither, enroll at the village or "
             "township desk."),
        *window,
        steps=facts.steps,
    )  # fmt: skip


def _step(facts: Facts, code: str) -> Step | None:
    return next((step for step in facts.steps if step.code == code), None)


def _source(step: Step | None, given: Given | None = None) -> tuple[str, tuple[str, ...]]:
    if given is not None and given.document:
        return "", ()  # decided by hand: the document stands in the sentence
    return (step.clause, step.readings) if step is not None else ("", ())


def _span(span: Span | None) -> dict[str, str | None] | None:
    if span is None:
        return None
    until = span.until
    return {
        "from": span.start.isoformat(),
        "to": (until - ONE_DAY).isoformat() if until else None,
        "until": until.isoformat() if until else None,
    }
