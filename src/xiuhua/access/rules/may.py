"""The one question every service asks before it acts.

Source:
    own choice, because one table read in three ways (may this be done, in which states, where) cannot
    contradict itself; docs/decisions/0005.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from xiuhua.access.rules.grants import AreaScope, Grant, grants_giving
from xiuhua.shared.actor import Actor


class Subject(Protocol):
    """What an act is done to: where it lies and in which state it is."""

    @property
    def area_code(self) -> str:
        """The code of the area the subject lies in; empty where it has none."""

    @property
    def state(self) -> str:
        """The state the subject is in; empty where it has none."""


def may(actor: Actor, act: str, subject: Subject | None = None) -> bool:
    """Return whether one of the actor's roles gives this act on this subject.

    Without a subject the question is "on anything at all": a menu entry or a list asks it so.
    """
    if actor.limits is not None and act not in actor.limits:
        return False
    return any(
        _reaches(grant, holding.area, subject)
        for holding in actor.holdings
        for grant in grants_giving(holding.role, act)
    )


def _given(roles: Iterable[str], act: str) -> list[Grant]:
    return [grant for role in roles for grant in grants_giving(role, act)]


def _reaches(grant: Grant, held_area: str, subject: Subject | None) -> bool:
    if subject is None:
        return True
    in_state = grant.states is None or subject.state in grant.states
    in_area = grant.area is AreaScope.ANY or subject.area_code.startswith(held_area)
    return in_state and in_area


def states_for(actor: Actor, act: str) -> frozenset[str] | None:
    """Return the states in which the actor's roles give an act; None for every state."""
    found = [grant.states for grant in _given(actor.roles, act)]
    if None in found:
        return None
    return frozenset(state for states in found if states for state in states)


def areas_for(actor: Actor, act: str) -> tuple[str, ...]:
    """Return the area-code prefixes over which the actor's roles give an act: the filter of a list."""
    return tuple(
        sorted(
            {
                "" if grant.area is AreaScope.ANY else holding.area
                for holding in actor.holdings
                for grant in grants_giving(holding.role, act)
            }
        )
    )
