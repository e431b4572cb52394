"""What must be known of a person to price a coverage year, and nothing more?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from enrollment.rules import held_days
from policy.terms import Basis, Group, Sex

LONGEST_KEY = 255
NONE = "none"
PRICE_MARKS = ("age", "sex", "basis", "tier", "parent")
OTHER_MARKS = ("elsewhere", "place", "repaired")
ELSEWHERE = ("resident", "employee")


class UnreadableStanding(ValueError):
    """The text is not the key of a standing (无法识别的参保身份键)."""


@dataclass(frozen=True, slots=True)
class PriceFacts:
    """What an area may ask of a person to price the due; None where nobody has said it.

    `age` is in completed years on 1 January of the coverage year, `tier` the code that the area gives to the tier chosen.
    """

    age: int | None = None
    sex: Sex | None = None
    basis: Basis | None = None
    tier: str | None = None
    parent_insured: bool | None = None

    def marks(self) -> list[str]:
        """The facts as marks of a key."""
        facts = {
            "age": self.age,
            "sex": self.sex and self.sex.value,
            "basis": self.basis and self.basis.value,
            "tier": self.tier,
            "parent": None if self.parent_insured is None else "insured" if self.parent_insured else "not",
        }
        return [f"{name}:{value}" for name, value in facts.items() if value is not None]

    @classmethod
    def read(cls, marks: dict[str, str]) -> PriceFacts:
        """The facts of the marks of a key, taken out of them."""
        age, sex, basis = (marks.pop(name, None) for name in ("age", "sex", "basis"))
        tier, parent = marks.pop("tier", None), marks.pop("parent", None)
        return cls(
            None if age is None else int(age),
            None if sex is None else Sex(sex),
            None if basis is None else Basis(basis),
            tier,
            None if parent is None else parent == "insured",
        )


NO_PRICE_FACTS = PriceFacts()


@dataclass(frozen=True, slots=True)
class Standing:
    """The facts of one person on which price, window and waiting can depend.

    `born_on` is set only when a newborn rule can matter: born on or after 1 January of the year before the
    coverage
    year. People with equal standing are one case, so the fewer facts the fewer decisions. `hardship_days` says on which
    pay days the hardship holds, when not on all that can matter (`enrollment.rules.held_days`; A04: the fact on
    the pay day counts). `missed_years` are the coverage years before without any insurance, empty for who was insured
    without a break and None where nobody has shown it. `events` are days from which special groups count, such as a
    discharge. `insured_elsewhere` says that cover as a `resident` of another area or in the `employee` scheme is active in the
    coverage year. `place` is the county, where it has figures of its own. `repaired_years` are the missed years paid for.
    """

    group: Group = Group.ADULT
    born_on: date | None = None
    hardship: bool = False
    hardship_days: str = ""
    employee_scheme_last_day: date | None = None
    newly_added_poor_on: date | None = None
    missed_years: tuple[int, ...] | None = None
    events: tuple[tuple[str, date], ...] = ()
    price: PriceFacts = NO_PRICE_FACTS
    insured_elsewhere: str = ""
    place: str = ""
    repaired_years: tuple[int, ...] = ()

    def key(self) -> str:
        """The canonical text, equal for equal standings: `adult+hardship`, `minor+born:2022-03-05`."""
        parts = [self.group.value]
        if self.born_on is not None:
            parts.append(f"born:{self.born_on.isoformat()}")
        if self.hardship:
            parts.append(f"hardship:{self.hardship_days}" if self.hardship_days else "hardship")
        if self.employee_scheme_last_day is not None:
            parts.append(f"employee:{self.employee_scheme_last_day.isoformat()}")
        if self.newly_added_poor_on is not None:
            parts.append(f"newly:{self.newly_added_poor_on.isoformat()}")
        if self.missed_years is not None:
            parts.append(f"missed:{','.join(map(str, self.missed_years)) or NONE}")
        parts.extend(f"event:{name}:{day.isoformat()}" for name, day in self.events)
        if self.price is not NO_PRICE_FACTS:
            parts.extend(self.price.marks())
        if self.insured_elsewhere:
            parts.append(f"elsewhere:{self.insured_elsewhere}")
        if self.place:
            parts.append(f"place:{self.place}")
        if self.repaired_years:
            parts.append(f"repaired:{','.join(map(str, self.repaired_years))}")
        return "+".join(parts)

    def is_hardship_on(self, day: date) -> bool:
        """Whether the person belongs to the hardship group on a pay day (A04)."""
        return self.hardship and held_days.holds_on(self.hardship_days, day)

    @classmethod
    def parse(cls, key: str) -> Standing:
        """The standing of a canonical key; any other spelling is refused."""
        group, *marks = key.split("+")
        try:
            facts: dict[str, date | bool] = {}
            hardship_days = ""
            missed: tuple[int, ...] | None = None
            events: list[tuple[str, date]] = []
            said: dict[str, str] = {}
            for mark in marks:
                name, _, day = mark.partition(":")
                if name == "missed":
                    missed = () if day == NONE else tuple(int(year) for year in day.split(","))
                    continue
                if name in PRICE_MARKS or name in OTHER_MARKS:
                    said[name] = day
                    continue
                if name == "event":
                    event, _, day = day.partition(":")
                    events.append((event, date.fromisoformat(day)))
                    continue
                if name == "hardship":
                    held_days.read(day)
                    hardship_days, day = day, ""
                facts[name] = date.fromisoformat(day) if day else True
            elsewhere, place = said.pop("elsewhere", ""), said.pop("place", "")
            repaired = said.pop("repaired", "")
            if elsewhere and elsewhere not in ELSEWHERE:
                raise ValueError(elsewhere)
            standing = cls(
                group=Group(group),
                born_on=_day(facts.pop("born", None)),
                hardship=facts.pop("hardship", False) is True,
                hardship_days=hardship_days,
                employee_scheme_last_day=_day(facts.pop("employee", None)),
                newly_added_poor_on=_day(facts.pop("newly", None)),
                missed_years=missed,
                events=tuple(events),
                price=PriceFacts.read(said) if said else NO_PRICE_FACTS,
                insured_elsewhere=elsewhere,
                place=place,
                repaired_years=tuple(int(year) for year in repaired.split(",")) if repaired else (),
            )
        except ValueError as error:
            raise UnreadableStanding(f"无法识别参保身份“{key}” / cannot read the standing {key!r}") from error
        if facts or standing.key() != key:
            raise UnreadableStanding(
                f"参保身份“{key}”写法不规范 / the standing {key!r} is not in canonical form"
            )
        return standing


def _day(fact: date | bool | None) -> date | None:
    if isinstance(fact, bool):
        raise ValueError("日期缺失 / a day is missing")
    return fact
