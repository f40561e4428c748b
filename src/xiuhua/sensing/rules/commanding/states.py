"""How far a command may come, as one table.

Source:
    own choice: the issue's desired → sent → confirmed/failed/expired, with a state before it where two
    persons are needed. A switch that was sent and not answered may have moved, so a late answer still counts;
    what was never sent is over when it has expired.
"""

from __future__ import annotations

from collections.abc import Mapping

from xiuhua.sensing.terms.commands import CommandAct, CommandState, Guarded, Outcome

_P, _D, _S, _E = (
    CommandState.PROPOSED,
    CommandState.DESIRED,
    CommandState.SENT,
    CommandState.EXPIRED,
)
OPEN = (_P, _D, _S)
MOVES: Mapping[CommandAct, tuple[tuple[CommandState, ...], CommandState]] = {
    CommandAct.APPROVE: ((_P,), CommandState.DESIRED),
    CommandAct.WITHDRAW: ((_P, _D), CommandState.WITHDRAWN),
    CommandAct.SENT: ((_D,), CommandState.SENT),
    CommandAct.ANSWERED: ((_S,), CommandState.SENT),
    CommandAct.CONFIRMED: ((_S, _E), CommandState.CONFIRMED),
    CommandAct.FAILED: ((_D, _S, _E), CommandState.FAILED),
    CommandAct.EXPIRED: ((_P, _D, _S), CommandState.EXPIRED),
}
_WHY_EXPIRED = {_P: Outcome.UNAPPROVED, _D: Outcome.NOT_SENT, _S: Outcome.UNANSWERED}
GOOD = frozenset({Outcome.DONE, Outcome.READ_BACK})


def command_begins(*, needs_second: bool) -> CommandState:
    """Return the state of a command that has just been asked for."""
    return CommandState.PROPOSED if needs_second else CommandState.DESIRED


def command_after(state: CommandState, act: CommandAct, *, was_sent: bool) -> CommandState | None:
    """Return the state after an act; None where it is not possible.

    Args:
        state: before it.
        act: what is done.
        was_sent: that it went out, or may have; nothing can be said of what has expired without that.
    """
    before, after = MOVES[act]
    if state not in before or (state is CommandState.EXPIRED and not was_sent):
        return None
    return after


def expired_for(state: CommandState) -> Outcome:
    """Return what it means that a command of some state has expired.

    Raises:
        KeyError: such a command does not expire.
    """
    return _WHY_EXPIRED[state]


def is_guarded(guarded: Guarded, *, on: bool | None) -> bool:
    """Return whether an interlock stands for a command; `on` is None for what is no switch."""
    if guarded is Guarded.BOTH or on is None:
        return True
    return on is (guarded is Guarded.ON)


def may_approve(*, asked_by: str, asked_user: int | None, by: str, user: int | None) -> bool:
    """Return whether somebody is another person than who asked.

    Args:
        asked_by: the asker as the ledger names them, a person or a token.
        asked_user: the account behind that.
        by: who would approve.
        user: the account behind that.
    """
    return asked_by != by and (user is None or user != asked_user)
