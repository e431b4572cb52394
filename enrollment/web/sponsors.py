"""How does an officer enter who pays for others, send their lists, and divide a payment among the people it is for?"""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from enrollment.bulk.sponsor_shares import asked, totals
from enrollment.models import Sponsor
from enrollment.operations import sponsor_lists, sponsor_payments, sponsors
from enrollment.operations.sponsor_lists import ROWS_OF_A_PAGE, TYPED
from enrollment.queries.lines import visible_lines
from enrollment.queries.sponsors import (
    current_lists,
    found_sponsors,
    leavers,
    pay_day,
    payments_of,
    visible_sponsors,
    years_of,
)
from enrollment.rules.sponsor_shares import REMEDIES, ShareAnswer
from enrollment.rules.sponsors import SchoolOwner
from enrollment.sponsor_layout import SPONSOR_TABLE
from intake.web import sent_files
from policy.terms import SponsorKind
from staff import access
from staff.access import Permission
from staff.given import number_given
from staff.operations.reads import read_people
from staff.queries import path_names
from staff.refusals import Refusal, spoken
from staff.web.fields import (
    ANY,
    BLANK,
    DivisionCodeField,
    TableField,
    own_divisions,
    set_choices,
    term_choices,
    years_around,
)
from staff.web.pages import page_of
from staff.web.permission import OfficerRequest, permission_required
from staff.web.refused import tell

READ, IMPORT, RESOLVE = Permission.PAYMENTS_READ, Permission.PEOPLE_IMPORT, Permission.EXCEPTIONS_RESOLVE
ROWS_ON_A_PAGE = 100
TONES = {ShareAnswer.PAYS: "info", ShareAnswer.GIVEN: "success", ShareAnswer.SETTLED: "secondary"}


class SponsorFilter(forms.Form):
    text = forms.CharField(label=gettext_lazy("Name"), max_length=100, required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        set_choices(self, "kind", [*ANY, *term_choices(SponsorKind)])


class SponsorForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("Kind"))
    name = forms.CharField(label=gettext_lazy("Name of the payer"), max_length=100)
    number = forms.CharField(
        label=gettext_lazy("Number"),
        max_length=40,
        help_text=gettext_lazy("Unified social credit code; of a relative the document number."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "code"}),
    )
    division_code = DivisionCodeField(label=gettext_lazy("Site (division code)"))
    owner_level = forms.ChoiceField(
        label=gettext_lazy("Run by"), required=False, help_text=gettext_lazy("Only of a school.")
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        set_choices(self, "kind", term_choices(SponsorKind))
        set_choices(self, "owner_level", [*BLANK, *term_choices(SchoolOwner)])


class ListForm(forms.Form):
    file = TableField("PL-1", label=gettext_lazy("List"))
    coverage_year = forms.TypedChoiceField(label=gettext_lazy("Coverage year"), coerce=int)
    is_full = forms.BooleanField(
        label=gettext_lazy("Full list: it replaces what was sent for this year"), required=False, initial=True
    )
    document_number = forms.CharField(
        label=gettext_lazy("Decision on what the texts leave open"),
        max_length=100,
        required=False,
        help_text=gettext_lazy(
            "Document number, where no text says who may pay or in which order with subsidies."
        ),
    )

    def __init__(self, *args: Any, years: list[int], **options: Any) -> None:
        super().__init__(*args, **options)
        set_choices(self, "coverage_year", [(year, str(year)) for year in years])


@require_safe
@permission_required(READ)
def sponsor_list(request: OfficerRequest) -> HttpResponse:
    """Who pays for others in the officer's divisions."""
    on, form = timezone.localdate(), SponsorFilter(request.GET or None)
    given = form.cleaned_data if form.is_valid() else {}
    found = found_sponsors(
        visible_sponsors(request.user, on=on), text=given.get("text", "").strip(), kind=given.get("kind", "")
    )
    page = page_of(request, found, size=50)
    context = {
        "form": form,
        "page": page,
        "rows": list(page),
        "places": path_names(one.division_code for one in page),
        "may_enter": access.may_anywhere(request.user, IMPORT, on=on),
    }
    return render(request, "enrollment/sponsor_list.html", context)


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("number")
@permission_required(IMPORT)
def new_sponsor(request: OfficerRequest) -> HttpResponse:
    """Enter who pays for others."""
    form = SponsorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        owner = SchoolOwner(given.pop("owner_level")) if given["owner_level"] else None
        given.pop("owner_level", None)
        try:
            sponsor = sponsors.enter(
                kind=SponsorKind(given.pop("kind")), owner_level=owner, by=request.user, at=timezone.now(), **given
            )  # fmt: skip
        except Refusal as refusal:
            field = refusal.context.get("field", "")
            form.add_error(field if field in form.fields else None, str(refusal))
        else:
            return redirect("enrollment:sponsor", sponsor.pk)
    context = {"form": form, "divisions": own_divisions(request.user, IMPORT, on=timezone.localdate())}
    return render(request, "enrollment/sponsor_new.html", context, status=422 if form.errors else 200)


@require_safe
@permission_required(READ)
def sponsor_page(request: OfficerRequest, pk: int) -> HttpResponse:
    """Whom a sponsor pays for in a year, what can be paid for each today, its payments, and who left."""
    on = timezone.localdate()
    sponsor = _sponsor(request, pk, READ)
    years = years_of(sponsor) or years_around(on)[:1]
    year = number_given(request.GET.get("year", "")) or years[0]
    paid_on = pay_day(sponsor, year, on=on)
    rows = asked(sponsor, year, paid_on=paid_on)
    class_name = request.GET.get("class", "")
    shown = [one for one in rows if not class_name or _class(one) == class_name]
    page = page_of(request, shown, size=ROWS_ON_A_PAGE)
    read_people(len(page), by=request.user, division_code=sponsor.division_code, what="sponsor_rows")
    payments = visible_lines(request.user, on=on).filter(pk__in=payments_of(sponsor, year).values("pk"))
    context = {
        "sponsor": sponsor,
        "year": year,
        "paid_on": paid_on,
        "years": sorted({*years, year}, reverse=True),
        "place": path_names([sponsor.division_code]).get(sponsor.division_code, sponsor.division_code),
        "lists": [
            (one, sent_files.address_of(sponsor_lists.SPONSOR_LISTS, one.pk))
            for one in current_lists(year).filter(sponsor=sponsor).order_by("pk")
        ],
        "page": page,
        "rows": _told(page),
        "classes": sorted({_class(one) for one in rows if _class(one)}),
        "chosen": class_name,
        "totals": totals(rows).items(),
        "leavers": leavers(sponsor, year),
        "payments": payments.order_by("pk"),
        "may_send": access.may(request.user, IMPORT, sponsor.division_code, on=on),
        "may_divide": access.may(request.user, RESOLVE, sponsor.division_code, on=on),
    }
    return render(request, "enrollment/sponsor_page.html", context)


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters()
@permission_required(IMPORT)
def send_list(request: OfficerRequest, pk: int) -> HttpResponse:
    """Send a sheet of who is paid for, or type a few people in."""
    sponsor, at = _sponsor(request, pk, IMPORT), timezone.now()
    years = years_around(timezone.localdate(at))
    is_typed = request.method == "POST" and "typed" in request.POST
    form = ListForm(
        request.POST if request.method == "POST" and not is_typed else None, request.FILES or None, years=years
    )  # fmt: skip
    problems: list[Any] = []
    if is_typed:
        typed = _typed(request)
        try:
            listed = sponsor_lists.enter_rows(
                sponsor=sponsor, coverage_year=number_given(request.POST.get("year", "")) or years[0], rows=typed,
                document_number=request.POST.get("document_number", ""), by=request.user, at=at,
            )  # fmt: skip
        except Refusal as refusal:
            tell(request, refusal)
            problems = list(refusal.context.get("problems", []))
        else:
            messages.success(request, _("%(people)s people were added.") % {"people": listed.rows_read})
            return _to_year(sponsor, listed.coverage_year)
    elif request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        file = given.pop("file")
        try:
            listed = sponsor_lists.receive(
                sponsor=sponsor, content=file, name=file.name, by=request.user, at=at, **given
            )
        except Refusal as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect(sent_files.address_of(sponsor_lists.SPONSOR_LISTS, listed.pk))
    is_wrong = bool(form.errors or problems)
    context: dict[str, Any] = {
        "sponsor": sponsor,
        "form": form,
        "years": years,
        "columns": [(column.heading, column.required) for column in SPONSOR_TABLE.columns],
        "typed": (_typed(request) if is_typed else []) + [{}] * ROWS_OF_A_PAGE,
        "problems": problems,
        "document": request.POST.get("document_number", "") if is_typed else "",
    }
    context["typed"] = context["typed"][: max(ROWS_OF_A_PAGE, len(_typed(request)) if is_typed else 0)]
    return render(request, "enrollment/sponsor_send.html", context, status=422 if is_wrong else 200)


@require_http_methods(["GET", "POST"])
@permission_required(RESOLVE)
def divide(request: OfficerRequest, pk: int, line_pk: int) -> HttpResponse:
    """One payment beside the people it may be for; sent back, each chosen one's part goes to the due."""
    on, sponsor = timezone.localdate(), _sponsor(request, pk, RESOLVE)
    line = get_object_or_404(visible_lines(request.user, on=on, permission=RESOLVE), pk=line_pk)
    if request.method == "POST":
        chosen = [number for one in request.POST.getlist("rows") if (number := number_given(one))]
        try:
            parts = sponsor_payments.divide(
                line=line, sponsor=sponsor, rows=chosen, by=request.user, at=timezone.now()
            )
        except Refusal as refusal:
            tell(request, refusal)
            return redirect("enrollment:divide_payment", pk, line_pk)
        messages.success(
            request, _("Divided among %(people)s people; what is left stays held.") % {"people": len(parts)}
        )
        return _to_year(sponsor, line.coverage_year or 0)
    paid_on = timezone.localdate(line.paid_at) if line.paid_at else on
    rows = asked(sponsor, line.coverage_year or 0, paid_on=paid_on)
    read_people(len(rows), by=request.user, division_code=sponsor.division_code, what="sponsor_rows")
    paying = [one for one in rows if one.share.answer is ShareAnswer.PAYS]
    class_name = request.GET.get("class", "")
    context = {
        "sponsor": sponsor,
        "line": line,
        "paying": [one for one in paying if not class_name or _class(one) == class_name],
        "others": _told([one for one in rows if one.share.answer is not ShareAnswer.PAYS]),
        "classes": sorted({_class(one) for one in rows if _class(one)}),
        "chosen": class_name,
        "sum_fen": sum(one.share.fen for one in paying if not class_name or _class(one) == class_name),
    }
    return render(request, "enrollment/sponsor_divide.html", context)


@require_POST
@permission_required(RESOLVE)
def give_back(request: OfficerRequest, pk: int, part_pk: int) -> HttpResponse:
    """One person's part becomes money of the payment again."""
    sponsor = _sponsor(request, pk, RESOLVE)
    part = get_object_or_404(sponsor.parts.select_related("person", "sponsor"), pk=part_pk)
    try:
        sponsor_payments.give_back(
            part=part, because=request.POST.get("because", ""), by=request.user, at=timezone.now()
        )
    except Refusal as refusal:
        tell(request, refusal)
    else:
        messages.success(request, _("Given back: the money is held with the payment again."))
    return _to_year(sponsor, part.coverage_year)


def _sponsor(request: OfficerRequest, pk: int, permission: Permission) -> Sponsor:
    seen = visible_sponsors(request.user, on=timezone.localdate(), permission=permission)
    return get_object_or_404(seen, pk=pk)


def _class(one: Any) -> str:
    return f"{one.row.grade} {one.row.class_name}".strip()


def _told(rows: Any) -> list[tuple[Any, str, str]]:
    """Row, tone of its answer, and what is to be done."""
    return [
        (
            one,
            TONES.get(one.share.answer, "warning"),
            spoken(REMEDIES[one.share.answer]) if one.share.answer in REMEDIES else "",
        )
        for one in rows
    ]


def _typed(request: OfficerRequest) -> list[dict[str, str]]:
    """The rows typed in, without the empty ones."""
    columns = [request.POST.getlist(key)[:200] for key in TYPED]
    rows = [dict(zip(TYPED, cells, strict=True)) for cells in zip(*columns, strict=False)]
    return [row for row in rows if any(cell.strip() for cell in row.values())]


def _to_year(sponsor: Sponsor, year: int) -> HttpResponse:
    response = redirect("enrollment:sponsor", sponsor.pk)
    response["Location"] += f"?year={year}"
    return response
