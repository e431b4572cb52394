"""How are households of fictitious people made: ages, kinship, names and document numbers that fit together?

The numbers pass every check of GB 11643 and begin with the code of the county, as real ones do, so they cannot be told
from real ones by their form: they are drawn at random and belong to nobody we know of. The same seed, area and village
list give the same people.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from stdnum.iso7064 import mod_11_2

from enrollment.generate import names

HEADER = (
    "户编号", "与户主关系", "姓名", "证件类型", "证件号码", "居住地区划", "户籍地区划", "参保方式", "联系电话", "一卡通账号",
    "出生日期", "性别",
)  # fmt: skip
SCHOOL_AGES = range(6, 23)


@dataclass
class Maker:
    """Makes households one after the other; `on` is the day on which the ages hold."""

    seed: int
    on: date
    villages: Sequence[str]
    _random: Random = field(init=False)
    _taken: dict[tuple[str, date, bool], int] = field(default_factory=dict)
    _certificates: int = 0

    def __post_init__(self) -> None:
        self._random = Random(f"{self.seed}:{self.villages[0]}:{len(self.villages)}")

    def households(self, count: int) -> Iterator[list[list[str]]]:
        """Rows of layout HH-1, in the order of `HEADER`, household by household."""
        for place in range(count):
            village = self._random.choice(self.villages)
            yield self._household(f"{self.seed % 1000:03}{place + 1:07}", village)

    def rows(self, count: int) -> Iterable[list[str]]:
        for household in self.households(count):
            yield from household

    def _household(self, number: str, village: str) -> list[list[str]]:
        random = self._random
        pool = random.choices(
            [name for name, _ in names.pools(village)], [share for _, share in names.pools(village)]
        )[0]
        family = names.surname(random, pool)
        age = min(max(int(random.gauss(47, 14)), 22), 88)
        head_is_male = random.random() < 0.8
        moved_in = random.random() < 0.04
        rows = [self._person(number, "户主", village, pool, family, age, head_is_male, moved_in)]
        if random.random() < (0.82 if age < 70 else 0.55):
            other = names.surname(random, pool)
            spouse_age = max(age + random.randint(-5, 4), 20)
            rows.append(
                self._person(number, "配偶", village, pool, other, spouse_age, not head_is_male, moved_in)
            )
        father = family if head_is_male else names.surname(random, pool)
        for _ in range(random.choices((0, 1, 2, 3), (18, 34, 36, 12))[0]):
            child_age = age - random.randint(21, 36)
            if 0 <= child_age <= 26:
                male = random.random() < 0.52
                rows.append(
                    self._person(
                        number, "子" if male else "女", village, pool, father, child_age, male, moved_in
                    )
                )
            elif child_age > 26 and random.random() < 0.3:
                rows.append(
                    self._person(
                        number,
                        "孙子女",
                        village,
                        pool,
                        father,
                        random.randint(0, 12),
                        random.random() < 0.52,
                        False,
                    )
                )
        if age < 60 and random.random() < 0.22:
            parent_age = age + random.randint(21, 32)
            male = random.random() < 0.45
            rows.append(self._person(number, "父母", village, pool, family, parent_age, male, False))
        if random.random() < 0.03:
            rows.append(
                self._person(
                    number,
                    "兄弟姐妹",
                    village,
                    pool,
                    family,
                    max(age - random.randint(1, 9), 18),
                    True,
                    False,
                )
            )
        return rows

    def _person(
        self,
        household: str,
        relationship: str,
        village: str,
        pool: str,
        family: str,
        age: int,
        male: bool,
        moved_in: bool,
    ) -> list[str]:
        random = self._random
        born_on = self._birth_date(age)
        name = names.full_name(random, pool, family, male=male)
        newborn = self.on - born_on < timedelta(days=150) and random.random() < 0.4
        if newborn:
            self._certificates += 1
            kind, number = (
                "出生医学证明",
                f"{'QRSTUV'[self.seed % 6]}{(self._certificates * 7919 + self.seed * 104_729) % 10**9:09}",
            )
        else:
            kind, number = "居民身份证", self._resident_number(village[:6], born_on, male)
        hukou = random.choice(self.villages) if moved_in else village
        basis = (
            "居住证"
            if moved_in and hukou[:6] != village[:6]
            else "学籍"
            if age in SCHOOL_AGES and random.random() < 0.5
            else ""
        )
        phone = (
            f"1{random.choice('3578')}{random.randrange(10**9):09}"
            if age >= 18 and random.random() < 0.6
            else ""
        )
        account = (
            f"62{random.randrange(10**17):017}" if relationship == "户主" and random.random() < 0.7 else ""
        )
        return [
            household, relationship, name, kind, number, village, hukou, basis, phone, account,
            born_on.isoformat() if newborn else "", ("男" if male else "女") if newborn else "",
        ]  # fmt: skip

    def _birth_date(self, age: int) -> date:
        age = max(age, 0)
        return self.on - timedelta(days=age * 365 + age // 4 + self._random.randrange(1, 365))

    def _resident_number(self, county: str, born_on: date, male: bool) -> str:
        while True:
            key = (county, born_on, male)
            used = self._taken.get(key)
            if used is None:
                used = self._taken[key] = self._random.randrange(500) << 10
            start, count = used >> 10, used & 1023
            if count < 500:
                break
            born_on -= timedelta(days=1)  # a county with five hundred births of one sex on one day
        self._taken[key] = used + 1
        sequence = (start + count) % 500 * 2 + (1 if male else 0)
        bare = f"{county}{born_on:%Y%m%d}{sequence:03}"
        return bare + mod_11_2.calc_check_digit(bare)
