"""What do ratios by segment of cost pay on a base?"""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from claims.rules.wording import percent
from policy.money import format_yuan
from policy.schema.care_scope import Segmented
from policy.terms import Text


class Segment(NamedTuple):
    """A ratio from an amount on, up to another or to the next segment; counted from the deductible unless `from_burden`."""

    above_fen: int
    rate: Decimal
    until_fen: int | None = None
    from_burden: bool = False


Segments = tuple[Segment, ...]


def segment_of(rule: Segmented, rate: Decimal) -> Segment:
    """A segment as a policy file states it, at a ratio."""
    return Segment(rule.above_fen, rate, rule.until_fen, rule.counts_from == "burden")


def raised(segments: Segments, more: Callable[[Decimal], Decimal]) -> Segments:
    """The segments with better ratios; what pays nothing goes on paying nothing."""
    return tuple(one._replace(rate=more(one.rate)) if one.rate else one for one in segments)


def payment_of(base_fen: int, segments: Segments, deductible_fen: int = 0) -> int:
    """Each segment at its ratio, rounded once at the end; `base_fen` lies above the deductible.

    The first segment counted from the burden begins at the deductible, also for people with a lower one.
    """
    whole = Decimal(0)
    if segments and segments[0].from_burden:
        segments = (segments[0]._replace(above_fen=0), *segments[1:])
    ends = [*(_counted(one, one.above_fen, deductible_fen) for one in segments[1:]), base_fen]
    for one, end in zip(segments, ends, strict=True):
        start = _counted(one, one.above_fen, deductible_fen)
        if one.until_fen is not None:
            end = min(end, _counted(one, one.until_fen, deductible_fen))
        whole += max(0, min(base_fen, end) - start) * one.rate
    return int(whole.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def _counted(one: Segment, fen: int, deductible_fen: int) -> int:
    return max(0, fen - deductible_fen) if one.from_burden else fen


def is_plain(segments: Segments) -> bool:
    """Whether one ratio holds for the whole base."""
    return len(segments) == 1 and not segments[0].above_fen and segments[0].until_fen is None


def told_of(segments: Segments) -> Text:
    """The segments as people say them: one ratio, or each with the amounts between which it holds."""
    if is_plain(segments):
        share = percent(segments[0].rate)
        return Text(f"{share}%", f"{share} %")
    zh, en = [], []
    for one in segments:
        above, share = format_yuan(one.above_fen), percent(one.rate)
        until = None if one.until_fen is None else format_yuan(one.until_fen)
        zh.append(f"{above}元{f'至{until}元' if until else '以上'}{share}%")
        en.append(f"{share} % from {above} {f'to {until} yuan' if until else 'yuan on'}")
    return Text("、".join(zh), ", ".join(en))
