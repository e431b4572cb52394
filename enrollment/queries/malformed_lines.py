"""What is wrong with the fields of a line that could not be read, in words?"""

from typing import Any

from enrollment.payment_layout import HEADINGS
from policy.terms import Text


def malformed(detail: dict[str, Any]) -> tuple[Text, Text]:
    """What is wrong with each field, and what to do."""
    faults = detail.get("faults") or []
    places = [_cell_of(fault) for fault in faults]
    zh = "；".join(f"{place.zh}：{fault['text']['zh']}" for place, fault in zip(places, faults, strict=True))
    en = "; ".join(f"{place.en}: {fault['text']['en']}" for place, fault in zip(places, faults, strict=True))
    remedies = list(dict.fromkeys((fault["remedy"]["zh"], fault["remedy"]["en"]) for fault in faults))
    told = Text(
        "；".join(zh.rstrip("。") for zh, _ in remedies),
        ". ".join(_capital(en.rstrip(".")) for _, en in remedies),
    )
    after = Text(
        "更正后用同一税票号码重新上传，本行自动关闭。",
        "Correct it and upload it under the same ticket: this line then closes.",
    )
    return (
        Text(zh or "行不完整", _capital(en) or "The line is incomplete"),
        Text(f"{told.zh}。{after.zh}", f"{told.en}. {after.en}") if remedies else after,
    )


def _cell_of(fault: dict[str, Any]) -> Text:
    """The cell as the sheet shows it, with its heading: 单元格 F2（实缴金额）; a column that is missing has no cell."""
    heading = HEADINGS.get(fault["field"], fault["field"])
    if cell := fault.get("cell"):
        return Text(f"单元格 {cell}（{heading}）", f"cell {cell} ({heading})")
    return Text(heading, heading)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
