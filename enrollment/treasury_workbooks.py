"""How is a sheet of the three-way check taken away as a workbook, to be signed by both sides on paper?"""

import tempfile
from typing import IO, Any

from django.utils.translation import gettext as _

from enrollment.models import TreasurySheet
from enrollment.rules.treasury import DifferenceKind
from intake.workbooks import Book, yuan
from policy.terms import Text
from staff.refusals import spoken


def treasury_workbook(sheet: TreasurySheet, place: str) -> IO[bytes]:
    """Sums by day, differences line by line, who signed, the digest; from what was frozen, not from today's figures."""
    stream = tempfile.TemporaryFile(suffix=".xlsx")  # noqa: SIM115 - the answer closes it
    book = Book(stream)
    body: dict[str, Any] = sheet.body
    days = book.sheet(
        _("By day"),
        [_("Day"), _("Tax lines"), _("Tax bureau"), _("Treasury rows"), _("Treasury"), _("On dues"), _("Held"),
         _("Given back"), _("Agrees")],
        [12, 10, 14, 10, 14, 14, 14, 14, 10],
    )  # fmt: skip
    money = ("tax_fen", "treasury_fen", "on_dues_fen", "held_fen", "given_back_fen")
    for row, day in enumerate(body["days"], start=1):
        agrees = _("yes") if day["agrees"] else _("no") if day["has_statement"] else _("no statement")
        book.row(
            days, row,
            [day["on"], day["lines"], yuan(day["tax_fen"]), day["receipts"], yuan(day["treasury_fen"]),
             yuan(day["on_dues_fen"]), yuan(day["held_fen"]), yuan(day["given_back_fen"]), agrees],
        )  # fmt: skip
    sums = {name: yuan(sum(day[name] for day in body["days"])) for name in money}
    book.row(
        days, len(body["days"]) + 1,
        [_("Total"), sum(day["lines"] for day in body["days"]), sums["tax_fen"], sum(day["receipts"] for day in body["days"]),
         sums["treasury_fen"], sums["on_dues_fen"], sums["held_fen"], sums["given_back_fen"]],
    )  # fmt: skip
    unlike = book.sheet(
        _("What differs"),
        [_("Day"), _("What"), _("Ticket"), _("Where"), _("Tax bureau"), _("Other side")],
        [12, 28, 24, 34, 14, 14],
    )
    for row, one in enumerate(body["differences"], start=1):
        book.row(
            unlike, row,
            [one["on"], spoken(DifferenceKind(one["kind"]).label), one["ticket"], spoken(Text(**one["where"])),
             None if one["tax_fen"] is None else yuan(one["tax_fen"]),
             None if one["other_fen"] is None else yuan(one["other_fen"])],
        )  # fmt: skip
    signed = book.sheet(_("Signatures"), ["", "", ""], [18, 40, 20])
    for row, cells in enumerate(_signatures(sheet, place), start=1):
        book.row(signed, row, cells)
    book.close()
    stream.seek(0)
    return stream


def _signatures(sheet: TreasurySheet, place: str) -> list[list[str | None]]:
    def at(moment: Any) -> str:
        return moment.strftime("%Y-%m-%d %H:%M") if moment else ""

    return [
        [_("Place"), f"{place} {sheet.area}", None],
        [_("State"), spoken(sheet.state_label.label), None],
        [_("Explanation"), sheet.because, None],
        [_("Tax bureau"), sheet.tax_by.display_name if sheet.tax_by else "", at(sheet.tax_at)],
        [_("Insurance bureau"), sheet.insurance_by.display_name if sheet.insurance_by else "", at(sheet.insurance_at)],
        [_("Digest"), sheet.digest, None],
    ]  # fmt: skip
