#!/bin/sh
# What: sums of money in OpenFisca-Core 46.0.1, in yuan as its `float` and in fen as its `int`, of people and of the county they are in.
# Usual guess: `float` is the float of Python, with room for the fen of any fund; and who wants to be exact counts whole fen as `int`,
#   which is as long as numpy's own, 64 bits.
# Behaviour: both have 32 bits, whatever comes in. A due of 16,777,217.01 given to `set_input` is 16,777,218.00, twelve months of
#   320.10 / 12 add up to 320.09998; and the sum of 9,603,000,000 fen over the members of a county, well within a small county's
#   contributions, becomes -2,147,483,648. Of the last, numpy tells a RuntimeWarning on the error output; nothing is raised.
# Why it matters here: who tries a reform over a county by that library gets a fund without its fen, or a fund below zero; bench/what_if
#   therefore adds people up outside of it, in 64 bits. Seen on x86-64: what such a cast gives is left to the processor.
# Output seen: see `expected` below.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check openfisca-core==46.0.1 numpy==2.4.6 2>/dev/null
cat >"$folder/try.py" <<'PY'
import numpy as np
from openfisca_core.entities import build_entity
from openfisca_core.periods import MONTH, YEAR
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

PEOPLE, DUE_FEN = 300_000, 32_010
Person = build_entity(key="person", plural="persons", label="", is_person=True)
County = build_entity(key="county", plural="counties", label="", roles=[{"key": "member", "plural": "members"}])


class due(Variable):
    value_type, entity, definition_period, label, default_value = float, Person, YEAR, "yuan", DUE_FEN / 100


class due_of_month(Variable):
    value_type, entity, definition_period, label = float, Person, MONTH, "yuan"

    def formula(person, period):
        return person("due", period.this_year) / 12


class due_fen(Variable):
    value_type, entity, definition_period, label, default_value = int, Person, YEAR, "fen", DUE_FEN


class fund_fen(Variable):
    value_type, entity, definition_period, label = int, County, YEAR, "fen"

    def formula(county, period):
        return county.sum(county.members("due_fen", period))


system = TaxBenefitSystem([Person, County])
system.add_variables(due, due_of_month, due_fen, fund_fen)
builder = SimulationBuilder()
builder.create_entities(system)
builder.declare_person_entity("person", np.arange(PEOPLE))
builder.join_with_persons(builder.declare_entity("county", [0]), np.zeros(PEOPLE, int), ["member"] * PEOPLE)
simulation = builder.build(system)
fen = simulation.calculate("due_fen", "2022")
print(f"fen of people: {fen.dtype}, added up outside {int(fen.sum(dtype=np.int64)):,}")
print(f"fen of the county: {int(simulation.calculate('fund_fen', '2022')[0]):,}")
print(f"twelve months of 320.10 / 12: {simulation.calculate_add('due_of_month', '2022')[0]:.5f}")
one = SimulationBuilder().build_default_simulation(system, count=1)
one.set_input("due", "2022", np.array([16_777_217.01]))
print(f"16,777,217.01 yuan given: {one.calculate('due', '2022')[0]:,.2f}")
PY
seen=$("$folder/venv/bin/python" "$folder/try.py" 2>"$folder/told")
grep -q "RuntimeWarning: invalid value encountered in cast" "$folder/told" && seen="$seen
numpy warned of a cast"
expected='fen of people: int32, added up outside 9,603,000,000
fen of the county: -2,147,483,648
twelve months of 320.10 / 12: 320.09998
16,777,217.01 yuan given: 16,777,218.00
numpy warned of a cast'
echo "$seen"
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
