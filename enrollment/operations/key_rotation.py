"""How is everything that lies encrypted brought under the newest key, so that an older one can be taken out?

Which columns are encrypted is said by the models themselves (`SEALED`: column -> what its cipher text is bound to). The
work goes batch by batch, each its own transaction; what is under the newest key already is not touched, so it can be
stopped and started again at any time, while the application runs. The key of the matching hash never changes.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from django.apps import apps
from django.conf import settings
from django.db import connection, models, transaction
from django.db.models import F, Func
from psycopg import sql

from intake import vault
from policy.terms import Text
from staff import access, audit
from staff.access import Permission
from staff.models import Officer
from staff.refusals import Refusal
from staff.rules.divisions import NATION

ROWS_AT_ONCE = 500


class KeyMissing(Refusal):
    """Something lies under a key that the settings do not hold."""


@dataclass(frozen=True, slots=True)
class SealedColumn:
    """One encrypted column: its model, its name, and the format of what its cipher text is bound to."""

    model: type[models.Model]
    column: str
    bound_to: str

    @property
    def name(self) -> str:
        return f"{self.model._meta.db_table}.{self.column}"


def sealed_columns() -> list[SealedColumn]:
    """Every encrypted column of every app."""
    return [
        SealedColumn(model, column, bound_to)
        for model in apps.get_models()
        for column, bound_to in getattr(model, "SEALED", {}).items()
    ]


def keys_in_use() -> dict[str, dict[int, int]]:
    """Column -> number of the key -> how many values lie under it."""
    found: dict[str, dict[int, int]] = {}
    with connection.cursor() as cursor:
        for sealed in sealed_columns():
            cursor.execute(
                sql.SQL(
                    "SELECT get_byte({c}, 0), count(*) FROM {t} WHERE {c} IS NOT NULL GROUP BY 1 ORDER BY 1"
                ).format(c=sql.Identifier(sealed.column), t=sql.Identifier(sealed.model._meta.db_table))
            )
            found[sealed.name] = dict(cursor.fetchall())
    return found


def seal_again(
    *, by: Officer, on: date, tell: Callable[[str, int], None] = lambda name, done: None
) -> dict[str, int]:
    """Encrypt whatever lies under an older key anew (更换密钥). Returns column -> values changed by this run.

    `tell(column, values so far)` is called after each batch.
    """
    access.require(by, Permission.STAFF_MANAGE, NATION, on=on)
    _require_keys()
    changed: dict[str, int] = {}
    for sealed in sealed_columns():
        changed[sealed.name] = 0
        for rows in _batches(sealed):
            changed[sealed.name] += rows
            tell(sealed.name, changed[sealed.name])
    audit.record(
        "seal_again",
        by=by,
        change={"key": settings.VAULT_KEY_NUMBER, "values": changed},
        division_code=NATION,
    )
    return changed


def _require_keys() -> None:
    used = {number for counts in keys_in_use().values() for number in counts}
    if unknown := sorted(used - settings.VAULT_KEYS.keys()):
        numbers = "、".join(map(str, unknown))
        raise KeyMissing(
            "key_missing",
            Text(f"有数据以第 {numbers} 号密钥加密，而设置中没有这个密钥。",
                 f"Some values lie under key {numbers}, which the settings do not hold."),
            Text("请在 CANBAO_KEY 中补上该密钥后重试。", "Put that key back into CANBAO_KEY and start again."),
        )  # fmt: skip


def _batches(sealed: SealedColumn) -> Iterator[int]:
    """Walk along the primary key; each batch that changes something is a transaction of its own."""
    after: object = None
    while True:
        with transaction.atomic():
            rows = _old_rows(sealed, after)
            if not rows:
                return
            after = rows[-1].pk
            yield sum(_seal_row_again(sealed, row) for row in rows)


def _old_rows(sealed: SealedColumn, after: object) -> list[models.Model]:
    """The next rows under an older key. A writer that holds one of them is waited for."""
    found = sealed.model._default_manager.filter(**{f"{sealed.column}__isnull": False})
    if after is not None:
        found = found.filter(pk__gt=after)
    older = found.annotate(
        key_number=Func(F(sealed.column), 0, function="get_byte", output_field=models.IntegerField())
    ).exclude(key_number=settings.VAULT_KEY_NUMBER)
    return list(older.order_by("pk").select_for_update(of=("self",))[:ROWS_AT_ONCE])


def _seal_row_again(sealed: SealedColumn, row: models.Model) -> int:
    bound_to = sealed.bound_to.format_map(_Fields(row))
    content = vault.unseal_bytes(bytes(getattr(row, sealed.column)), bound_to=bound_to)
    anew = vault.seal_bytes(content, bound_to=bound_to)
    return sealed.model._default_manager.filter(pk=row.pk).update(**{sealed.column: anew})


class _Fields(dict[str, object]):
    """The fields of a row by name, for a format string."""

    def __init__(self, row: models.Model) -> None:
        super().__init__()
        self._row = row

    def __missing__(self, name: str) -> object:
        return getattr(self._row, name)
