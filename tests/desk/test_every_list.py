"""Does every list of the product say what its emptiness means, that nothing fits a filter, and go out as a file?"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.test import Client, RequestFactory
from django.urls import get_resolver, reverse
from django.utils import translation

from staff.models import Officer
from staff.rules.roles import GRANTED, Role
from staff.web.lists.listed import Listed
from staff.web.lists.listing import Listing, listings

pytestmark = pytest.mark.django_db
TEMPLATES = Path(__file__).resolve().parents[2] / "templates"


def _lists() -> list[Listing]:
    assert get_resolver().url_patterns  # the addresses of the product declare its lists
    return sorted(listings(), key=lambda listing: listing.code)


def _without_a_hit(form: forms.Form) -> dict[str, str]:
    """Something that the form takes and no row has: a word, a day long past, a number that is none."""
    for name, field in form.fields.items():
        match field:
            case forms.DateField() if name in ("until", "day"):
                return {name: "1900-01-01"}
            case forms.IntegerField():
                return {name: "999999"}
            case forms.ChoiceField():
                continue
            case forms.CharField():
                return {name: "990000"}
    return {}


@pytest.mark.parametrize("listing", _lists(), ids=lambda listing: listing.code)
def test_a_list_says_why_it_is_empty(
    listing: Listing, make_officer: Callable[..., Officer], client_as: Callable[..., Client]
) -> None:
    role = next(role for role in Role if listing.permission in GRANTED[role])
    officer = make_officer(role, "659001")  # where nobody is registered
    client, address = client_as(officer, language="en"), reverse(listing.address)
    page: Any = client.get(address)
    assert page.context["listing"] is listing
    if not page.context["rows"]:
        with translation.override("en"):
            title = str(listing.empty.title)
        assert title in page.content.decode()

    request: Any = RequestFactory().get(address)
    request.user = officer
    wanted = _without_a_hit(listing.form(request))
    if wanted:
        nothing = client.get(address, wanted)
        assert not nothing.context["rows"], wanted
        assert "Nothing matches the filter" in nothing.content.decode()
    for kind in ("csv", "xlsx"):
        assert client.get(address, wanted | {"as": kind}).headers["Content-Disposition"].endswith(f'.{kind}"')

    codes = [column.code for column in listing.columns]
    assert len(set(codes)) == len(codes)
    by, _falls = Listed(listing, request).sort
    assert by is not None, "the order that a list begins with is none of its columns"
    for column in listing.columns:
        if column.sort:
            assert client.get(address, {"sort": f"-{column.code}", "col": codes}).status_code == 200


def test_no_page_that_cuts_a_list_leaves_it_bare() -> None:
    """A search without a hit says so: whoever shows pages of a list also says what it means that there are none."""
    silent = [
        str(path.relative_to(TEMPLATES))
        for path in sorted(TEMPLATES.rglob("*.html"))
        if "parts/pagination.html" in (text := path.read_text(encoding="utf-8"))
        and not ("parts/empty.html" in text or "parts/empty_list.html" in text)
        and path.name != "pagination.html"
    ]
    assert not silent
