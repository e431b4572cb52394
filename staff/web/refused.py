"""How does a page tell that a step was refused, when it has no form to show it at?"""

from django.contrib import messages
from django.http import HttpRequest

from staff.access import NotAllowed
from staff.refusals import Refusal


def tell(request: HttpRequest, refusal: Refusal) -> None:
    """Say it above the next page. Who may not do this at all gets the plain answer (403), as from a program's address."""
    if isinstance(refusal, NotAllowed):
        raise refusal
    messages.error(request, str(refusal))
