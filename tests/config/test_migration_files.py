"""Do the first migrations stand as they are made, with constraints and indexes in the step that creates a table?"""

import pytest
from django.apps import apps
from django.db import models
from django.db.migrations import AddConstraint, AddField, AddIndex, CreateModel
from django.db.migrations.loader import MigrationLoader

from config.migration_files import folded

FIRST = {
    app: migration
    for (app, name), migration in MigrationLoader(None).disk_migrations.items()
    if name == "0001_initial"
}


@pytest.mark.parametrize(
    "app",
    sorted(set(FIRST) & {one.label for one in apps.get_app_configs() if "site-packages" not in one.path}),
)
def test_nothing_is_left_to_put_in_its_place(app: str) -> None:
    assert len(folded(list(FIRST[app].operations))) == len(FIRST[app].operations), (
        "run python -m config.migration_files"
    )


def test_what_may_name_a_later_field_waits_for_it() -> None:
    number = ("n", models.IntegerField())
    plain = models.CheckConstraint(name="n_is_positive", condition=models.Q(n__gt=0))
    later = models.CheckConstraint(name="other_is_positive", condition=models.Q(other__gt=0))
    first, second = CreateModel("A", [number]), CreateModel("B", [number])
    steps = [
        first,
        second,
        AddField("a", "other", models.IntegerField()),
        AddConstraint("a", plain),
        AddConstraint("a", later),
        AddIndex("b", models.Index(fields=["n"], name="by_n")),
    ]
    left = folded(steps)
    assert left == [first, second, steps[2], steps[4]]
    assert first.options["constraints"] == [plain]
    assert [index.name for index in second.options["indexes"]] == ["by_n"]
