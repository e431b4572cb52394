"""Which figures do the notices leave to somebody, so that an office may enter them under a document?

A topic names a figure or list that the documents mention but do not print. It is entered by one officer, approved by
another (`assistance.models.EnteredParameter`), and until then every rule that needs it answers *undecided*.
"""

from __future__ import annotations

from enum import StrEnum

from policy.terms import Term


class ValueKind(StrEnum):
    """In which form a figure is entered and stored as JSON."""

    YUAN = "yuan"  # text with at most two decimals: "24000.00"
    RATE = "rate"  # text, 0..1: "0.6"
    SHARES = "shares"  # {"city": "6", "county": "4"}: parts of a ratio
    DIVISIONS = "divisions"  # list of division codes: ["621125"]
    YES_NO = "yes_no"


class Topic(Term):
    """What is entered: code, Chinese, English."""

    CITY_COUNTY_SPLIT = ("city_county_split", "市县分担比例", "split between city and counties")
    POOR_COUNTIES = ("poor_counties", "贫困县名单", "list of poor counties")


KINDS: dict[Topic, ValueKind] = {
    Topic.CITY_COUNTY_SPLIT: ValueKind.SHARES,
    Topic.POOR_COUNTIES: ValueKind.DIVISIONS,
}
