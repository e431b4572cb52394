"""What may be entered for a topic, and in what form do the rules read what was entered?"""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from policy.care import Setting
from policy.money import InexactAmount, format_yuan, yuan_to_fen
from policy.terms import Level, Text
from policy.topics import KINDS, OTHERS, KeyKind, Topic, ValueKind, key_kind

_DIVISION = re.compile(r"[0-9]{6}")
_SPLIT = re.compile(r"[\s,，、;；]+")
_PLAIN_NUMBER = re.compile(r"[0-9]{1,9}(\.[0-9]{1,6})?")
COUNT_MAX = 2_000_000_000
LEVELS = ("central", "province", "city", "county")
SIGNS = {"plus": 1, "minus": -1}
PAYERS = ("city", "county")  # 市 first, 县（区） second (A08)


@dataclass(frozen=True, slots=True)
class Entered:
    """A figure that an office entered under a document and a second officer approved; plain for the rules."""

    topic: Topic
    value: Any
    document: str
    key: str = ""
    area: str = ""
    from_on: date | None = None

    @property
    def fen(self) -> int:
        """A figure in yuan as whole fen."""
        return yuan_to_fen(self.value)

    @property
    def rate(self) -> Decimal:
        """A rate 0..1."""
        return Decimal(self.value)

    @property
    def shares(self) -> dict[str, Decimal]:
        """Parts of a ratio by payer, the city first (A08)."""
        return {payer: Decimal(self.value[payer]) for payer in PAYERS}

    @property
    def divisions(self) -> frozenset[str]:
        """A list of divisions."""
        return frozenset(self.value)

    @property
    def segments(self) -> tuple[tuple[int, Decimal], ...]:
        """Rates by segment: from how many fen on, lowest first."""
        return tuple((yuan_to_fen(one["above"]), Decimal(one["rate"])) for one in self.value)

    @property
    def fen_by_payer(self) -> dict[str, int]:
        """An amount per head for each level, from the centre down; a database gives the keys back in its own order."""
        return {payer: yuan_to_fen(self.value[payer]) for payer in LEVELS}

    @property
    def terms(self) -> tuple[tuple[int, Topic], ...]:
        """The figures of a formula, each with its sign."""
        return tuple((sign, Topic(name)) for word, sign in SIGNS.items() for name in self.value[word])

    @property
    def count(self) -> int:
        """A whole number: of people, of months, a year."""
        return int(self.value)

    @property
    def is_yes(self) -> bool:
        """An answer to a yes-or-no question."""
        return bool(self.value)


class NotAValue(ValueError):
    """What was entered does not fit its topic; `text` says why and `remedy` how to write it."""

    def __init__(self, text: Text, remedy: Text) -> None:
        super().__init__(f"{text.zh} / {text.en}")
        self.text = text
        self.remedy = remedy


POPULATIONS = (
    Topic.HUKOU_POPULATION,
    Topic.USUAL_RESIDENTS,
    Topic.EMPLOYEES_INSURED,
    Topic.INSURED_ELSEWHERE,
    Topic.OUTSIDE_SCHEME,
)

HOW: dict[ValueKind, Text] = {
    ValueKind.YUAN: Text(
        "以元为单位，至多两位小数，如 24000.00。", "In yuan with at most two decimals, as 24000.00."
    ),
    ValueKind.RATE: Text("写成 0 至 1 的小数，如 0.6。", "A decimal from 0 to 1, as 0.6."),
    ValueKind.SHARES: Text("市在前、县（区）在后，如 6:4。", "City first, county second, as 6:4."),
    ValueKind.DIVISIONS: Text(
        "六位区划代码，以空格或换行分隔。", "Six-digit division codes, separated by spaces or lines."
    ),
    ValueKind.PAYERS: Text(
        "每人金额（元），依次为中央/省/市/县，如 348/116/58/58。",
        "Yuan per head: centre/province/city/county, as 348/116/58/58.",
    ),
    ValueKind.FORMULA: Text(
        f"各项相加减，如 户籍人口-职工医保参保人数；可用：{'、'.join(one.label.zh for one in POPULATIONS)}。",
        "Figures joined by + and -, as hukou_population - employees_insured; there are: "
        f"{', '.join(one.value for one in POPULATIONS)}.",
    ),
    ValueKind.COUNT: Text("人数，整数，如 1250000。", "A whole number of people, as 1250000."),
    ValueKind.NUMBER: Text("整数，如 6 或 2025。", "A whole number, as 6 or 2025."),
    ValueKind.YES_NO: Text("填写 yes 或 no。", "Answer yes or no."),
    ValueKind.OWNER: Text(
        "填写 province（省属）、prefecture（市属）或 county（县属及其他）。",
        "Write province, prefecture or county (and others).",
    ),
    ValueKind.SEGMENTS: Text(
        "起付线以上各段的下限（元）与比例，第一段从 0 起，如 0:0.6 50000:0.65。",
        "The lower end in yuan of each segment above the deductible and its rate, from 0 up, as 0:0.6 50000:0.65.",
    ),
}
HOW_KEY: dict[KeyKind, Text] = {
    KeyKind.NONE: Text("本项每个地区只有一个数，不填。", "One figure for the area: leave it empty."),
    KeyKind.YEAR: Text("四位年份，如 2021。", "A year, as 2021."),
    KeyKind.DIVISION_YEAR: Text(
        "区划代码与参保年度，如 371702001:2022。",
        "A division code and a coverage year, as 371702001:2022.",
    ),
    KeyKind.FILE_YEAR: Text(
        "政策文件名与参保年度，如 waiting:2027。",
        "A file of the policy book and a coverage year, as waiting:2027.",
    ),
    KeyKind.GROUP: Text(
        "救助身份代码，可加就诊类型，如 dibao 或 dibao:inpatient。",
        "A category of assistance, perhaps with the form of care, as dibao or dibao:inpatient.",
    ),
    KeyKind.GROUP_OR_OTHERS: Text(
        f"救助身份代码，如 dibao；其他人员写 {OTHERS}。",
        f"A category of assistance, as dibao; {OTHERS} for everybody else.",
    ),
    KeyKind.NAME: Text(
        "名称或代码，如学校名称、病种代码；待遇写 inpatient:county，统筹区外写 inpatient:county:elsewhere（未备案加 :unfiled）。",
        "A name or code, as of a school or a disease; of care inpatient:county, outside the area inpatient:county:elsewhere "
        "(with :unfiled where not filed).",
    ),
}


def value_of(topic: Topic, given: Any) -> Any:
    """What is stored for what was entered as text or as JSON; `NotAValue` when it does not fit the topic."""
    kind = KINDS[topic]
    made = _READERS[kind](given)
    if made is None:
        raise NotAValue(
            Text(f"“{topic.label.zh}”的数值不符合要求。", f"This is no value for “{topic.label.en}”."),
            HOW[kind],
        )
    return made


def key_of(topic: Topic, area: str, given: str, categories: Container[str] = ()) -> str:
    """The key as stored; `NotAValue` when it does not fit the topic or names a place outside the area.

    `categories` are those that are declared there.
    """
    kind, key = key_kind(topic), given.strip()
    fits = {
        KeyKind.NONE: not key,
        KeyKind.YEAR: bool(re.fullmatch(r"(19|20|21)[0-9]{2}", key)),
        KeyKind.DIVISION_YEAR: bool(
            re.fullmatch(r"([0-9]{6}|[0-9]{9}|[0-9]{12}):(19|20|21)[0-9]{2}", key)
            and key.startswith(re.sub(r"(00){1,2}$", "", area))
        ),
        KeyKind.FILE_YEAR: bool(re.fullmatch(r"[a-z_]{1,20}:(19|20|21)[0-9]{2}", key)),
        KeyKind.NAME: 0 < len(key) <= 60,
        KeyKind.GROUP: _is_group(key, categories),
        KeyKind.GROUP_OR_OTHERS: key == OTHERS or key in categories,
    }[kind]
    if not fits:
        raise NotAValue(
            Text(f"“{topic.label.zh}”的适用对象不符合要求。", f"“{topic.label.en}” is not kept for this."),
            HOW_KEY[kind],
        )
    return key


def _is_group(key: str, categories: Container[str]) -> bool:
    """A category of assistance, perhaps with a form of care behind it."""
    category, _, setting = key.partition(":")
    return category in categories and (not setting or setting in set(Setting)) and not key.endswith(":")


def shown(topic: Topic, value: Any) -> Text:
    """A stored value as people write it."""
    match KINDS[topic]:
        case ValueKind.YUAN:
            return Text(f"{value} 元", f"{value} yuan")
        case ValueKind.SHARES:
            said = ":".join(str(value[payer]) for payer in PAYERS)
            return Text(f"市 {said} 县（区）", f"city {said} county")
        case ValueKind.DIVISIONS:
            return Text("、".join(value), ", ".join(value))
        case ValueKind.PAYERS:
            amounts = "/".join(value[payer] for payer in LEVELS)
            return Text(f"中央/省/市/县 {amounts} 元", f"centre/province/city/county {amounts} yuan")
        case ValueKind.FORMULA:
            named = [(word, Topic(name).label) for word in SIGNS for name in value[word]]
            zh = "".join(f"{'＋' if word == 'plus' else '－'}{label.zh}" for word, label in named)
            en = " ".join(f"{'+' if word == 'plus' else '-'} {label.en}" for word, label in named)
            return Text(zh.removeprefix("＋"), en.removeprefix("+ "))
        case ValueKind.COUNT:
            return Text(f"{value} 人", f"{value} people")
        case ValueKind.SEGMENTS:
            said = " ".join(f"{one['above']}:{one['rate']}" for one in value)
            return Text(said, said)
        case ValueKind.YES_NO:
            return Text("是" if value else "否", "yes" if value else "no")
        case ValueKind.OWNER:
            return Level(value).label
    return Text(str(value), str(value))


def _yuan(given: Any) -> str | None:
    text = str(given).strip().replace(",", "")
    try:
        fen = yuan_to_fen(text)
    except InexactAmount:
        return None
    return format_yuan(fen) if fen >= 0 else None


def _rate(given: Any) -> str | None:
    text = str(given).strip()
    if not _PLAIN_NUMBER.fullmatch(text):
        return None
    return text if Decimal(text) <= 1 else None


def _shares(given: Any) -> dict[str, str] | None:
    if isinstance(given, dict):
        parts = [str(given.get(payer, "")).strip() for payer in PAYERS] if set(given) == set(PAYERS) else []
    else:
        parts = [part.strip() for part in re.split("[:：]", str(given))]
    if len(parts) != len(PAYERS) or not all(_PLAIN_NUMBER.fullmatch(part) for part in parts):
        return None
    try:
        whole = sum((Decimal(part) for part in parts), Decimal(0))
    except InvalidOperation:  # pragma: no cover - the pattern lets only plain numbers in
        return None
    return dict(zip(PAYERS, parts, strict=True)) if whole > 0 else None


def _divisions(given: Any) -> list[str] | None:
    codes = given if isinstance(given, list) else [part for part in _SPLIT.split(str(given).strip()) if part]
    fits = bool(codes) and all(isinstance(code, str) and _DIVISION.fullmatch(code) for code in codes)
    return sorted(set(codes)) if fits else None


def _segments(given: Any) -> list[dict[str, str]] | None:
    pairs = (
        [(one.get("above"), one.get("rate")) for one in given if isinstance(one, dict)]
        if isinstance(given, list)
        else [
            part.replace("：", ":").partition(":")[::2] for part in _SPLIT.split(str(given).strip()) if part
        ]
    )
    made = []
    for above, rate in pairs:
        yuan, share = _yuan(above), _rate(rate)
        if yuan is None or share is None:
            return None
        made.append({"above": yuan, "rate": share})
    starts = [yuan_to_fen(one["above"]) for one in made]
    return made if starts and starts[0] == 0 and starts == sorted(set(starts)) else None


def _count(given: Any) -> int | None:
    if isinstance(given, bool):
        return None
    text = str(given).strip().replace(",", "")
    return int(text) if text.isascii() and text.isdecimal() and int(text) <= COUNT_MAX else None


def _yes_no(given: Any) -> bool | None:
    if isinstance(given, bool):
        return given
    answer = str(given).strip().lower()
    return {"yes": True, "no": False, "是": True, "否": False}.get(answer)


def _payers(given: Any) -> dict[str, str] | None:
    if isinstance(given, dict):
        parts = [given.get(payer) for payer in LEVELS] if set(given) == set(LEVELS) else []
    else:
        parts = list(re.split("[/／]", str(given)))
    amounts = [_yuan(part) for part in parts]
    if len(amounts) != len(LEVELS) or None in amounts:
        return None
    return {payer: amount for payer, amount in zip(LEVELS, amounts, strict=True) if amount is not None}


def _formula(given: Any) -> dict[str, list[str]] | None:
    counted = {topic.value for topic in POPULATIONS}
    if isinstance(given, dict):
        made = {word: list(given.get(word, [])) for word in SIGNS} if set(given) <= set(SIGNS) else {}
    else:
        made = {"plus": [], "minus": []}
        text = re.sub(r"\s", "", str(given))
        for topic in POPULATIONS:
            text = text.replace(topic.label.zh, topic.value)
        for sign, name in re.findall(r"([+＋\-－])?([a-z_]+)", text):
            made["minus" if sign in ("-", "－") else "plus"].append(name)
        if re.sub(r"[+＋\-－]?[a-z_]+", "", text):
            return None
    names = [name for word in made for name in made[word]]
    fits = bool(made.get("plus")) and len(names) == len(set(names)) and set(names) <= counted
    return made if fits else None


def _owner(given: Any) -> str | None:
    named = str(given).strip().lower()
    return named if named in {level.value for level in Level} else None


_READERS = {
    ValueKind.YUAN: _yuan,
    ValueKind.RATE: _rate,
    ValueKind.SHARES: _shares,
    ValueKind.DIVISIONS: _divisions,
    ValueKind.COUNT: _count,
    ValueKind.NUMBER: _count,
    ValueKind.SEGMENTS: _segments,
    ValueKind.YES_NO: _yes_no,
    ValueKind.OWNER: _owner,
    ValueKind.PAYERS: _payers,
    ValueKind.FORMULA: _formula,
}
