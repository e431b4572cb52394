"""How do balances of former accounts come into the books (layout OA-1), once for each person?"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple

from django.utils import timezone

from claims.bulk.register_rows import RowReader, of_the_area, people_of
from claims.layouts.old_accounts import OLD_ACCOUNT_TABLE
from claims.models import OldAccount, OldAccountList
from claims.operations import register_lists
from claims.operations.register_lists import ROUND, Register
from enrollment.models import Person
from enrollment.rules import names
from enrollment.rules.payment_fields import Unreadable, read_amount
from policy.book import default_book
from policy.terms import Text


class Row(NamedTuple):
    """One row that can be read: what was left in the account of a person, in fen."""

    row: int
    digest: str
    name_key: str
    fen: int


@dataclass
class BalanceReader(RowReader[Row]):
    """Reads rows that say what was left for one person."""

    _persons: dict[str, int] = field(default_factory=dict)

    def row_of(self, row: int, cells: Sequence[str]) -> Row | None:
        """The row, or None where a fault was told."""
        digest = self.digest_of(row, cells)
        try:
            fen = read_amount(self.cell(cells, "amount"))
        except Unreadable:
            fen = 0
        if fen <= 0:
            self.fault(
                row, "amount", "amount_not_positive", Text("余额须大于零。", "A balance is more than nothing."),
                Text("没有余额的不列入名单。", "Leave out who has none."),
            )  # fmt: skip
        if (first := self._persons.setdefault(digest, row)) != row:
            self.fault(
                row, "number", "row_twice", Text(f"与第 {first} 行是同一人。", f"The same person as row {first}."),
                Text("请合并为一行。", "Make it one row."),
            )  # fmt: skip
        if self.problems.has_row(row):
            return None
        return Row(row, digest, names.name_key(self.cell(cells, "name")), fen)


def _reader(listed: OldAccountList, places: dict[str, int]) -> BalanceReader:
    return BalanceReader(places, timezone.localdate(listed.uploaded_at))


def _sound(listed: OldAccountList, reader: RowReader[Row], rows: Sequence[Row]) -> list[Row]:
    """The rows of people of the area who have no old account yet."""
    people = people_of(rows)
    known = dict(OldAccount.objects.filter(person__in=people.values()).values_list("person_id", "list_id"))
    sound = []
    for row, person in of_the_area(listed.area, reader, rows, people):
        if person.pk in known:
            reader.fault(
                row.row, "number", "account_known",
                Text(f"该人的余额已由名单 {known[person.pk]} 登记。", f"List {known[person.pk]} brought this person's balance."),
                Text("请删去该行。", "Remove the row."),
            )  # fmt: skip
        else:
            sound.append(row)
    return sound


def _write(listed: OldAccountList, rows: Sequence[Row], people: dict[str, Person], at: datetime) -> int:
    accounts = [
        OldAccount(
            person=people[row.digest], area=default_book().pooling_area(people[row.digest].division_code) or listed.area[:6],
            division_code=people[row.digest].division_code, list=listed, closing_fen=row.fen, balance_fen=row.fen,
        )
        for row in rows
    ]  # fmt: skip
    return len(OldAccount.objects.bulk_create(accounts, batch_size=ROUND))


def _told(rows: Sequence[Row]) -> dict[str, Any]:
    return {"amount_fen": sum(row.fen for row in rows)}


OLD_ACCOUNT_LISTS = register_lists.layout(
    Register(OLD_ACCOUNT_TABLE, _reader, _sound, _write, _told),
    code="OA-1",
    name=Text("原个人（家庭）账户余额名单", "list of old account balances"),
    noun="old_account_list",
    model=OldAccountList,
    before="balances_received_before",
)
receive = partial(register_lists.receive, OLD_ACCOUNT_LISTS)
confirm = register_lists.confirm
