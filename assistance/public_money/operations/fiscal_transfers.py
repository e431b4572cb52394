"""How is money that arrived from a level of finance written down, and taken back when the row was wrong?"""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from assistance.public_money.models import FiscalTransfer
from policy.book import default_book
from policy.terms import Text
from staff import access, audit
from staff.access import Permission
from staff.models import Officer
from staff.refusals import Refusal
from staff.rules.divisions import contains

PAYERS = ("central", "province", "city", "county")


class InvalidTransfer(Refusal):
    """The row cannot be written like that; `context["field"]` names the field."""


class AlreadyReversed(Refusal):
    """The row was taken back before."""

    status = 409


@transaction.atomic
def record(
    *,
    area: str,
    fiscal_year: int,
    payer: str,
    amount_fen: int,
    arrived_on: date,
    document_number: str,
    by: Officer,
    at: datetime,
    county: str = "",
    remarks: str = "",
) -> FiscalTransfer:
    """Write down money that arrived for a fiscal year (拨付到位). A county's own money names the county."""
    access.require(by, Permission.FUNDS_ENTER, county or area, on=timezone.localdate(at))
    if default_book().pooling_area(area) != area:
        raise _invalid("area", Text(f"{area} 不是统筹区。", f"{area} is not a pooling area."))
    if payer not in PAYERS:
        raise _invalid("payer", Text("没有这一级财政。", "There is no such payer."))
    if (payer == "county") is not bool(county) or (county and not contains(area, county)):
        raise _invalid(
            "county",
            Text(
                "县级资金须注明本统筹区内的县（区）。",
                "A county's money names a county of the area, other money none.",
            ),
        )
    if amount_fen <= 0:
        raise _invalid("amount_fen", Text("金额必须大于零。", "The amount must be above zero."))
    if not document_number.strip():
        raise _invalid(
            "document_number", Text("必须注明拨款文号或凭证号。", "Name the document of the transfer.")
        )
    if arrived_on > timezone.localdate(at):
        raise _invalid("arrived_on", Text("到账日期在今天之后。", "The day lies in the future."))
    transfer = FiscalTransfer.objects.create(
        area=area, fiscal_year=fiscal_year, payer=payer, county=county, amount_fen=amount_fen, arrived_on=arrived_on,
        document_number=document_number.strip(), remarks=remarks.strip(), recorded_by=by, recorded_at=at,
    )  # fmt: skip
    _audited("record_fiscal_transfer", transfer, by, at)
    return transfer


@transaction.atomic
def reverse(*, transfer: FiscalTransfer, because: str, by: Officer, at: datetime) -> FiscalTransfer:
    """Take a row back by another of the opposite amount; both stay."""
    access.require(by, Permission.FUNDS_ENTER, transfer.county or transfer.area, on=timezone.localdate(at))
    if not because.strip():
        raise _invalid("because", Text("冲正须写明理由。", "Say why it is taken back."))
    locked = FiscalTransfer.objects.select_for_update(of=("self",)).get(pk=transfer.pk)
    if locked.reverses_id is not None or FiscalTransfer.objects.filter(reverses=locked).exists():
        raise AlreadyReversed("already_reversed", Text("该笔已经冲正。", "This row was taken back before."))
    back = FiscalTransfer.objects.create(
        area=locked.area, fiscal_year=locked.fiscal_year, payer=locked.payer, county=locked.county,
        amount_fen=-locked.amount_fen, arrived_on=locked.arrived_on, document_number=locked.document_number,
        remarks=because.strip(), reverses=locked, recorded_by=by, recorded_at=at,
    )  # fmt: skip
    _audited("reverse_fiscal_transfer", back, by, at)
    return back


def _invalid(field: str, text: Text) -> InvalidTransfer:
    return InvalidTransfer(
        f"invalid_{field}", text, Text("请更正后重试。", "Correct it and try again."), field=field
    )


def _audited(action: str, transfer: FiscalTransfer, by: Officer, at: datetime) -> None:
    audit.record(
        action, by=by, about=transfer, division_code=transfer.county or transfer.area, at=at,
        change={
            "fiscal_year": transfer.fiscal_year, "payer": transfer.payer, "amount_fen": transfer.amount_fen,
            "arrived_on": transfer.arrived_on, "document": transfer.document_number, "remarks": transfer.remarks,
        },
    )  # fmt: skip
