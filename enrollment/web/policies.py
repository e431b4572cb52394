"""What is in force in an area on a day, clause by clause?"""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from enrollment.models import WindowExtension
from enrollment.queries.policies import with_open_years
from enrollment.web import payment_forms
from policy.book import default_book
from policy.show import in_force
from staff.access import Permission, scope_prefixes
from staff.refusals import spoken_language
from staff.web.permission import OfficerRequest, permission_required


@require_safe
@permission_required(Permission.POLICY_READ)
def policy_page(request: OfficerRequest) -> HttpResponse:
    """Values with clause, document and reading; what is undecided and who could decide it; extensions."""
    on = timezone.localdate()
    area, day = _nearest(request), on
    form = payment_forms.PolicyForm(request.GET or None, initial={"area": area, "day": day})
    if form.is_bound and form.is_valid():
        area, day = form.cleaned_data["area"], form.cleaned_data["day"]
    context = {
        "form": form,
        "area": area,
        "day": day,
        "found": in_force(with_open_years(area, day), day) if area else None,
        "language": spoken_language(),
        "extensions": WindowExtension.objects.filter(area=area, approved_by__isnull=False).order_by(
            "-coverage_year", "-pk"
        )[:10],
    }
    return render(request, "enrollment/policy_page.html", context)


def _nearest(request: OfficerRequest) -> str:
    """The area of the officer's own division, or the first one known."""
    book = default_book()
    for prefix in scope_prefixes(request.user, Permission.POLICY_READ, on=timezone.localdate()):
        if prefix and (chain := book.chain(prefix.ljust(6, "0"))):
            return chain[0].code
    areas = book.areas()
    return areas[0].code if areas else ""
