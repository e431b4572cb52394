"""Which moves lead from which state to which, and who makes each? One type for every table of moves.

The guard of an operation, the buttons of a page, the drawing in the docs and one test over all tables read the same table;
nothing else moves a state.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from policy.terms import Term, Text
from staff.rules.roles import Permission

S = TypeVar("S", bound=Term)
M = TypeVar("M", bound=Term)
WORKER = Text("系统", "worker")


@dataclass(frozen=True, slots=True)
class To(Generic[S]):
    """Where a move leads; `by`: one of these permissions makes it, without any it is made by the system itself."""

    state: S
    by: tuple[Permission, ...] = ()
    label: Text | None = None  # of this step, where that of the move says too little


class Moves(Generic[S, M]):
    """A table of moves: (state, move) -> where it leads and who makes it. States and moves are codes with labels."""

    def __init__(
        self,
        table: Mapping[tuple[S, M], To[S]],
        *,
        start: S,
        also: tuple[S, ...] = (),
        holders: Mapping[Permission, Text] | None = None,
    ) -> None:
        self.table, self.start, self._holders = dict(table), start, dict(holders or {})
        self.starts = (start, *also)  # in which a row may begin

    def step(self, state: str, move: M) -> To[S] | None:
        """What the table says of a move from a state, given as its stored code too."""
        return next((to for (before, one), to in self.table.items() if before == state and one is move), None)

    def next(self, state: str, move: M) -> S:
        """The state after a move. Raises `KeyError` where it is not allowed: ask `allows` before."""
        if (to := self.step(state, move)) is None:
            raise KeyError(f"{move.value} is not possible in {state}")
        return to.state

    def allows(self, state: str, move: M) -> bool:
        """Whether the move is possible in the state."""
        return self.step(state, move) is not None

    def end(self, move: M) -> S:
        """Where a move leads that always leads to the same state: for changes of many rows, or of one under a guard."""
        [state] = {to.state for (_, one), to in self.table.items() if one is move}
        return state

    def between(self, before: str, after: str) -> S:
        """The state after, where some move leads there; for a state that a rule worked out. Raises `KeyError` else."""
        for (state, _), to in self.table.items():
            if state == before and to.state == after:
                return to.state
        raise KeyError(f"no move leads from {before} to {after}")

    def before(self, *moves: M) -> tuple[S, ...]:
        """The states from which one of the moves is possible."""
        return tuple(dict.fromkeys(state for state, move in self.table if move in moves))

    def offered(self, state: str, permissions: Collection[Permission]) -> tuple[M, ...]:
        """The moves out of a state that an officer with these permissions may make, in the order in which moves are defined."""
        given = [
            move
            for (before, move), to in self.table.items()
            if before == state and any(one in permissions for one in to.by)
        ]
        return tuple(sorted(given, key=lambda move: list(type(move).__members__).index(move.name)))

    def permissions(self, move: M) -> tuple[Permission, ...]:
        """Who may make a move anywhere in the table; empty when the system does."""
        return tuple(
            dict.fromkeys(one for (_, made), to in self.table.items() if made is move for one in to.by)
        )

    @property
    def states(self) -> tuple[S, ...]:
        """All states of the table, in its order."""
        named = [state for (before, _), to in self.table.items() for state in (before, to.state)]
        return tuple(dict.fromkeys([*self.starts, *named]))

    @property
    def ends(self) -> tuple[S, ...]:
        """The states that nothing leaves."""
        left = {state for state, _ in self.table}
        return tuple(state for state in self.states if state not in left)

    def drawing(self, language: str = "en") -> str:
        """The table as a Mermaid state diagram: each move with who makes it."""
        rows = ["stateDiagram-v2", *(f"    [*] --> {state.value}" for state in self.starts)]
        for (state, move), to in self.table.items():
            # A colon would end the text of a move in Mermaid.
            label = (to.label or move.label).in_language(language).replace(": ", ", ").replace("：", "，")
            who = "/".join(self._holders.get(one, WORKER).in_language(language) for one in to.by)
            made_by = f" ({who or WORKER.in_language(language)})"
            rows.append(f"    {state.value} --> {to.state.value}: {label}{made_by}")
        rows += [f"    {state.value} --> [*]" for state in self.ends]
        return "\n".join(rows)
