"""Do the first migrations stand as they are made: all tables of an app in one step?"""

import pytest
from django.apps import apps
from django.contrib.postgres.operations import BtreeGistExtension
from django.db import IntegrityError, connection, models
from django.db.migrations import AddConstraint, AddField, AddIndex, CreateModel, RunSQL
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

from config.migration_files import in_one_step
from staff.tables import CreateTables

FIRST = {
    app: migration
    for (app, name), migration in MigrationLoader(None).disk_migrations.items()
    if name == "0001_initial"
}


@pytest.mark.parametrize(
    "app",
    sorted(set(FIRST) & {one.label for one in apps.get_app_configs() if "site-packages" not in one.path}),
)
def test_an_app_is_created_in_one_step(app: str) -> None:
    steps = [step for step in FIRST[app].operations if not isinstance(step, BtreeGistExtension)]
    assert [type(step) for step in steps] == [CreateTables], "run python -m config.migration_files"


def test_what_was_added_later_goes_into_its_table() -> None:
    number = ("n", models.IntegerField())
    first, second = CreateModel("A", [number]), CreateModel("B", [number])
    plain = models.CheckConstraint(name="n_is_positive", condition=models.Q(n__gt=0))
    by_hand = RunSQL("SELECT 1")
    [together, left] = in_one_step(
        [
            first,
            second,
            AddField("a", "other", models.ForeignKey("x.B", models.CASCADE)),
            AddConstraint("a", plain),
            AddIndex("b", models.Index(fields=["n"], name="by_n")),
            by_hand,
        ]
    )
    assert left is by_hand and isinstance(together, CreateTables) and together.tables == [first, second]
    assert [name for name, _ in first.fields] == ["n", "other"] and first.options["constraints"] == [plain]
    assert [index.name for index in second.options["indexes"]] == ["by_n"]


@pytest.mark.django_db(transaction=True)
def test_tables_that_point_at_one_another_come_and_go() -> None:
    key = ("id", models.BigAutoField(primary_key=True))
    step = CreateTables(
        [
            CreateModel("Left", [key, ("right", models.ForeignKey("staff.Right", models.CASCADE))]),
            CreateModel("Right", [key, ("left", models.ForeignKey("staff.Left", models.CASCADE))]),
        ]
    )
    before, after = ProjectState(), ProjectState()
    step.state_forwards("staff", after)

    def there() -> set[str]:
        return {"staff_left", "staff_right"} & set(connection.introspection.table_names())

    with connection.schema_editor() as editor:
        step.database_forwards("staff", editor, before, after)
    try:
        assert there() == {"staff_left", "staff_right"}
        with connection.cursor() as cursor, pytest.raises(IntegrityError, match="foreign key"):
            cursor.execute("INSERT INTO staff_left (id, right_id) VALUES (1, 1)")
    finally:
        with connection.schema_editor() as editor:
            step.database_backwards("staff", editor, after, before)
    assert there() == set()
