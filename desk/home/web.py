"""Which page does an officer see first: what waits, which files are on their way, and where everything else is?"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from desk.home import work
from enrollment.operations import kept_counts
from intake.queries.sent_files import all_visible
from intake.web.sent_files import row_of
from staff.models import Officer
from staff.queries import path_names

FILES_SHOWN = 5


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The work that waits for this officer, their last files, and one card for each thing they may do."""
    officer, on = request.user, timezone.localdate()
    assert isinstance(officer, Officer)  # the page is closed to everybody else
    asked: dict[str, str | int] = {"officer": officer.pk, "on": on.isoformat()}
    counted = kept_counts.counted("home_work", asked, now=timezone.now())
    files = list(all_visible(officer, on=on)[:FILES_SHOWN])
    context = {
        "counted": counted,
        "lines": work.lines(counted.found or {}, on=on),
        "files": [row_of(file) for file in files],
        "places": path_names(file["area"] for file in files),
    }
    return render(request, "desk/home.html", context)
