"""Which day of last year is the same day?"""

from datetime import date


def same_day_last_year(day: date) -> date:
    """The day of the same name; of 29 February the day before 1 March."""
    if (day.month, day.day) == (2, 29):
        return date(day.year - 1, 2, 28)
    return day.replace(year=day.year - 1)
