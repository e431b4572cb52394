"""When was a person cared for in a year, as spans on a line of time?"""

from datetime import date, timedelta

from django.urls import reverse

from claims.models import Bill
from claims.models.bills import IN_PLACE
from enrollment.models import Person
from pictures.kinds import Lane, Span, Tone
from policy.care import Setting
from policy.terms import Text
from staff import access
from staff.access import Permission
from staff.models import Officer

SPANS_MAX = 100


def care_of(person: Person, year: int, *, by: Officer, on: date) -> Lane:
    """The stays and visits of a year that the officer may read, each leading to its bill; one statement."""
    rows = Bill.objects.filter(IN_PLACE, person=person, discharged_on__year=year).select_related("provider")
    visible = access.scope(rows, by, Permission.CLAIMS_READ, on=on).order_by("discharged_on", "pk")
    return Lane(Text("就医", "Care"), tuple(_span(bill) for bill in visible[:SPANS_MAX]))


def _span(bill: Bill) -> Span:
    setting, provider = Setting(bill.setting).label, bill.provider.name
    return Span(
        Text(f"{setting.zh}（{provider}）", f"{setting.en} ({provider})"),
        bill.admitted_on or bill.discharged_on,
        bill.discharged_on + timedelta(days=1) if bill.admitted_on else None,
        Tone.VIOLET,
        bill.total_fen,
        reverse("claims:bill", args=[bill.pk]),
    )
