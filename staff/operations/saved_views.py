"""How does an officer keep a way of looking at a list under a name, share it, and give it up?"""

from datetime import date

from django.db import transaction
from django.db.models import Q, QuerySet

from policy.terms import Text
from staff import access, audit
from staff.access import Permission
from staff.models import Officer, SavedView
from staff.refusals import Refusal
from staff.rules.divisions import chain

NAME_MAX, QUERY_MAX, VIEWS_MAX = 60, 1000, 30


class ViewRefused(Refusal):
    """The view cannot be kept so."""


def visible_views(room: str, officer: Officer, permission: Permission, *, on: date) -> QuerySet[SavedView]:
    """The officer's own views of a list, and those shared in a division that holds one of the officer's places."""
    places = [code for code in _places(officer, permission, on=on) if code]
    around = {part for code in places for part in chain(code)}
    found = SavedView.objects.filter(Q(owner=officer) | Q(shared_in__in=around), room=room)
    return found.select_related("owner").order_by("name", "pk")


@transaction.atomic
def save_view(
    *, room: str, name: str, query: str, shared: bool, permission: Permission, by: Officer, on: date
) -> SavedView:
    """Keep it; the same name again replaces what it stood for. `query` is that of the address."""
    name = " ".join(name.split())
    if not name or len(name) > NAME_MAX:
        raise ViewRefused(
            "view_name",
            Text("请填写名称，不超过60个字。", "Give the view a name of at most 60 signs."),
            field="name",
        )
    if len(query) > QUERY_MAX:
        raise ViewRefused(
            "view_too_long",
            Text("筛选条件过长，不能保存。", "The filter is too long to be kept."),
            Text("请减少条件。", "Ask for less at once."),
        )
    own = SavedView.objects.filter(owner=by, room=room)
    if not own.filter(name=name).exists() and own.count() >= VIEWS_MAX:
        raise ViewRefused(
            "too_many_views",
            Text(f"每个列表最多保存{VIEWS_MAX}个视图。", f"At most {VIEWS_MAX} views are kept of one list."),
            Text("请先删除不用的视图。", "Remove one that you no longer use."),
        )
    place = next(iter(_places(by, permission, on=on)), "") if shared else ""
    view, _created = SavedView.objects.update_or_create(
        owner=by, room=room, name=name, defaults={"query": query, "shared_in": place}
    )
    audit.record(
        "save_view",
        by=by,
        about=view,
        division_code=place,
        change={"list": room, "name": name, "query": query},
    )
    return view


@transaction.atomic
def remove_view(*, view: SavedView, by: Officer) -> None:
    """Only the owner gives a view up."""
    if view.owner_id != by.pk:
        raise ViewRefused(
            "not_your_view",
            Text("只有保存人可以删除该视图。", "Only who kept the view can remove it."),
        )
    audit.record("remove_view", by=by, about=view, change={"list": view.room, "name": view.name})
    view.delete()


def _places(officer: Officer, permission: Permission, *, on: date) -> list[str]:
    """Divisions in which the officer holds the permission; the whole country is none to share with."""
    return [prefix.ljust(6, "0") for prefix in access.scope_prefixes(officer, permission, on=on) if prefix]
