"""How do yuan become fen, and how is a sum multiplied or split without losing a fen?"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

_FEN_PER_YUAN = 100
_LARGEST_YUAN = Decimal(10) ** 15


class InexactAmount(ValueError):
    """The text is not an amount in yuan with at most two decimals (金额不是至多两位小数的元)."""


def yuan_to_fen(yuan: str | Decimal | int) -> int:
    """An amount in yuan as whole fen, exactly; more than two decimals are refused, never rounded."""
    if isinstance(yuan, bool) or not isinstance(yuan, (str, Decimal, int)):
        raise InexactAmount(
            f"金额须为文本或十进制数，不能是 {yuan!r} / an amount must be text or Decimal, not {yuan!r}"
        )
    text = yuan.strip() if isinstance(yuan, str) else str(yuan)
    if isinstance(yuan, str) and not _is_plain(text):
        raise InexactAmount(
            f"“{yuan}”不是金额；请写成如 280.00 / {yuan!r} is not an amount; write it as 280.00"
        )
    try:
        amount = Decimal(text)
    except InvalidOperation:
        raise InexactAmount(
            f"“{yuan}”不是金额；请写成如 280.00 / {yuan!r} is not an amount; write it as 280.00"
        ) from None
    if not amount.is_finite() or abs(amount) >= _LARGEST_YUAN:
        raise InexactAmount(f"“{yuan}”超出范围 / {yuan!r} is out of range")
    fen = amount * _FEN_PER_YUAN
    whole = int(fen)
    if fen != whole:
        raise InexactAmount(f"“{yuan}”多于两位小数 / {yuan!r} has more than two decimals")
    return whole


def _is_plain(text: str) -> bool:
    """Digits with at most one point and a leading sign: no exponent, no separators, no full-width digits."""
    body = text[1:] if text[:1] in "+-" else text
    whole, point, decimals = body.partition(".")
    digits = (whole, decimals) if point else (whole,)
    return all(part.isascii() and part.isdigit() for part in digits)


def format_yuan(fen: int) -> str:
    """Whole fen as yuan with two decimals: 28000 gives "280.00"."""
    sign = "-" if fen < 0 else ""
    whole, rest = divmod(abs(fen), _FEN_PER_YUAN)
    return f"{sign}{whole}.{rest:02d}"


def apply_rate(fen: int, rate: Decimal) -> int:
    """A share of an amount, rounded half up once to the fen (A53)."""
    return int((Decimal(fen) * rate).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def split(fen: int, shares: Sequence[Decimal | int]) -> tuple[int, ...]:
    """An amount divided by weights: every part but the last is rounded half up, the last takes the rest."""
    if fen < 0:
        raise ValueError("不能拆分负数金额 / a negative amount cannot be split")
    if not shares or any(share < 0 for share in shares) or not any(shares):
        raise ValueError("比例须为非负且不全为零 / shares must not be negative nor all zero")
    total = sum((Decimal(share) for share in shares), Decimal(0))
    parts = []
    left = fen
    for share in shares[:-1]:
        part = min(apply_rate(fen, Decimal(share) / total), left)
        parts.append(part)
        left -= part
    parts.append(left)
    return tuple(parts)
