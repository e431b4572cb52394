"""Which bills are there in the officer's divisions?"""

from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from claims.queries.bills import filtered, visible_bills
from claims.rules.bill_states import BillState
from claims.web import bill_forms
from claims.web.bills import ENTER, READ, TONES
from policy.care import Setting
from staff import access
from staff.web.lists import columns, pages
from staff.web.lists.columns import Column
from staff.web.lists.listing import Empty, Listing, known
from staff.web.permission import OfficerRequest, permission_required

BILLS = known(
    Listing(
        code="bills",
        address="claims:bills",
        permission=READ,
        rows=lambda officer, on: visible_bills(officer, on=on).select_related("person", "provider"),
        form=lambda request: bill_forms.BillFilterForm(request.GET or None),
        narrow=lambda rows, asked, _officer, _on: filtered(rows, **asked),
        url=lambda bill, _k: reverse("claims:bill", args=[bill.pk]),
        order="-discharged",
        people="bills",
        private=("number", "person"),
        sums=((_("Total in yuan"), "total_fen"),),
        empty=Empty(
            _("No bill here"),
            _("Choose another state or day; or enter a bill."),
            "claims:new_bill",
            _("Enter a bill"),
            ENTER,
        ),
        columns=(
            Column("number", _("Bill number"), lambda bill, _k: bill.number, columns.CODE, leads=True),
            Column(
                "person",
                _("Person"),
                lambda bill, _k: bill.person.name,
                columns.NAME,
                below=lambda bill, _k: bill.person.document_masked,
            ),
            Column("provider", _("Provider"), lambda bill, _k: bill.provider.name),
            Column("setting", _("Setting"), lambda bill, _k: Setting(bill.setting)),
            Column(
                "discharged",
                _("Discharged"),
                lambda bill, _k: bill.discharged_on,
                columns.DAY,
                sort="discharged_on",
            ),
            Column(
                "total", _("Total in yuan"), lambda bill, _k: bill.total_fen, columns.YUAN, sort="total_fen"
            ),
            Column(
                "state",
                _("State"),
                lambda bill, _k: BillState(bill.state),
                columns.BADGE,
                tone=lambda bill, _k: TONES.get(BillState(bill.state), "secondary"),
            ),
            Column("division", _("Division"), lambda bill, _k: bill.division_code, columns.CODE, usual=False),
            Column(
                "diagnosis", _("Diagnosis"), lambda bill, _k: bill.diagnosis_code, columns.CODE, usual=False
            ),
        ),
    )
)


@require_safe
@permission_required(READ)
def bill_list(request: OfficerRequest) -> HttpResponseBase:
    """The bills of the officer's divisions."""
    may_enter = access.may_anywhere(request.user, ENTER, on=timezone.localdate())
    buttons = [pages.button("claims:old_accounts", gettext("Old account balances"), "wallet")]
    if may_enter:
        buttons.append(pages.button("claims:new_bill", gettext("Enter a bill"), "plus", is_main=True))
    return pages.show(request, BILLS, title=gettext("Bills"), buttons=buttons)
