"""What a test did, as a bystander would tell it: who came through which door, and who saw it."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum

_LOOKING = frozenset({"GET", "HEAD", "OPTIONS"})


class Door(StrEnum):
    """A way in from outside the process."""

    HTTP = "http"
    SOCKET = "socket"
    COMMAND = "command"


@dataclass(frozen=True, kw_only=True)
class Step:
    """One passage through a door.

    Args:
        door: which way in.
        role: the role the person signed in with; empty where nobody was signed in.
        person: who it was, by account name.
        acted: it asked for a change, not for a look.
        accepted: it was not refused.
        what: method and path, command line or frame, for the reader of a failure.
    """

    door: Door
    role: str
    person: str
    acted: bool
    accepted: bool
    what: str


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A figure seen through a door, beside the records that it should and does open to."""

    row: str
    numerator: float
    denominator: float | None
    counted: frozenset[Hashable]
    opened: frozenset[Hashable]

    @property
    def opens_to_its_records(self) -> bool:
        """Return whether the drill-down shows exactly the records the test brought in."""
        return bool(self.counted) and self.counted == self.opened


@dataclass(frozen=True, kw_only=True)
class Boundary:
    """Whether a mechanism acted one step before its printed parameters, and at them."""

    row: str
    just_before: bool
    at: bool


@dataclass
class Witness:
    """The notebook of one test."""

    steps: list[Step] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    boundaries: list[Boundary] = field(default_factory=list)

    def http(self, *, method: str, path: str, status: int, role: str, person: str) -> None:
        """Note one request."""
        self.steps.append(
            Step(
                door=Door.HTTP,
                role=role,
                person=person,
                acted=method.upper() not in _LOOKING,
                accepted=status < 400,
                what=f"{method.upper()} {path} -> {status}",
            )
        )

    def passage(self, door: Door, *, role: str, person: str, acted: bool, accepted: bool, what: str) -> None:
        """Note a frame, a command line, or anything else that is no request."""
        step = Step(door=door, role=role, person=person, acted=acted, accepted=accepted, what=what)
        self.steps.append(step)

    def figure(
        self,
        row: str,
        *,
        numerator: float,
        denominator: float | None,
        counted: Iterable[Hashable],
        opened: Iterable[Hashable],
    ) -> None:
        """Note a figure: its counts, the records the test brought in for it, and those behind the figure."""
        self.figures.append(
            Figure(
                row=row,
                numerator=numerator,
                denominator=denominator,
                counted=frozenset(counted),
                opened=frozenset(opened),
            )
        )

    def boundary(self, row: str, *, just_before: bool, at: bool) -> None:
        """Note whether a mechanism acted one step before its parameters, and at them."""
        self.boundaries.append(Boundary(row=row, just_before=just_before, at=at))

    @property
    def doors(self) -> tuple[Door, ...]:
        """Return the doors that let somebody in, in the order of first use."""
        return tuple(dict.fromkeys(step.door for step in self.steps if step.accepted))

    @property
    def roles(self) -> tuple[str, ...]:
        """Return the roles that came in, in the order of first use."""
        return tuple(dict.fromkeys(step.role for step in self.steps if step.accepted and step.role))

    @property
    def somebody_else_saw(self) -> bool:
        """Return whether one person's act was followed by another signed-in person coming in."""
        actors: set[str] = set()
        for step in self.steps:
            if not (step.accepted and step.role):
                continue
            if actors - {step.person}:
                return True
            if step.acted:
                actors.add(step.person)
        return False
