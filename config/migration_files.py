"""How are the first migrations made again from the models? By `python -m config.migration_files` (decision 0032).

`makemigrations` creates table after table, and adds by steps of their own what points at a later one, constraints and
indexes. Each of them makes Django build all models around it anew, which took over a minute of every new database. Here an
app has one step.
"""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import django
from django.apps import apps
from django.contrib.postgres.operations import BtreeGistExtension
from django.db.migrations import AddConstraint, AddField, AddIndex, CreateModel, Migration
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.migration import SwappableTuple
from django.db.migrations.operations.base import Operation
from django.db.migrations.writer import MigrationWriter

from staff.tables import CreateTables

PROJECT = Path(__file__).resolve().parent.parent
SETTING = ("__setting__", "AUTH_USER_MODEL")  # the only model of ours that a setting names


def in_one_step(operations: Sequence[Operation]) -> list[Operation]:
    """The same tables, created in one step, each with its own fields, constraints and indexes; other steps stay behind it."""
    made = {step.name_lower: step for step in operations if isinstance(step, CreateModel)}
    left = [step for step in operations if not isinstance(step, CreateModel) and not _is_put(step, made)]
    return [*([CreateTables(list(made.values()))] if made else []), *left]


def _is_put(step: Operation, made: Mapping[str, CreateModel]) -> bool:
    """Put a field, constraint or index into the step that creates its table; False where it is none of these."""
    if not isinstance(step, (AddField, AddConstraint, AddIndex)) or step.model_name_lower not in made:
        return False
    table = made[step.model_name_lower]
    if isinstance(step, AddField):
        table.fields.append((step.name, step.field))
    elif isinstance(step, AddConstraint):
        table.options["constraints"] = [*table.options.get("constraints", []), step.constraint]
    else:
        table.options["indexes"] = [*table.options.get("indexes", []), step.index]
    return True


def main() -> None:
    """Make the first file of each app again; the second one, written by hand, stays as it is."""
    ours = [app.label for app in apps.get_app_configs() if Path(app.path).parent == PROJECT]
    folders = {label: Path(apps.get_app_config(label).path) / "migrations" for label in ours}
    guards = {path: path.read_bytes() for folder in folders.values() for path in folder.glob("0002_*.py")}
    for folder in folders.values():
        for path in folder.glob("0*.py"):
            path.unlink()
    subprocess.run(
        [sys.executable, "-W", "ignore", "manage.py", "makemigrations", "--no-header"],
        cwd=PROJECT,
        check=True,
    )
    for path, content in guards.items():
        path.write_bytes(content)
    disk = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    for label in ours:
        if (made := disk.get((label, "0001_initial"))) is None:
            continue
        # Before the first constraint against overlaps of any app stands what such constraints need.
        before: list[Operation] = [BtreeGistExtension()] if label == "staff" else []
        needed = [SETTING if isinstance(one, SwappableTuple) else one for one in made.dependencies]
        steps = {
            "initial": True,
            "dependencies": needed,
            "operations": [*before, *in_one_step(made.operations)],
        }
        first: Migration = type("Migration", (Migration,), steps)(made.name, label)
        (folders[label] / "0001_initial.py").write_text(
            MigrationWriter(first, include_header=False).as_string()
        )
    subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--quiet", "--fix", *map(str, folders.values())], check=True
    )
    subprocess.run(
        [sys.executable, "-m", "ruff", "format", "--quiet", *map(str, folders.values())], check=True
    )


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ.setdefault("CANBAO_LOCAL", "1")
    django.setup()
    main()
