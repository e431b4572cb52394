"""How is a list shown, taken away, and kept as a view?"""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from policy.terms import Text
from staff import access
from staff.access import NotAllowed
from staff.given import number_given
from staff.operations import saved_views
from staff.operations.reads import read_people
from staff.refusals import Refusal
from staff.web.lists import exports
from staff.web.lists.listed import COLUMNS, SORT, Listed
from staff.web.lists.listing import Listing, listing_named
from staff.web.permission import OfficerRequest

TEMPLATE = "lists/page.html"


def show(
    request: OfficerRequest,
    listing: Listing,
    *,
    template: str = TEMPLATE,
    also: Callable[[Any], dict[str, Any]] | None = None,
    **context: Any,
) -> HttpResponseBase:
    """The page of a list, or the list as a file when the address asks for one (`as=xlsx`).

    `also` makes more of what `Listing.look` found for the page; `context` is what its templates need besides.
    """
    listed = Listed(listing, request)
    kind = request.GET.get(exports.AS, "")
    if kind in exports.KINDS:
        try:
            return exports.answer(listed, kind)
        except exports.TooMuch as refusal:
            messages.error(request, str(refusal))
            return HttpResponseRedirect(f"{request.path}?{listed.query}")
    if listing.people:
        read_people(len(listed.page), by=request.user, what=listing.people)
    shown_list = shown(listed)
    more = also(shown_list["known"]) if also else {}
    return render(request, template, shown_list | more | context)


def shown(listed: Listed) -> dict[str, Any]:
    """What `lists/parts/*.html` need of a list."""
    rows = list(listed.page)
    known = listed.listing.look(rows)
    sorted_by, falls = listed.sort
    return {
        "listing": listed.listing,
        "known": known,
        "form": listed.form,
        "page": listed.page,
        "headings": [
            {
                "column": column,
                "sorted": "" if column is not sorted_by else "descending" if falls else "ascending",
                "next": f"-{column.code}" if column is sorted_by and not falls else column.code,
            }
            for column in listed.columns
        ],
        "rows": [
            {
                "row": row,
                "url": (url := listed.url(row, known)),
                "cells": [(column, column.shown(row, known, url)) for column in listed.columns],
                "fen": ",".join(str(getattr(row, field) or 0) for _heading, field in listed.listing.sums),
            }
            for row in rows
        ],
        "sums": listed.sums() if rows else [],
        "is_narrowed": listed.is_narrowed,
        "query_kept": listed.query,
        "empty": _empty(listed),
        "options": _options(listed),
        "views": _views(listed),
    }


def _empty(listed: Listed) -> dict[str, Any]:
    empty, request = listed.listing.empty, listed.request
    may = empty.permission is None or access.may_anywhere(request.user, empty.permission, on=listed.on)
    url = reverse(empty.url_name) if empty.url_name and may else ""
    return {"title": empty.title, "hint": empty.hint, "url": url, "label": empty.label}


def _options(listed: Listed) -> dict[str, Any]:
    """Columns and orders that can be chosen, and what of the address their form must keep."""
    chosen = {column.code for column in listed.columns}
    by, falls = listed.sort
    current = f"{'-' if falls else ''}{by.code}" if by else ""
    kept = listed.kept(private=True)
    return {
        "columns": [(column, column.code in chosen) for column in listed.listing.columns],
        "orders": [
            (code, column.heading, way, code == current)
            for column in listed.listing.columns
            if column.sort
            for code, way in ((column.code, _("rising")), (f"-{column.code}", _("falling")))
        ],
        "filter": [
            (name, value) for name, values in kept.lists() if name not in (SORT, COLUMNS) for value in values
        ],
        "looks": [
            (name, value) for name, values in kept.lists() if name in (SORT, COLUMNS) for value in values
        ],
    }


def _views(listed: Listed) -> dict[str, Any]:
    listing, user = listed.listing, listed.request.user
    found = saved_views.visible_views(listing.code, user, listing.permission, on=listed.on)
    return {
        "all": [(view, view.query == listed.query, view.owner_id == user.pk) for view in found],
        "query": listed.kept(private=False).urlencode(),
    }


def button(url_name: str, label: Any, icon: str, *, is_main: bool = False) -> dict[str, Any]:
    """A button beside the heading of a list."""
    return {"url": reverse(url_name), "label": label, "icon": icon, "is_main": is_main}


@require_POST
def keep_view(request: OfficerRequest, room: str) -> HttpResponse:
    """Keep the filter of a list under a name, or give a view up (`do=remove`)."""
    listing = listing_named(room)
    if listing is None:
        raise Http404
    on = timezone.localdate()
    if not access.may_anywhere(request.user, listing.permission, on=on):
        raise NotAllowed(Text("您没有打开此页面的权限。", "You may not open this page."), Text("", ""))
    query = QueryDict(request.POST.get("query", "")[: saved_views.QUERY_MAX]).urlencode()
    try:
        if request.POST.get("do") == "remove":
            seen = saved_views.visible_views(room, request.user, listing.permission, on=on)
            view = seen.filter(pk=number_given(request.POST.get("view")) or 0).first()
            if view is None:
                raise Http404
            saved_views.remove_view(view=view, by=request.user)
            messages.success(request, _("The view is removed."))
        else:
            saved_views.save_view(
                room=room,
                name=request.POST.get("name", ""),
                query=query,
                shared=request.POST.get("shared") == "yes",
                permission=listing.permission,
                by=request.user,
                on=on,
            )
            messages.success(request, _("The view is kept. It stands above the list."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return HttpResponseRedirect(f"{reverse(listing.address)}{'?' if query else ''}{query}")
