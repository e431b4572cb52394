"""How does an officer hold tax lines, treasury receipts and accounts against each other, and sign the sheet of it?"""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from enrollment.models import TreasurySheet
from enrollment.operations import treasury_sheets, treasury_statements
from enrollment.operations.treasury_statements import TREASURY_STATEMENTS
from enrollment.queries.treasury import body_of, check_of, digest_of, visible_sheets, visible_statements
from enrollment.rules.treasury import REMEDIES, SHEET, Check, DifferenceKind, SheetMove
from enrollment.treasury_workbooks import treasury_workbook
from enrollment.web.file_results import sent
from intake.web import sent_files
from policy.terms import Text
from staff import access, audit
from staff.access import Permission
from staff.queries import path_names
from staff.refusals import Refusal
from staff.web.fields import DateInput, TableField, own_divisions, set_choices
from staff.web.pages import page_of
from staff.web.permission import OfficerRequest, permission_required
from staff.web.places import PlaceChoiceField
from staff.web.refused import tell

READ, ENTER = Permission.PAYMENTS_READ, Permission.FUNDS_ENTER
TONES = {"draft": "warning", "half": "info", "signed": "success"}
DIFFERENCES_SHOWN = 500


class SpanForm(forms.Form):
    area = PlaceChoiceField(label=gettext_lazy("Division"))
    from_on = forms.DateField(label=gettext_lazy("From"), widget=DateInput())
    to_on = forms.DateField(label=gettext_lazy("To, included"), widget=DateInput())

    def __init__(self, *args: Any, areas: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        set_choices(self, "area", areas)


class StatementForm(forms.Form):
    file = TableField("TS-1", label=gettext_lazy("Statement"))
    area = PlaceChoiceField(label=gettext_lazy("Division whose treasury it is"))

    def __init__(self, *args: Any, areas: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        set_choices(self, "area", areas)


@require_safe
@permission_required(READ)
def check_page(request: OfficerRequest) -> HttpResponse:
    """The three-way check of some days as it stands now, and the sheets that were made."""
    on = timezone.localdate()
    areas = own_divisions(request.user, READ, on=on)
    first = on.replace(day=1)
    given = request.GET if "area" in request.GET else None
    form = SpanForm(given, areas=areas, initial={"from_on": first, "to_on": on})
    check: Check | None = None
    asked: dict[str, Any] = {}
    if given is not None and form.is_valid():
        asked = form.cleaned_data
        check = check_of(asked["area"], asked["from_on"], asked["to_on"] + timedelta(days=1))
    page = page_of(request, visible_sheets(request.user, on=on), size=20)
    context = {
        "form": form,
        "asked": asked,
        "days": check.days if check else [],
        "is_asked": check is not None,
        "sums": _sums(check),
        "differences": _with_words([one.as_json() for one in check.differences]) if check else [],
        "more": len(check.differences) - DIFFERENCES_SHOWN if check else 0,
        "page": page,
        "sheets": [
            (one, TONES.get(one.state, "secondary"), one.until_on - timedelta(days=1)) for one in page
        ],
        "places": path_names(one.area for one in page),
        "statements": [
            (one, sent_files.address_of(TREASURY_STATEMENTS, one.pk))
            for one in visible_statements(request.user, on=on)[:10]
        ],
        "may_enter": access.may_anywhere(request.user, ENTER, on=on),
        "may_make": bool(asked) and treasury_sheets.side_of(request.user, asked["area"], on) is not None,
    }
    return render(request, "enrollment/treasury_check.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@permission_required(ENTER)
def send_statement(request: OfficerRequest) -> HttpResponse:
    """Send a statement of the treasury."""
    areas = own_divisions(request.user, ENTER, on=timezone.localdate())
    form = StatementForm(request.POST or None, request.FILES or None, areas=areas)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            statement = treasury_statements.receive(
                content=file,
                name=file.name,
                area=form.cleaned_data["area"],
                by=request.user,
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect(sent_files.address_of(TREASURY_STATEMENTS, statement.pk))
    columns = [(column.heading, column.required) for column in TREASURY_STATEMENTS.table.columns]
    context = {"form": form, "columns": columns}
    return render(request, "enrollment/treasury_send.html", context, status=422 if form.errors else 200)


@require_safe
@permission_required(READ)
def of_statement(request: OfficerRequest, pk: int) -> HttpResponse:
    """The check of the days that a statement tells."""
    statement = get_object_or_404(visible_statements(request.user, on=timezone.localdate()), pk=pk)
    days = statement.summary.get("days", [])
    if not days:
        raise Http404
    return redirect(
        f"{reverse('enrollment:treasury')}?area={statement.area}&from_on={days[0]}&to_on={days[-1]}"
    )


@require_POST
@permission_required(READ)
def make_sheet(request: OfficerRequest) -> HttpResponse:
    """Freeze the check of some days as a sheet that both sides sign."""
    form = SpanForm(request.POST, areas=own_divisions(request.user, READ, on=timezone.localdate()))
    if not form.is_valid():
        messages.error(request, _("Choose a division and days."))
        return redirect("enrollment:treasury")
    given = form.cleaned_data
    try:
        sheet = treasury_sheets.make(
            area=given["area"], from_on=given["from_on"], until_on=given["to_on"] + timedelta(days=1), by=request.user,
            at=timezone.now(),
        )  # fmt: skip
    except Refusal as refusal:
        tell(request, refusal)
        if known := refusal.context.get("sheet_id"):
            return redirect("enrollment:treasury_sheet", known)
        return redirect("enrollment:treasury")
    return redirect("enrollment:treasury_sheet", sheet.pk)


@require_http_methods(["GET", "POST"])
@permission_required(READ)
def sheet_page(request: OfficerRequest, pk: int) -> HttpResponse:
    """What was frozen, to be read, printed and signed."""
    on, sheet = timezone.localdate(), _sheet(request, pk)
    if request.method == "POST":
        try:
            if request.POST.get("move") == SheetMove.SIGN.value:
                because = request.POST.get("because", "")
                treasury_sheets.sign(sheet=sheet, because=because, by=request.user, at=timezone.now())
            else:
                treasury_sheets.drop(sheet=sheet, by=request.user, at=timezone.now())
        except Refusal as refusal:
            tell(request, refusal)
        return redirect("enrollment:treasury_sheet", pk)
    body = sheet.body
    check = check_of(sheet.area, sheet.from_on, sheet.until_on)
    now = body_of(sheet.area, sheet.from_on, sheet.until_on, check)
    side = treasury_sheets.side_of(request.user, sheet.area, on)
    signed = side is not None and getattr(sheet, f"{side.value}_by_id") is not None
    context = {
        "sheet": sheet,
        "tone": TONES.get(sheet.state, "secondary"),
        "place": path_names([sheet.area]).get(sheet.area, sheet.area),
        "last_day": sheet.until_on - timedelta(days=1),
        "days": [{**day, "day": date.fromisoformat(day["on"])} for day in body["days"]],
        "sums": {name: sum(day[name] for day in body["days"]) for name in _MONEY},
        "differences": _with_words(body["differences"]),
        "more": len(body["differences"]) - DIFFERENCES_SHOWN,
        "may_sign": side is not None and not signed and SHEET.allows(sheet.state, SheetMove.SIGN),
        "may_drop": side is not None and SHEET.allows(sheet.state, SheetMove.DROP),
        "side": side,
        "is_as_frozen": digest_of(body) == sheet.digest,
        "has_changed": digest_of(now) != sheet.digest,
    }
    return render(request, "enrollment/treasury_sheet.html", context)


@require_safe
@permission_required(READ)
def sheet_workbook(request: OfficerRequest, pk: int) -> HttpResponseBase:
    """The same as a workbook."""
    sheet = _sheet(request, pk)
    audit.record("download_treasury_sheet", by=request.user, about=sheet, division_code=sheet.area)
    place = path_names([sheet.area]).get(sheet.area, sheet.area)
    return sent(treasury_workbook(sheet, place), f"treasury-{sheet.area}-{sheet.from_on}-{sheet.pk}.xlsx")


_MONEY = ("lines", "tax_fen", "receipts", "treasury_fen", "on_dues_fen", "held_fen", "given_back_fen")


def _sums(check: Check | None) -> dict[str, int]:
    days = check.days if check else []
    return {name: sum(getattr(day, name) for day in days) for name in _MONEY}


def _with_words(differences: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The first differences with kind, place and remedy as they are told."""
    found = []
    for one in differences[:DIFFERENCES_SHOWN]:
        kind = DifferenceKind(one["kind"])
        found.append({**one, "label": kind, "where": Text(**one["where"]), "remedy": REMEDIES[kind]})
    return found


def _sheet(request: OfficerRequest, pk: int) -> TreasurySheet:
    return get_object_or_404(visible_sheets(request.user, on=timezone.localdate()), pk=pk)
