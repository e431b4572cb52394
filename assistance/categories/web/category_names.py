"""How does an officer read the table of category names, add a pair, and end one?"""

from datetime import date

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from assistance.categories.models import CategoryName
from assistance.categories.operations import category_names
from assistance.categories.rules.category_names import Vocabulary, name_key
from assistance.categories.web.roster_forms import NameFilter, NameForm
from policy.terms import Category
from staff import access
from staff.access import Permission
from staff.queries import path_names
from staff.refusals import Refusal
from staff.web.fields import own_divisions
from staff.web.pages import page_of
from staff.web.permission import OfficerRequest, permission_required
from staff.web.refused import tell

READ, WRITE = Permission.CATEGORIES_READ, Permission.PARAMETERS_ENTER


@require_http_methods(["GET", "POST"])
@permission_required(READ)
def name_list(request: OfficerRequest) -> HttpResponse:
    """Which name means which category, used by whom, over which days; with the form to add one."""
    on = timezone.localdate()
    form = None
    if access.may_anywhere(request.user, WRITE, on=on):
        areas = [area for area in own_divisions(request.user, WRITE, on=on) if len(area[0]) == 6]
        form = NameForm(request.POST or None, areas=areas, initial={"from_on": on})
    if request.method == "POST" and form is not None and form.is_valid():
        data = form.cleaned_data
        named = {"vocabulary": Vocabulary(data["vocabulary"]), "category": Category(data["category"])}
        try:
            category_names.add_name(**{**data, **named}, on=on, by=request.user)
        except Refusal as refusal:
            field = refusal.context.get("field")
            form.add_error(field if field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("The name was added. Rosters that are checked from now on know it."))
            return redirect("assistance:category_names")
    asked = NameFilter(request.GET or None)
    found = CategoryName.objects.select_related("entered_by").order_by("name_key", "vocabulary", "pk")
    if asked.is_bound and asked.is_valid():
        data = asked.cleaned_data
        if data["name"]:
            found = found.filter(
                Q(name_key__contains=name_key(data["name"])) | Q(meaning__contains=data["name"])
            )
        if data["vocabulary"]:
            found = found.filter(vocabulary=data["vocabulary"])
        if data["category"]:
            found = found.filter(category=data["category"])
    page = page_of(request, found)
    context = {
        "form": form,
        "filter": asked,
        "page": page,
        "vocabularies": {each.value: each for each in Vocabulary},
        "places": path_names(entry.area for entry in page if entry.area),
        "may_end": {entry.pk for entry in page if _may_end(request, entry, on)},
        "today": on,
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "assistance/category_names.html", context, status=status)


def _may_end(request: OfficerRequest, entry: CategoryName, on: date) -> bool:
    still = entry.until_on is None or entry.until_on > on
    return still and access.may(request.user, WRITE, entry.area or "000000", on=on)


@require_POST
@permission_required(WRITE)
def end_name(request: OfficerRequest, pk: int) -> HttpResponse:
    """From today on the name no longer means the category."""
    on = timezone.localdate()
    entry = get_object_or_404(CategoryName, pk=pk)
    try:
        category_names.end_name(entry=entry, until_on=on, on=on, by=request.user)
    except Refusal as refusal:
        tell(request, refusal)
    else:
        messages.success(request, _("The name was ended."))
    return redirect("assistance:category_names")
