"""Which coverage years do the documents of an area price or open a window for?"""

from policy.book import Policy
from policy.schema import ContributionFile, WindowFile

POSSIBLE_YEARS = range(2000, 2101)  # a year outside is a slip of the pen, such as 22 for 2022


def years_named(policy: Policy, *, until: int) -> set[int]:
    """The years of an individual amount or a contribution window; one without an end runs up to `until`."""
    years: set[int] = set()
    for _area, prices in policy.files("contribution", ContributionFile):
        years |= {year for each in prices.individual if (year := each.coverage_year or each.notice_year)}
    for _area, windows in policy.files("window", WindowFile):
        for regular in windows.regular:
            last = regular.until_coverage_year or policy.ends().of(regular.closes.clause, "window") or until
            years |= set(range(regular.from_coverage_year, last + 1))
    return {year for year in years if year <= until}
