"""Which category does a name on a roster mean, and which rule of a list covers it?"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from policy.book import Policy
from policy.schema import CatchUpFile
from policy.terms import Category

_NAMES: dict[str, tuple[Category, ...]] = {
    "特困供养人员": (Category.TEKUN,),
    "特困供养": (Category.TEKUN,),
    "特困": (Category.TEKUN,),
    "农村低保一类保障对象": (Category.DIBAO_RURAL_1,),
    "农村低保二类保障对象": (Category.DIBAO_RURAL_2,),
    "农村低保三类保障对象": (Category.DIBAO_RURAL_3,),
    "农村低保四类保障对象": (Category.DIBAO_RURAL_4,),
    "农村低保二三四类": (Category.DIBAO_RURAL_2, Category.DIBAO_RURAL_3, Category.DIBAO_RURAL_4),
    "农村低保二、三、四类": (Category.DIBAO_RURAL_2, Category.DIBAO_RURAL_3, Category.DIBAO_RURAL_4),
    "农村低保二、三、四类保障对象": (Category.DIBAO_RURAL_2, Category.DIBAO_RURAL_3, Category.DIBAO_RURAL_4),
    "城市低保全额保障对象": (Category.DIBAO_URBAN_FULL,),
    "城市全额保障对象": (Category.DIBAO_URBAN_FULL,),
    "城市低保差额保障对象": (Category.DIBAO_URBAN_PARTIAL,),
    "城乡低保差额保障对象": (
        Category.DIBAO_RURAL_2,
        Category.DIBAO_RURAL_3,
        Category.DIBAO_RURAL_4,
        Category.DIBAO_URBAN_PARTIAL,
    ),
    "低保": (Category.DIBAO,),
    "城乡低保": (Category.DIBAO,),
    "农村低保": (Category.DIBAO,),
    "城市低保": (Category.DIBAO,),
    "最低生活保障对象": (Category.DIBAO,),
    "低保对象等": (Category.DIBAO,),
    "低保对象等困难群众": (Category.DIBAO,),
    "低保边缘": (Category.DIBAO_MARGIN,),
    "建档立卡": (Category.REGISTERED_POOR,),
    "建档立卡户": (Category.REGISTERED_POOR,),
    "建档立卡贫困户": (Category.REGISTERED_POOR,),
    "农村建档立卡贫困人口": (Category.REGISTERED_POOR,),
    "新增建档立卡贫困人口": (Category.REGISTERED_POOR,),
    "脱贫享受政策": (Category.LIFTED_FROM_POVERTY,),
    "脱贫人口": (Category.LIFTED_FROM_POVERTY,),
    "脱贫人员": (Category.LIFTED_FROM_POVERTY,),
    "低收入人口": (Category.LOW_INCOME,),
    "困难群体": (Category.HARDSHIP,),
    "困难群众": (Category.HARDSHIP,),
    "困难人员": (Category.HARDSHIP,),
    "困难群体人员": (Category.HARDSHIP,),
    "监测对象": (Category.MONITORED,),
    "监测户": (Category.MONITORED,),
    "边缘户": (Category.MONITORED_NEAR_POOR,),
    "重度残疾": (Category.SEVERELY_DISABLED,),
}


class UnknownCategory(LookupError):
    """No category is called by that name."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"没有名为“{name}”的救助对象类别；请核对名称或在词表中登记"
            f" / no assistance category is called {name!r}; correct the name or add it to the list"
        )
        self.name = name


def categories_named(name: str) -> tuple[Category, ...]:
    """The categories that a name on a roster or in a notice stands for (several for a name such as
    二三四类).
    """
    wanted = name.strip()
    found = _NAMES.get(wanted)
    if found is not None:
        return found
    for category in Category:
        if wanted in (category.value, category.label.zh):
            return (category,)
    raise UnknownCategory(name)


def with_broader(category: Category) -> Iterator[Category]:
    """The category itself, then each wider one that contains it."""
    step: Category | None = category
    while step is not None:
        yield step
        step = step.broader


def is_hardship(policy: Policy, categories: Collection[Category]) -> bool:
    """Whether any category puts the person in the hardship group that may enroll at any time in this area
    (A46).
    """
    listed = next((file.hardship for _, file in policy.files("catch_up", CatchUpFile) if file.hardship), None)
    if listed is None:
        return False
    return any(name in listed.categories for category in categories for name in with_broader(category))
