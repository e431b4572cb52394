"""Under which keys does an office enter a figure of care, and which of them counts for a bill?

Inside the area `inpatient:county`, or `inpatient` for every level; elsewhere `inpatient:county:elsewhere`, or
`inpatient::elsewhere`, with `:filed` or `:unfiled` where filing makes a difference. A local figure never counts elsewhere.
"""

from __future__ import annotations

from claims.rules.facts import BillFacts, EnteredFigures, Figure
from policy.care import Place
from policy.topics import Topic

_FILING = {True: "filed", False: "unfiled"}


def key_for_care(bill: BillFacts) -> str:
    """The key that an office would enter for the setting, level and place of a bill."""
    key = f"{bill.setting.value}:{bill.provider_tier}"
    return key if bill.place is Place.AREA else f"{key}:{bill.place.value}"


def entered_figure(figures: EnteredFigures, topic: Topic, bill: BillFacts) -> Figure | None:
    """The figure of the narrowest key that was entered; None when there is none for the bill."""
    if not figures.found:
        return None
    setting, level = bill.setting.value, f"{bill.setting.value}:{bill.provider_tier}"
    if bill.place is Place.AREA:
        return figures.get(topic, level) or figures.get(topic, setting)
    filing = _FILING.get(bill.filed_out_of_area) if bill.filed_out_of_area is not None else None
    for start in (level, f"{setting}:"):
        place = f"{start}:{bill.place.value}"
        figure = (figures.get(topic, f"{place}:{filing}") if filing else None) or figures.get(topic, place)
        if figure is not None:
            return figure
    return None
