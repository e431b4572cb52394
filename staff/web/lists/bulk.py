"""How are many rows of a list worked at once: chosen, previewed, done one by one, and told by name where one was refused?

Nothing here decides or writes: each row goes through the operation that its own page calls, in a transaction of its own,
with the same rights and one event of the audit trail.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from staff import audit
from staff.given import numbers_given
from staff.operations.reads import read_people
from staff.refusals import Refusal
from staff.web.lists.listed import Listed
from staff.web.lists.listing import Listing
from staff.web.permission import OfficerRequest

AT_ONCE_MAX = 100  # rows of one answer: some five seconds of work


@dataclass(frozen=True, slots=True)
class Bulk:
    """One thing that can be done with many rows.

    `plan`: for the rows that it fits, what is to be done with each (shown, and sent back as its key), or None where nothing
    needs to be chosen; rows it leaves out do not fit. `act` raises `Refusal` for a row that cannot be worked.
    """

    code: str
    label: str | Promise
    hint: str | Promise
    plan: Callable[[OfficerRequest, Sequence[Any], date], dict[Any, "Planned"]]
    act: Callable[[OfficerRequest, Any, dict[str, Any], str, datetime], None]
    form: Callable[[OfficerRequest, Sequence[Any]], forms.Form]
    is_danger: bool = False
    then: str | Promise = ""  # how it can be undone, said with the result


@dataclass(frozen=True, slots=True)
class Planned:
    """What is to be done with one row: its key goes out and comes back, its words are shown."""

    key: str = ""
    words: str = ""
    url: str = ""


@dataclass(slots=True)
class Result:
    """What became of the rows, by row."""

    done: list[Any] = field(default_factory=list)
    refused: list[tuple[Any, str]] = field(default_factory=list)


def answer(request: OfficerRequest, listing: Listing, offered: Sequence[Bulk]) -> HttpResponse:
    """Preview, then do: the address carries the filter, the form the rows."""
    listed = Listed(listing, request)
    back = f"{reverse(listing.address)}{'?' if listed.query else ''}{listed.query}"
    chosen = next((one for one in offered if one.code == request.POST.get("do", "")), None)
    if request.method != "POST" or chosen is None:
        return HttpResponseRedirect(back)
    every = request.POST.get("every") == "yes"
    keys = numbers_given(request.POST.getlist("row"))[:AT_ONCE_MAX]
    rows = list(listed.found[:AT_ONCE_MAX] if every else listed.found.filter(pk__in=keys))
    if not rows:
        messages.error(request, _("No row is selected. Tick some, or all of the filter."))
        return HttpResponseRedirect(back)
    if listing.people:
        read_people(len(rows), by=request.user, what=f"{listing.people}_bulk")
    page = {"listing": listing, "title": chosen.label, "chosen": chosen, "back": back, "listed": listed}
    if request.POST.get("step") == "do":
        return _carry_out(request, listed, chosen, rows, keys, page)
    return _preview(request, listed, chosen, rows, page | {"every": every}, chosen.form(request, rows))


def _preview(
    request: OfficerRequest,
    listed: Listed,
    chosen: Bulk,
    rows: Sequence[Any],
    page: dict[str, Any],
    form: forms.Form,
) -> HttpResponse:
    """What would be done with each row, which rows do not fit, and what the officer has to say to it."""
    plans = chosen.plan(request, rows, listed.on)
    known = listed.listing.look(rows)
    fitting = [row for row in rows if row.pk in plans]
    left = listed.found[: AT_ONCE_MAX + 1].count() > AT_ONCE_MAX if page.get("every") else False
    context = page | {
        "form": form,
        "fitting": [(_cells(listed, row, known), row, plans[row.pk]) for row in fitting],
        "others": [(_cells(listed, row, known), row) for row in rows if row.pk not in plans],
        "columns": listed.columns,
        "sums": [
            (heading, sum(getattr(row, name) or 0 for row in fitting))
            for heading, name in listed.listing.sums
        ],
        "has_plans": any(plan.words for plan in plans.values()),
        "is_cut": left,
        "most": AT_ONCE_MAX,
    }
    return render(request, "lists/bulk.html", context, status=422 if form.errors else 200)


def _cells(listed: Listed, row: Any, known: Any) -> list[Any]:
    url = listed.url(row, known)
    return [(column, column.shown(row, known, url)) for column in listed.columns]


def _carry_out(
    request: OfficerRequest,
    listed: Listed,
    chosen: Bulk,
    rows: Sequence[Any],
    keys: Sequence[int],
    page: dict[str, Any],
) -> HttpResponse:
    """Row by row; a refused one stays as it was and is told by name."""
    form = chosen.form(request, rows)
    if not form.is_valid():
        return _preview(request, listed, chosen, rows, page, form)
    at, result = timezone.now(), Result()
    plans = chosen.plan(request, rows, listed.on)
    for row in rows:
        if row.pk not in plans:
            result.refused.append((row, _("It does not fit this row, or your role does not.")))
            continue
        try:
            chosen.act(request, row, form.cleaned_data, request.POST.get(f"plan_{row.pk}", ""), at)
        except Refusal as refusal:
            result.refused.append((row, str(refusal)))
        else:
            result.done.append(row)
    audit.record(
        "work_many",
        by=request.user,
        about=("list", listed.listing.code),
        at=at,
        change={
            "action": chosen.code,
            "done": [row.pk for row in result.done],
            "refused": [row.pk for row, _why in result.refused],
        },
    )
    known = listed.listing.look(rows)
    gone = len(keys) - len(rows)
    context = page | {
        "done": len(result.done),
        "sums": [
            (heading, sum(getattr(row, name) or 0 for row in result.done))
            for heading, name in listed.listing.sums
        ],
        "refused": [(_cells(listed, row, known), row, why) for row, why in result.refused],
        "columns": listed.columns,
        "gone": gone,
        "left": listed.found.all().count(),
    }
    return render(request, "lists/bulk_result.html", context)
