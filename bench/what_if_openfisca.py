"""The reform of `bench/what_if` in OpenFisca-Core: contribution, exemption from the late price, subsidies by category.

Run by the Python of its own environment, without the product: `what_if_openfisca.py POPULATION SITUATIONS`. Rules as that
library wants them, whole arrays at a time; amounts are whole fen, since its `float` has 24 bits and loses the fen of a sum.
Prints one JSON: seconds and processor seconds of each step, and the figures by county.
"""

import json
import sys
import time
from typing import Any

import numpy as np
from openfisca_core.entities import build_entity
from openfisca_core.indexed_enums import Enum
from openfisca_core.parameters import ParameterNode
from openfisca_core.periods import YEAR
from openfisca_core.reforms import Reform
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

YEAR_ASKED = "2022"
Person = build_entity(key="person", plural="persons", label="person", is_person=True)
Household = build_entity(
    key="household", plural="households", label="household", roles=[{"key": "member", "plural": "members"}]
)


class Category(Enum):
    none = "not helped"
    tekun = "tekun"
    dibao = "dibao"
    lifted_from_poverty = "lifted from poverty"


class category(Variable):
    value_type = Enum
    possible_values = Category
    default_value = Category.none
    entity = Person
    definition_period = YEAR
    label = "the category held on the day of payment"


class is_in_hardship(Variable):
    value_type = bool
    entity = Person
    definition_period = YEAR
    label = "pays the individual part whenever it pays"


class paid_after_june(Variable):
    value_type = bool
    entity = Person
    definition_period = YEAR
    label = "paid after 30 June"


class contribution_fen(Variable):
    value_type = int
    entity = Person
    definition_period = YEAR
    label = "what is due"

    def formula(person: Any, period: Any, parameters: Any) -> Any:
        of_year = parameters(period)
        is_dear = person("paid_after_june", period) & np.logical_not(person("is_in_hardship", period))
        return of_year.individual + is_dear * of_year.fiscal


class subsidy_fen(Variable):
    value_type = int
    entity = Person
    definition_period = YEAR
    label = "the premium subsidy, of the due at issue"

    def formula(person: Any, period: Any, parameters: Any) -> Any:
        of_year, held = parameters(period), person("category", period)
        fixed = (held == Category.dibao) | (held == Category.lifted_from_poverty)
        whole = (held == Category.tekun) * of_year.individual
        return whole + fixed * np.minimum(of_year.fixed, of_year.individual)


class own_fen(Variable):
    value_type = int
    entity = Person
    definition_period = YEAR
    label = "what the person bears"

    def formula(person: Any, period: Any) -> Any:
        return person("contribution_fen", period) - person("subsidy_fen", period)


def _parameters(individual: int, fixed: int) -> ParameterNode:
    since = "2021-01-01"
    amounts = {"individual": individual, "fiscal": 58_000, "fixed": fixed}
    return ParameterNode("", data={name: {"values": {since: fen}} for name, fen in amounts.items()})


class Today(TaxBenefitSystem):
    """The policy in force."""

    def __init__(self) -> None:
        super().__init__([Person, Household])
        self.add_variables(category, is_in_hardship, paid_after_june, contribution_fen, subsidy_fen, own_fen)
        self.parameters = _parameters(32_000, 9_600)


class Draft(Reform):
    """Another amount and another fixed subsidy."""

    def apply(self) -> None:
        self.parameters = _parameters(38_000, 12_000)


class Watch:
    """Seconds and processor seconds of each step."""

    def __init__(self) -> None:
        self.steps: dict[str, list[float]] = {}
        self._since = time.monotonic(), time.process_time()

    def step(self, name: str) -> None:
        now = time.monotonic(), time.process_time()
        self.steps[name] = [now[0] - self._since[0], now[1] - self._since[1]]
        self._since = now


def figures(system: TaxBenefitSystem, people: Any) -> tuple[Any, Any, Any]:
    """Due, subsidy and own part of everybody under one policy."""
    simulation = SimulationBuilder().build_default_simulation(system, count=len(people))
    simulation.set_input("category", YEAR_ASKED, people[:, 1])
    simulation.set_input("is_in_hardship", YEAR_ASKED, people[:, 2] == 1)
    simulation.set_input("paid_after_june", YEAR_ASKED, people[:, 3] == 1)
    return tuple(
        simulation.calculate(name, YEAR_ASKED) for name in ("contribution_fen", "subsidy_fen", "own_fen")
    )


def as_situations(people: Any) -> None:
    """The same given as its guide gives people: by name, each fact by period."""
    names = [one.name for one in Category]
    for system in (Today(), Draft(Today())):
        situation = {
            "persons": {
                str(number): {
                    "category": {YEAR_ASKED: names[held]},
                    "is_in_hardship": {YEAR_ASKED: bool(hardship)},
                    "paid_after_june": {YEAR_ASKED: bool(late)},
                }
                for number, (_, held, hardship, late) in enumerate(people.tolist())
            },
            "households": {str(number): {"members": [str(number)]} for number in range(len(people))},
        }
        SimulationBuilder().build_from_entities(system, situation).calculate("own_fen", YEAR_ASKED)


def main(path: str, situations: int) -> None:
    watch = Watch()
    people = np.loadtxt(path, dtype=np.int64, delimiter=",")
    watch.step("read")
    today = Today()
    draft = Draft(today)
    watch.step("rules")
    (due, helped, own), (new_due, new_helped, new_own) = (figures(one, people) for one in (today, draft))
    watch.step("calculate")
    told = {}
    for county in np.unique(people[:, 0]):
        here = people[:, 0] == county
        told[str(county)] = {
            "people": int(here.sum()),
            "due": [int(one[here].sum(dtype=np.int64)) for one in (due, new_due)],
            "subsidy": [int(one[here].sum(dtype=np.int64)) for one in (helped, new_helped)],
            "better": int((new_own < own)[here].sum()),
            "worse": int((new_own > own)[here].sum()),
        }
    watch.step("sum")
    beside = min(situations, len(people))
    as_situations(people[:beside])
    watch.step("situations")
    told_of = {"people": beside, "seconds": watch.steps.pop("situations")}
    print(json.dumps({"steps": watch.steps, "counties": told, "situations": told_of}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
