"""How is a long list cut into pages?"""

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property

PAGE_SIZE = 50
COUNTED_MAX = (
    10_000  # nobody turns so many pages; to count a million rows for each page costs more than the page
)


class BoundedPaginator(Paginator):  # type: ignore[type-arg]  # takes none at run time
    """Counts no further than `COUNTED_MAX`: what lies behind is reached by the filter, and by a file."""

    @cached_property
    def count(self) -> int:
        if isinstance(self.object_list, QuerySet):
            rows = self.object_list
            if rows.query.is_sliced:  # whoever asked bounded it already
                return rows.count()
            return rows.order_by()[: COUNTED_MAX + 1].count()
        return len(self.object_list)

    @cached_property
    def num_pages(self) -> int:
        whole = min(self.count, COUNTED_MAX)
        return max(1, -(-whole // self.per_page))

    @property
    def has_more(self) -> bool:
        """Whether there are more rows than were counted."""
        return isinstance(self.object_list, QuerySet) and self.count > COUNTED_MAX

    @property
    def shown_count(self) -> int:
        return COUNTED_MAX if self.has_more else self.count


def page_of(request: HttpRequest, rows: QuerySet[Any] | Sequence[Any], *, size: int = PAGE_SIZE) -> Page[Any]:
    """The page `?page=` asks for, or the nearest one. Show it with parts/pagination.html."""
    return BoundedPaginator(rows, size).get_page(request.GET.get("page"))
