"""How does the table of category names grow and change: what is known from the start, what officers add and end?"""

from datetime import date

from django.db import IntegrityError, transaction

from assistance.categories.models import CategoryName
from assistance.categories.queries.category_list import require_known
from assistance.categories.rules.category_names import Vocabulary, name_key, seed_names
from enrollment.operations.people import InvalidFact, require_reason
from policy.terms import Category, Text
from staff import access, audit
from staff.access import Permission
from staff.models import Officer
from staff.refusals import Refusal
from staff.rules.divisions import is_division_code

WRITE = Permission.PARAMETERS_ENTER
NAME_MAX = 60


class NameInForce(Refusal):
    """The pair is in the table for some of these days already."""


def seed() -> int:
    """The pairs known from the start, those that stand in the table already left alone. Returns how many were added."""
    known = set(CategoryName.objects.filter(area="").values_list("vocabulary", "name_key", "category"))
    new: dict[tuple[str, str, str], CategoryName] = {}
    for pair in seed_names():
        key = (pair.vocabulary, name_key(pair.name), pair.category)
        if key not in known:
            new[key] = CategoryName(
                vocabulary=pair.vocabulary, name=pair.name, name_key=key[1], meaning=pair.meaning,
                category=pair.category, source=pair.source,
            )  # fmt: skip
    CategoryName.objects.bulk_create(new.values())
    return len(new)


@transaction.atomic
def add_name(
    *,
    vocabulary: Vocabulary,
    area: str,
    name: str,
    category: Category,
    meaning: str = "",
    from_on: date | None = None,
    until_on: date | None = None,
    source: str,
    on: date,
    by: Officer,
) -> CategoryName:
    """Enter that a name means a category in an area over a span of days."""
    if not is_division_code(area) or len(area) != 6:
        raise _invalid("area", Text("请填写六位区划代码。", "Give a division of six digits."))
    access.require(by, WRITE, area, on=on)
    require_known([category], area, "category")
    require_reason(source, field="source")
    if not name_key(name) or len(name.strip()) > NAME_MAX:
        raise _invalid("name", Text("名称为空或过长。", "The name is empty or too long."))
    if from_on and until_on and until_on <= from_on:
        raise _invalid("until_on", Text("终止日期须晚于起始日期。", "The end must lie after the first day."))
    try:
        with transaction.atomic():
            entry = CategoryName.objects.create(
                vocabulary=vocabulary.value, area=area, name=name.strip(), name_key=name_key(name),
                meaning=meaning.strip()[:NAME_MAX], category=category, from_on=from_on, until_on=until_on,
                source=source.strip(), entered_by=by,
            )  # fmt: skip
    except IntegrityError as fault:
        if "category_name_once" not in str(fault):
            raise
        raise NameInForce(
            "name_in_force",
            Text("该名称与类别的对应关系在这些日期已存在。", "This pair is in force on some of these days."),
            Text("请先终止原有的对应关系，或更正日期。", "End the present entry first, or correct the days."),
            field="name",
        ) from None
    audit.record(
        "add_category_name", by=by, about=entry, division_code=area,
        change={"name": entry.name, "vocabulary": vocabulary, "category": category, "source": entry.source},
    )  # fmt: skip
    return entry


@transaction.atomic
def end_name(*, entry: CategoryName, until_on: date, on: date, by: Officer) -> CategoryName:
    """The name no longer means the category from a day on; rosters of earlier months are read as before."""
    entry = CategoryName.objects.select_for_update(of=("self",)).get(pk=entry.pk)
    access.require(by, WRITE, entry.area or "000000", on=on)
    if entry.from_on is not None and until_on < entry.from_on:
        raise _invalid("until_on", Text("终止日期早于起始日期。", "The end lies before the first day."))
    if entry.until_on is not None and entry.until_on <= until_on:
        return entry
    entry.until_on, entry.ended_by = until_on, by
    entry.save(update_fields=["until_on", "ended_by"])
    audit.record(
        "end_category_name", by=by, about=entry, division_code=entry.area, change={"until_on": until_on}
    )
    return entry


def _invalid(field: str, text: Text) -> InvalidFact:
    return InvalidFact("invalid_category_name", text, Text("请更正。", "Correct it."), field=field)
