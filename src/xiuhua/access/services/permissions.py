"""Refusing what the act table does not give."""

from dataclasses import dataclass

from xiuhua.access import rules
from xiuhua.access.rules import Subject
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import NotAllowedNow, NotPermitted


def may(actor: Actor, act: str, subject: Subject | None = None) -> bool:
    """Return whether the act table gives the actor this act on this subject."""
    return rules.may(actor, act, subject)


def require(actor: Actor, act: str, subject: Subject | None = None) -> None:
    """Let an act pass or refuse it.

    Raises:
        NotAllowedNow: the actor may do this, but not in the state the subject is in.
        NotPermitted: none of the actor's roles gives this act here.
    """
    if rules.may(actor, act, subject):
        return
    if subject is not None and any(
        rules.may(actor, act, _Standing(subject.area_code, state)) for state in _states(actor, act)
    ):
        raise NotAllowedNow(act=act, state=subject.state)
    raise NotPermitted(act=act)


def _states(actor: Actor, act: str) -> frozenset[str]:
    return rules.states_for(actor, act) or frozenset()


@dataclass(frozen=True)
class _Standing:
    """A subject as it would be in another state."""

    area_code: str
    state: str
