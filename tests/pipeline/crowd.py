"""How does a test get thousands of enrolled people and a tax file about some of them, quickly and the same each time?"""

from bench.population import document_of, fill, name_of
from enrollment.models import PaymentFile, PaymentLine
from staff.models import Officer
from tests.pipeline.tax_desk import line, refund_of, reversal_of

PEOPLE_PER_FILE = 300


def enroll(files: int, by: Officer) -> None:
    """People for as many files as are wanted, with their dues."""
    fill(files * PEOPLE_PER_FILE, by)


def lines_of_file(number: int) -> list[dict[str, str]]:
    """About 360 lines: most pay in full, others in two halves, too much, twice, under a wrong name, and take back."""
    lines: list[dict[str, str]] = []
    for index in range(number * PEOPLE_PER_FILE, (number + 1) * PEOPLE_PER_FILE):
        cells = line(document_of(index), name=name_of(index), ticket=f"7{index:019d}")
        again = {**cells, "ticket": f"8{index:019d}", "paid_at": "2021-11-02 10:00:00"}
        match index % 30:
            case 1:
                lines += [{**again, "amount": "160.00"}, {**cells, "amount": "160.00"}]
            case 2:
                lines.append({**cells, "amount": "330.00"})
            case 3:
                lines += [cells, again]
            case 4:
                lines.append({**cells, "name": name_of(index) + "某"})
            case 5:
                lines += [cells, {**reversal_of(cells), "ticket": again["ticket"]}]
            case 6:
                lines += [{**refund_of(cells, "20.00"), "ticket": again["ticket"]}, cells]
            case 7:
                lines += [cells, cells]
            case 8:
                lines.append({**cells, "document": document_of(20_000_000 + index)})
            case 9:
                lines.append({**cells, "paid_at": "2021-13-01"})
            case 10:
                lines.append({**cells, "amount": "900.00", "paid_at": "2022-07-05 10:00:00"})
            case _:
                lines.append(cells)
    return lines


def totals(file: PaymentFile) -> dict[str, list[int]]:
    """outcome -> [lines, amount, posted, held], over the parts of a file."""
    found: dict[str, list[int]] = {}
    for part in file.parts.all():
        for ended, figures in (part.summary or {}).items():
            found[ended] = [a + b for a, b in zip(found.get(ended, [0] * 4), figures, strict=True)]
    return found


def counted(file: PaymentFile) -> dict[str, list[int]]:
    """The same from the lines themselves."""
    found: dict[str, list[int]] = {}
    for each in PaymentLine.objects.filter(file=file):
        sums = found.setdefault(each.outcome, [0] * 4)
        for place, figure in enumerate((1, each.amount_fen, each.posted_fen, each.held_fen)):
            sums[place] += figure
    return found
