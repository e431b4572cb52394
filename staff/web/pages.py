"""How is a long list cut into pages?"""

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

PAGE_SIZE = 50


def page_of(request: HttpRequest, rows: QuerySet[Any] | Sequence[Any], *, size: int = PAGE_SIZE) -> Page[Any]:
    """The page `?page=` asks for, or the nearest one. Show it with parts/pagination.html."""
    return Paginator(rows, size).get_page(request.GET.get("page"))
