"""How are all tables of an app created in one step of a migration (decision 0032)?"""

from collections.abc import Sequence
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import CreateModel
from django.db.migrations.operations.base import Operation, OperationCategory
from django.db.migrations.state import ProjectState


class CreateTables(Operation):
    """Creates tables that may point at one another.

    One `CreateModel` after the other makes Django build the models around each of them anew: nine tenths of the time of a
    new database. Here they are built once, when all of them are known. PostgreSQL gets the constraints between
    tables at the end of a migration in any case.
    """

    category = OperationCategory.ADDITION

    def __init__(self, tables: Sequence[CreateModel]) -> None:
        self.tables = tables

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return type(self).__qualname__, [self.tables], {}

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        state.__dict__.pop(
            "apps", None
        )  # what was built of the models before; built again when it is asked for
        for table in self.tables:
            table.state_forwards(app_label, state)

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for table in self.tables:
            table.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for table in reversed(self.tables):
            table.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        return f"Create {len(self.tables)} tables"

    def references_model(self, name: str, app_label: str) -> bool:
        return any(table.references_model(name, app_label) for table in self.tables)
