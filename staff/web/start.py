"""What does an officer see first?"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """One card for each thing this officer may do."""
    return render(request, "staff/home.html")
