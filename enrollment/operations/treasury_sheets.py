"""How is a sheet of the three-way check made, signed by both sides and dropped?"""

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from enrollment.models import TreasurySheet
from enrollment.queries.treasury import body_of, check_of, digest_of
from enrollment.rules.treasury import SHEET, SIDE_OF, SheetMove, SheetState, Side
from policy.terms import Text
from staff import access, audit
from staff.access import Permission
from staff.identities import require_other_hands
from staff.models import Officer
from staff.refusals import Refusal

DAYS_MAX = 366


class SheetRefused(Refusal):
    """The sheet is not made, signed or dropped; nothing was changed."""

    status = 409


@transaction.atomic
def make(*, area: str, from_on: date, until_on: date, by: Officer, at: datetime) -> TreasurySheet:
    """Freeze the three-way check of some days (生成对账单), `until_on` not included. There is one sheet for a span.

    Raises `NotAllowed`, or `SheetRefused`: no such span, days to come, no line and no statement, made before.
    """
    on = timezone.localdate(at)
    _side(by, area, on)
    if not from_on < until_on <= from_on + timedelta(days=DAYS_MAX) or until_on > on + timedelta(days=1):
        raise _refused(
            "sheet_days",
            Text(
                "起止日期不对，或有日期还没有到。",
                "The days are in the wrong order, too many, or still to come.",
            ),
            Text("请选择一天或一个月。", "Choose a day or a month."),
            field="from_on",
        )
    check = check_of(area, from_on, until_on)
    if not check.days:
        raise _refused(
            "sheet_empty",
            Text(
                "这些日期没有税务明细，也没有国库清单。",
                "There is no tax line and no statement of these days.",
            ),
            Text("请核对日期和地区，或先报送。", "Check days and area, or send the files first."),
        )
    body = body_of(area, from_on, until_on, check)
    sheet = TreasurySheet(
        area=area, from_on=from_on, until_on=until_on, body=body, digest=digest_of(body),
        differences=len(check.differences) + sum(not day.has_statement for day in check.days), made_by=by, made_at=at,
    )  # fmt: skip
    try:
        with transaction.atomic():
            sheet.save(force_insert=True)
    except IntegrityError:
        known = TreasurySheet.objects.exclude(state=SheetState.DROPPED.value).get(
            area=area, from_on=from_on, until_on=until_on
        )
        raise _refused(
            "sheet_made_before",
            Text(f"这些日期已有第 {known.pk} 号对账单。", f"There is sheet {known.pk} of these days."),
            Text(
                "请打开它；数据有变的，先作废再生成。",
                "Open it; if figures changed, drop it and make another.",
            ),
            sheet_id=known.pk,
        ) from None
    audit.record(
        "make_treasury_sheet", by=by, about=sheet, division_code=area, at=at,
        change={"from_on": from_on.isoformat(), "until_on": until_on.isoformat(), "digest": sheet.digest},
    )  # fmt: skip
    return sheet


@transaction.atomic
def sign(*, sheet: TreasurySheet, because: str = "", by: Officer, at: datetime) -> TreasurySheet:
    """Sign for one's side (签认). `because` says why it is signed although something differs; the first side says it.

    Raises `NotAllowed`, `NotYours` for who signed for the other side, or `SheetRefused`: signed before, figures that changed
    since it was made, differences without a word about them.
    """
    sheet = _locked(sheet, SheetMove.SIGN)
    side = _side(by, sheet.area, timezone.localdate(at))
    if getattr(sheet, f"{side.value}_by_id") is not None:
        raise _refused(
            "side_signed",
            Text(f"{side.label.zh}已经签认。", f"The {side.label.en} has signed already."),
            Text("请由另一方签认。", "The other side signs it."),
        )
    require_other_hands(
        by, sheet.tax_by_id or sheet.insurance_by_id,
        what=Text("同一个人不能为双方签认。", "Nobody signs for both sides."), sheet_id=sheet.pk,
    )  # fmt: skip
    now = body_of(
        sheet.area, sheet.from_on, sheet.until_on, check_of(sheet.area, sheet.from_on, sheet.until_on)
    )
    if digest_of(now) != sheet.digest:
        raise _refused(
            "figures_changed",
            Text("生成对账单之后数据有变。", "Figures changed since the sheet was made."),
            Text("请作废后重新生成。", "Drop it and make another one."),
        )
    sheet.because = sheet.because or because.strip()[:500]
    if sheet.differences and not sheet.because:
        raise _refused(
            "differences_unexplained",
            Text(
                f"有 {sheet.differences} 处不一致，签认须写明说明。",
                f"{sheet.differences} things differ: say why it is signed.",
            ),
            Text("请填写说明。", "Write the explanation."),
            field="because",
        )
    sheet.state = SHEET.next(sheet.state, SheetMove.SIGN)
    if side is Side.TAX:
        sheet.tax_by, sheet.tax_at = by, at
    else:
        sheet.insurance_by, sheet.insurance_at = by, at
    sheet.save(update_fields=["state", "because", "tax_by", "tax_at", "insurance_by", "insurance_at"])
    audit.record(
        "sign_treasury_sheet", by=by, about=sheet, division_code=sheet.area, at=at,
        change={"side": side.value, "digest": sheet.digest, "state": sheet.state, "because": sheet.because},
    )  # fmt: skip
    return sheet


@transaction.atomic
def drop(*, sheet: TreasurySheet, by: Officer, at: datetime) -> TreasurySheet:
    """Drop a sheet that not both sides have signed (作废); another one may be made of its days."""
    sheet = _locked(sheet, SheetMove.DROP)
    _side(by, sheet.area, timezone.localdate(at))
    sheet.state = SHEET.next(sheet.state, SheetMove.DROP)
    sheet.save(update_fields=["state"])
    audit.record("drop_treasury_sheet", by=by, about=sheet, division_code=sheet.area, at=at, change={})
    return sheet


def side_of(officer: Officer, area: str, on: date) -> Side | None:
    """For which side an officer signs: the tax bureau's before the other one."""
    for side, permission in SIDE_OF.items():
        if access.may(officer, permission, area, on=on):
            return side
    return None


def _side(by: Officer, area: str, on: date) -> Side:
    side = side_of(by, area, on)
    if side is None:
        access.require(by, Permission.FUNDS_ENTER, area, on=on)
        raise AssertionError  # it was refused
    return side


def _locked(sheet: TreasurySheet, move: SheetMove) -> TreasurySheet:
    row = TreasurySheet.objects.select_for_update(of=("self",)).get(pk=sheet.pk)
    if not SHEET.allows(row.state, move):
        raise _refused(
            "sheet_state",
            Text(f"对账单{row.state_label.label.zh}。", f"The sheet is {row.state_label.label.en}."),
            Text("请刷新页面查看。", "Load the page again."),
        )
    return row


def _refused(code: str, text: Text, remedy: Text, **context: object) -> SheetRefused:
    return SheetRefused(code, text, remedy, **context)
