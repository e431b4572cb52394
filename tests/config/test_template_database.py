"""Is the template from which tests copy their database the one of today's migrations?"""

import ast
import shutil
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from config.embedded import PROJECT
from config.template_database import PREFIX, SOURCES, template_name
from config.testing import GIVEN

APPS = ("policy", "staff", "intake", "enrollment", "assistance", "claims", "desk", "config", "demo")


def copied_sources(to: Path) -> Path:
    for pattern in SOURCES:
        for path in PROJECT.glob(pattern):
            copy = to / path.relative_to(PROJECT)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, copy)
    return to


@pytest.mark.parametrize("pattern", SOURCES)
def test_another_migration_asks_for_another_template(tmp_path: Path, pattern: str) -> None:
    project = copied_sources(tmp_path)
    assert template_name(project) == template_name() and template_name().startswith(PREFIX)
    changed = next(project.glob(pattern))
    changed.write_bytes(changed.read_bytes() + b"\n")
    assert template_name(project) != template_name()
    changed.rename(changed.with_name(f"9{changed.name}"))
    assert template_name(project) != template_name()


def test_all_that_migrations_import_is_part_of_the_name() -> None:
    known = {path for pattern in SOURCES for path in PROJECT.glob(pattern)}
    imported = {
        name
        for path in PROJECT.glob("*/migrations/0*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for name in (
            [node.module]
            if isinstance(node, ast.ImportFrom)
            else [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else []
        )
        if name and name.split(".")[0] in APPS
    }
    specs = {name: find_spec(name) for name in imported}
    assert (
        imported
        and {
            name for name, spec in specs.items() if not (spec and spec.origin and Path(spec.origin) in known)
        }
        == set()
    )


@pytest.mark.django_db
def test_the_database_of_the_tests_is_a_copy_on_which_nothing_is_missing() -> None:
    executor = MigrationExecutor(connection)
    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []
    assert set(executor.loader.applied_migrations) == set(executor.loader.disk_migrations or {})
    template = connection.settings_dict["TEST"].get("TEMPLATE")
    assert template is None if GIVEN["DATABASE_URL"] else template == template_name()
