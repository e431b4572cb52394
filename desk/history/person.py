"""What is on record about one person in all ledgers, line by line, the latest first?"""

from collections import Counter
from datetime import date

from claims.operations.bills import records_of
from desk.history.care import care_lines
from desk.history.contribution import contribution_lines
from desk.history.help import help_lines
from desk.history.lines import LINES_MAX, History, Ledger
from desk.history.registers import register_lines
from enrollment.models import Person
from staff import access, audit
from staff.models import Officer

_PLACE = {ledger: place for place, ledger in enumerate(Ledger)}


def history_of(person: Person, *, on: date, by: Officer, year: int | None = None) -> History:
    """All lines of a person under every record merged into this one; of one year only, when it is given.

    Rows of places where the officer may not read histories are left out. That it was read is written to the audit trail.
    """
    records = list(Person.objects.filter(pk__in=records_of(person.pk)))
    with access.asking_once():
        found = [
            line
            for lines in (contribution_lines, help_lines, register_lines, care_lines)
            for line in lines(records, on=on, by=by)
        ]
    counted = Counter(line.ledger for line in found)
    lines = [line for line in found if year is None or line.year == year]
    lines.sort(key=lambda line: (line.on, _PLACE[line.ledger]), reverse=True)
    change = {"lines": len(lines), "year": year}
    audit.record("read_history", by=by, about=person, division_code=person.division_code, change=change)
    return History(tuple(lines), tuple(ledger for ledger in Ledger if counted[ledger] >= LINES_MAX))
