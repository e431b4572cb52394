"""Which profiles of senders are there, what does each say, and how is one retired?"""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from intake.layouts import layout_named
from intake.models import SenderProfile
from intake.operations import profiles
from intake.queries import profiles as known
from intake.web.sent_files import TONES, address_of
from policy.terms import Text
from staff.queries import path_names
from staff.refusals import Refusal, spoken
from staff.web.pages import page_of
from staff.web.permission import OfficerRequest
from staff.web.refused import tell

SAID = {
    "sheet": Text("工作表", "Sheet"),
    "header_row": Text("表头所在行", "Row of the headings"),
    "header_rows": Text("表头行数", "Rows of the headings"),
    "amount_unit": Text("金额单位", "Unit of amounts"),
    "end_day": Text("终止日期当日", "The end day itself"),
    "months": Text("只有年月的日期", "Months without a day"),
}
MEANS = {
    "yuan": Text("元", "yuan"),
    "fen": Text("分", "fen"),
    "included": Text("包括：当日是最后一天", "is the last day included"),
    "excluded": Text("不包括：当日起已不享受", "is the first day without"),
    "first": Text("当月第一天", "the first day of the month"),
    "last": Text("当月最后一天", "the last day of the month"),
}


@require_safe
def profile_list(request: OfficerRequest) -> HttpResponse:
    """The newest version of each profile of the officer's divisions, and those that come with the product."""
    on = timezone.localdate()
    page = page_of(request, known.newest_profiles(request.user, on=on))
    context = {
        "page": page,
        "rows": [(profile, spoken(layout_named(profile.layout).name)) for profile in page],
        "places": path_names(profile.division_code for profile in page),
        "shipped": [_shown(one) for one in known.shipped_profiles(request.user, on=on)],
    }
    return render(request, "intake/profile_list.html", context)


@require_safe
def profile_page(request: OfficerRequest, pk: int) -> HttpResponse:
    """One version: what it says, its other versions, the files that were read by them."""
    on, profile = timezone.localdate(), _profile(request, pk)
    layout = layout_named(profile.layout)
    files = known.files_read_by(profile, request.user, on=on)
    context = {
        "profile": profile,
        "kind": spoken(layout.name),
        "place": path_names([profile.division_code]).get(profile.division_code, profile.division_code),
        "versions": (versions := known.versions_of(profile)),
        "is_newest": versions[0].pk == profile.pk,
        "says": _in_words(known.said(profile.layout, profile.reading)),
        "files": [
            (file, address_of(layout, file.pk), spoken(file.state_label.label), TONES.get(file.state_label, "secondary"))
            for file in files
        ],
    }  # fmt: skip
    return render(request, "intake/profile_page.html", context)


@require_POST
def retire(request: OfficerRequest, pk: int) -> HttpResponse:
    """Let no more file be read by a profile."""
    at = timezone.now()
    profile = _profile(request, pk)
    try:
        profile = profiles.retire(profile=profile, by=request.user, on=timezone.localdate(at), at=at)
    except Refusal as refusal:
        tell(request, refusal)
    else:
        messages.success(request, _("The profile is retired: files with these headings ask again."))
    return redirect("intake:profile", profile.pk)


def _profile(request: OfficerRequest, pk: int) -> SenderProfile:
    seen = known.visible_profiles(request.user, on=timezone.localdate())
    return get_object_or_404(seen.select_related("made_by"), pk=pk)


def _shown(shipped: dict[str, Any]) -> dict[str, Any]:
    return {
        **shipped,
        "kind": spoken(layout_named(shipped["layout"]).name),
        "says": _in_words(shipped["says"]),
    }


def _in_words(said: dict[str, Any]) -> dict[str, Any]:
    choices = [
        (spoken(SAID[part]), spoken(MEANS[value]) if value in MEANS else value)
        for part, value in said["choices"].items()
    ]
    return {**said, "choices": choices}
