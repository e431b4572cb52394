"""Is no row locked that the application's own login may not change? A row lock needs the right to change the row."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection

from staff.rights import KEPT

ROOT = Path(__file__).parents[2]
LAYERS = ("staff", "intake", "enrollment", "assistance", "claims", "desk", "config", "demo")
LOCKS = re.compile(r"(\w+)\.(?:objects|_default_manager)\s*\.select_for_update\(")


@pytest.mark.django_db
def test_no_row_that_is_kept_for_good_is_locked() -> None:
    with connection.cursor() as cursor:
        cursor.execute(KEPT)
        kept = {table for table, unchanged, _ in cursor.fetchall() if unchanged}
    models = {model.__name__: model._meta.db_table for model in apps.get_models()}
    locked = {
        (name, str(path.relative_to(ROOT)))
        for layer in LAYERS
        for path in (ROOT / layer).rglob("*.py")
        for name in LOCKS.findall(path.read_text(encoding="utf-8"))
    }
    assert "assistance_payoutbatch" in kept and any(name == "Grant" for name, _ in locked)
    assert not {(name, path) for name, path in locked if models.get(name) in kept}
