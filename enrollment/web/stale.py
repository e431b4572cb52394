"""Was a person or household changed by somebody else since this form was opened? Then the form is refused, and shown anew.

Each form about a person or household carries a stamp of what stood on record when it was shown. When it comes back, the row is
locked first and the stamp is taken again: of four who move one person at once, one does.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.http import HttpRequest

from enrollment.models import Enrollment, Household, Membership, Person
from policy.terms import Text
from staff.refusals import Refusal

FIELD = "seen"


class StaleForm(Refusal):
    """What the form was filled in about is not what stands on record now."""


def stamp_of(row: Person | Household) -> str:
    """A digest of the row and of what its forms change with it: who belongs to the household, what is enrolled."""
    beside: list[Any]
    if isinstance(row, Person):
        members = Membership.objects.filter(person=row)
        beside = list(Enrollment.objects.filter(person=row).order_by("pk").values_list())
    else:
        members, beside = Membership.objects.filter(household=row), []
    fields = type(row)._default_manager.filter(pk=row.pk).values_list().first()
    told = repr((fields, list(members.filter(left_on=None).order_by("pk").values_list()), beside))
    return hashlib.sha256(told.encode()).hexdigest()[:32]


@contextmanager
def unchanged(request: HttpRequest, row: Person | Household) -> Iterator[None]:
    """One transaction in which the row stays as the form showed it; raises `StaleForm` when it is so no more."""
    with transaction.atomic():
        type(row)._default_manager.select_for_update(of=("self",), no_key=True).get(pk=row.pk)
        seen = request.POST.get(FIELD)
        if seen is not None and seen != stamp_of(row):
            raise StaleForm(
                "stale_form",
                Text(
                    "打开此表单之后，登记内容已被他人更改，本次没有保存。",
                    "What is on record was changed by somebody else after this form was opened; nothing was saved.",
                ),
                Text(
                    "请先查看现在的登记内容，确认仍需更改后再次提交。",
                    "Look at what is on record now; if the change is still needed, send the form again.",
                ),
            )
        yield
