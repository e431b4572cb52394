"""To which group does a person belong for a coverage year, when nobody says otherwise?"""

from datetime import date

from policy.terms import Group

ADULT_AGE = 18


def age_on(born_on: date, day: date) -> int:
    """Completed years of life; who is born on 29 February completes a year on 1 March of a common year."""
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))


def default_group(*, born_on: date | None, school: str, coverage_year: int) -> Group:
    """Student when on a school roll, else minor under 18 on the first day of the coverage year, else adult.

    A student is whom a school names (学生以学校为单位); a child not yet at school is a minor and pays as the other
    residents do (LX-4.3a, reading A18). Whose birth date is not known counts as an adult.
    """
    if school.strip():
        return Group.STUDENT
    if born_on is None:
        return Group.ADULT
    return Group.MINOR if age_on(born_on, date(coverage_year, 1, 1)) < ADULT_AGE else Group.ADULT
