"""How are the first migrations made again from the models? By `python -m config.migration_files` (decision 0032).

`makemigrations` adds each constraint and index of a model by a step of its own as soon as another model stands between, and
every such step makes Django build all models around it anew: three hundred of them took over a minute of every new database. Here
they go back into the step that creates the table.
"""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import django
from django.apps import apps
from django.contrib.postgres.operations import BtreeGistExtension
from django.db.migrations import AddConstraint, AddField, AddIndex, CreateModel, Migration
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.migration import SwappableTuple
from django.db.migrations.operations.base import Operation
from django.db.migrations.writer import MigrationWriter
from django.db.models import BaseConstraint, Index

PROJECT = Path(__file__).resolve().parent.parent
SETTING = ("__setting__", "AUTH_USER_MODEL")  # the only model of ours that a setting names


def folded(operations: Sequence[Operation]) -> list[Operation]:
    """The same steps, with the constraints and indexes of a model in the step that creates it.

    One that may name a field which its model gets by a later step stays where it is.
    """
    later = [(step.model_name_lower, step.name) for step in operations if isinstance(step, AddField)]
    made = {step.name_lower: step for step in operations if isinstance(step, CreateModel)}
    kept: list[Operation] = []
    for step in operations:
        option, entry = _of_table(step)
        model, said = getattr(step, "model_name_lower", ""), repr(entry and entry.deconstruct())
        if entry is None or model not in made or any(of == model and name in said for of, name in later):
            kept.append(step)
            continue
        options = made[model].options
        options[option] = [*options.get(option, []), entry]
    return kept


def _of_table(step: Operation) -> tuple[str, BaseConstraint | Index | None]:
    """Under which option of a table a step's constraint or index belongs; None for a step of another kind."""
    if isinstance(step, AddConstraint):
        return "constraints", step.constraint
    return "indexes", step.index if isinstance(step, AddIndex) else None


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
        steps = {"initial": True, "dependencies": needed, "operations": [*before, *folded(made.operations)]}
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
