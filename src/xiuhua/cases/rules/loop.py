"""The loop as one table: which act leads from which state to which, whose it is, and what it does to clocks.

Everything else reads this table: the services move by it, the act table of `access` is filled from it, pages
and the API offer what it allows, and docs/loop.md is drawn from it.

Source:
    the seven stages and the posts of the supervision centre and the command centre as the standards of
    digital city management describe them (CJ/T 214 and GB/T 30428 after it), with the side exits as bureaus
    practise them: docs/glossary.md says what each word means and must not be mixed up with.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum

from xiuhua.cases.terms.acts import CaseAct
from xiuhua.cases.terms.asking import AskedFor
from xiuhua.cases.terms.clocks import Signal
from xiuhua.cases.terms.states import OVER, CaseState, Closing, Desk, Stage


class Need(Enum):
    """What an act has to be told."""

    REASON = "reason"
    UNIT = "unit"  # the unit that handles: 主办
    PERSON = "person"  # somebody inside the unit
    UNTIL = "until"  # a date
    LIMIT = "limit"  # an amount and a unit of time
    TARGET = "target"  # another case
    PHOTOS = "photos"  # pictures of what was found or done
    MATTER = "matter"  # which matter it is, where it was reported as another
    LINE = "line"  # the line of the handbook: condition, limit, closing condition


@dataclass(frozen=True, kw_only=True)
class Step:
    """One act of the loop.

    Args:
        desks: whose act it is.
        sources: the states in which it may be done.
        to: where it leads; None leaves the case where it is.
        needs: what it must be told; `offers` what it may be told.
        stops: the clocks it stops, those of them that run; `starts`, `resumes`, `holds`, `cancels` likewise.
        asks: what is asked for by it; `proposes`, `grants`, `refuses` deal with a wish of that kind.
        closing: how a case that it closes was closed.
        looked_at: whether somebody must have looked first, 核实, where the settings say so of the channel by
            which the case came in.
        public: whether it is offered as an act of its own; the others follow from something else.
    """

    act: CaseAct
    desks: tuple[Desk, ...]
    sources: tuple[CaseState, ...]
    to: CaseState | None = None
    needs: tuple[Need, ...] = ()
    offers: tuple[Need, ...] = ()
    stops: tuple[Stage, ...] = ()
    starts: tuple[Stage, ...] = ()
    resumes: tuple[Stage, ...] = ()
    holds: tuple[Stage, ...] = ()
    cancels: tuple[Stage, ...] = ()
    asks: AskedFor | None = None
    proposes: AskedFor | None = None
    grants: AskedFor | None = None
    refuses: AskedFor | None = None
    closing: Closing | None = None
    looked_at: bool = False
    public: bool = True

    @property
    def signals(self) -> tuple[tuple[Signal, Stage], ...]:
        """What it does to clocks, those that end first."""
        told = (
            (Signal.STOP, self.stops), (Signal.HOLD, self.holds), (Signal.CANCEL, self.cancels),
            (Signal.RESUME, self.resumes), (Signal.START, self.starts),
        )  # fmt: skip
        return tuple((signal, stage) for signal, stages in told for stage in stages)


_S, _D, _A, _N = CaseState, Desk, CaseAct, Need
OPEN_STATES = tuple(state for state in CaseState if state not in OVER)
_WITH_UNIT = (_S.DISPATCHED, _S.HANDLING)
_BEFORE_UNIT = (_S.REPORTED, _S.VERIFYING, _S.FILING, _S.DISPATCHING)
_ALL_CLOCKS = tuple(Stage)


def _asking(
    what: AskedFor,
    ask: CaseAct,
    refuse: CaseAct,
    *,
    asked_by: tuple[Desk, ...],
    grant: Step,
    needs: tuple[Need, ...] = (),
) -> tuple[Step, ...]:
    """Return the three steps of something that one asks and another grants, as `grant` says."""
    return (
        Step(act=ask, desks=asked_by, sources=grant.sources, needs=(_N.REASON, *needs), offers=(_N.PHOTOS,),
             asks=what),
        replace(grant, grants=what),
        Step(act=refuse, desks=grant.desks, sources=grant.sources, needs=(_N.REASON,), refuses=what),
    )  # fmt: skip


STEPS: tuple[Step, ...] = (
    # --- before it is filed ---------------------------------------------------------------------------------
    Step(act=_A.ACCEPT, desks=(_D.ACCEPTOR,), sources=(_S.REPORTED,), to=_S.FILING,
         offers=(_N.MATTER, _N.LINE), stops=(Stage.ACCEPT,), starts=(Stage.FILE,), looked_at=True),
    Step(act=_A.ASK_VERIFY, desks=(_D.ACCEPTOR,), sources=(_S.REPORTED,), to=_S.VERIFYING,
         offers=(_N.PERSON,), stops=(Stage.ACCEPT,), starts=(Stage.VERIFY,)),
    Step(act=_A.NOT_ACCEPT, desks=(_D.ACCEPTOR,), sources=(_S.REPORTED,), to=_S.NOT_ACCEPTED,
         needs=(_N.REASON,), stops=(Stage.ACCEPT,)),
    Step(act=_A.VERIFY_TRUE, desks=(_D.COLLECTOR,), sources=(_S.VERIFYING,), to=_S.FILING,
         offers=(_N.PHOTOS,), stops=(Stage.VERIFY,), starts=(Stage.FILE,)),
    Step(act=_A.VERIFY_FALSE, desks=(_D.COLLECTOR,), sources=(_S.VERIFYING,), to=_S.FILING,
         needs=(_N.REASON,), offers=(_N.PHOTOS,), stops=(Stage.VERIFY,), starts=(Stage.FILE,)),
    Step(act=_A.FILE, desks=(_D.SHIFT_HEAD,), sources=(_S.FILING,), to=_S.DISPATCHING,
         offers=(_N.MATTER, _N.LINE), stops=(Stage.FILE,), starts=(Stage.DISPATCH,)),
    Step(act=_A.NOT_FILE, desks=(_D.SHIFT_HEAD,), sources=(_S.FILING,), to=_S.NOT_FILED,
         needs=(_N.REASON,), stops=(Stage.FILE,)),
    # --- dispatch -------------------------------------------------------------------------------------------
    Step(act=_A.DISPATCH, desks=(_D.DISPATCHER,), sources=(_S.DISPATCHING,), to=_S.DISPATCHED,
         needs=(_N.UNIT,), offers=(_N.LINE,), stops=(Stage.DISPATCH,), starts=(Stage.HANDLE,)),
    Step(act=_A.PUSH, desks=(_D.COLLECTOR, _D.ACCEPTOR, _D.DISPATCHER, _D.SYSTEM),
         sources=(_S.REPORTED, _S.FILING, _S.DISPATCHING), to=_S.DISPATCHED, needs=(_N.UNIT,),
         offers=(_N.PERSON, _N.LINE),
         stops=(Stage.ACCEPT, Stage.FILE, Stage.DISPATCH), starts=(Stage.HANDLE,)),
    Step(act=_A.RECEIVE, desks=(_D.UNIT,), sources=(_S.DISPATCHED,), to=_S.HANDLING),
    Step(act=_A.ASSIGN, desks=(_D.UNIT,), sources=_WITH_UNIT, to=_S.HANDLING, needs=(_N.PERSON,)),
    Step(act=_A.STEP_UP, desks=(_D.UNIT,), sources=_WITH_UNIT, to=_S.DISPATCHED, needs=(_N.REASON,),
         offers=(_N.PHOTOS,), stops=(Stage.HANDLE,), starts=(Stage.HANDLE,)),
    Step(act=_A.SEND_BACK, desks=(_D.UNIT,), sources=(_S.DISPATCHED,), to=_S.RETURNED, needs=(_N.REASON,),
         offers=(_N.PHOTOS, _N.UNIT)),
    Step(act=_A.RETURN_GRANT, desks=(_D.DISPATCHER, _D.SHIFT_HEAD), sources=(_S.RETURNED,),
         to=_S.DISPATCHING, cancels=(Stage.HANDLE,), starts=(Stage.DISPATCH,)),
    Step(act=_A.RETURN_REFUSE, desks=(_D.DISPATCHER, _D.SHIFT_HEAD), sources=(_S.RETURNED,),
         to=_S.DISPATCHED, needs=(_N.REASON,)),
    # --- handling, review, check, closing -------------------------------------------------------------------
    Step(act=_A.FEED_BACK, desks=(_D.UNIT,), sources=(_S.HANDLING,), to=_S.REVIEWING, needs=(_N.REASON,),
         offers=(_N.PHOTOS,), stops=(Stage.HANDLE,), starts=(Stage.REVIEW,)),
    Step(act=_A.FEEDBACK_PASS, desks=(_D.DISPATCHER,), sources=(_S.REVIEWING,), to=_S.CHECKING,
         offers=(_N.PERSON,), stops=(Stage.REVIEW,), starts=(Stage.CHECK,)),
    Step(act=_A.FEEDBACK_REFUSE, desks=(_D.DISPATCHER,), sources=(_S.REVIEWING,), to=_S.HANDLING,
         needs=(_N.REASON,), stops=(Stage.REVIEW,), resumes=(Stage.HANDLE,)),
    Step(act=_A.CHECK_PASS, desks=(_D.COLLECTOR,), sources=(_S.CHECKING,), to=_S.CLOSING,
         offers=(_N.PHOTOS,), stops=(Stage.CHECK,), starts=(Stage.CLOSE,)),
    Step(act=_A.CHECK_FAIL, desks=(_D.COLLECTOR,), sources=(_S.CHECKING,), to=_S.HANDLING,
         needs=(_N.REASON,), offers=(_N.PHOTOS,), stops=(Stage.CHECK,), resumes=(Stage.HANDLE,)),
    Step(act=_A.CLOSE, desks=(_D.SHIFT_HEAD,), sources=(_S.CLOSING,), to=_S.CLOSED, stops=(Stage.CLOSE,),
         closing=Closing.NORMAL),
    Step(act=_A.CLOSE_REFUSE, desks=(_D.SHIFT_HEAD,), sources=(_S.CLOSING,), to=_S.CHECKING,
         needs=(_N.REASON,), stops=(Stage.CLOSE,), starts=(Stage.CHECK,)),
    # --- time -----------------------------------------------------------------------------------------------
    Step(act=_A.EXTEND_ASK, desks=(_D.UNIT,), sources=(_S.HANDLING,), needs=(_N.REASON, _N.LIMIT),
         offers=(_N.PHOTOS,), asks=AskedFor.EXTEND),
    Step(act=_A.EXTEND_PROPOSE, desks=(_D.DISPATCHER,), sources=(_S.HANDLING,), proposes=AskedFor.EXTEND),
    Step(act=_A.EXTEND_GRANT, desks=(_D.SHIFT_HEAD,), sources=(_S.HANDLING,), grants=AskedFor.EXTEND),
    Step(act=_A.EXTEND_REFUSE, desks=(_D.DISPATCHER, _D.SHIFT_HEAD), sources=(_S.HANDLING,),
         needs=(_N.REASON,), refuses=AskedFor.EXTEND),
    *_asking(AskedFor.DEFER, _A.DEFER_ASK, _A.DEFER_REFUSE, asked_by=(_D.UNIT,), needs=(_N.UNTIL,),
             grant=Step(act=_A.DEFER_GRANT, desks=(_D.DISPATCHER,), sources=(_S.HANDLING,), to=_S.DEFERRED,
                        holds=(Stage.HANDLE,))),
    *_asking(AskedFor.SHELVE, _A.SHELVE_ASK, _A.SHELVE_REFUSE, asked_by=(_D.UNIT,),
             grant=Step(act=_A.SHELVE_GRANT, desks=(_D.DISPATCHER,), sources=(_S.HANDLING,), to=_S.SHELVED,
                        holds=(Stage.HANDLE,))),
    Step(act=_A.SHELF_REVIEW, desks=(_D.DISPATCHER,), sources=(_S.SHELVED,), needs=(_N.REASON,)),
    Step(act=_A.RESUME, desks=(_D.DISPATCHER, _D.SYSTEM), sources=(_S.DEFERRED,), to=_S.HANDLING,
         resumes=(Stage.HANDLE,)),
    Step(act=_A.CLEAR, desks=(_D.DISPATCHER,), sources=(_S.SHELVED,), to=_S.HANDLING, needs=(_N.REASON,),
         resumes=(Stage.HANDLE,)),
    # --- other ends -----------------------------------------------------------------------------------------
    *_asking(AskedFor.VOID, _A.VOID_ASK, _A.VOID_REFUSE, asked_by=(_D.ACCEPTOR, _D.DISPATCHER),
             grant=Step(act=_A.VOID_GRANT, desks=(_D.SHIFT_HEAD,), sources=OPEN_STATES, to=_S.VOIDED,
                        stops=_ALL_CLOCKS)),
    *_asking(AskedFor.FORCE, _A.FORCE_ASK, _A.FORCE_REFUSE, asked_by=(_D.DISPATCHER,),
             grant=Step(act=_A.FORCE_GRANT, desks=(_D.SHIFT_HEAD,), to=_S.CLOSED, stops=_ALL_CLOCKS,
                        sources=(_S.DISPATCHED, _S.HANDLING, _S.REVIEWING, _S.CHECKING, _S.DEFERRED,
                                 _S.SHELVED),
                        closing=Closing.FORCED)),
    *_asking(AskedFor.INFORM, _A.INFORM_ASK, _A.INFORM_REFUSE, asked_by=(_D.ACCEPTOR, _D.DISPATCHER),
             grant=Step(act=_A.INFORM_GRANT, desks=(_D.SHIFT_HEAD,), to=_S.CLOSED, stops=_ALL_CLOCKS,
                        sources=(_S.DISPATCHING, _S.DISPATCHED, _S.HANDLING, _S.DEFERRED, _S.SHELVED),
                        closing=Closing.INFORMED)),
    Step(act=_A.MERGE, desks=(_D.ACCEPTOR,), sources=_BEFORE_UNIT, to=_S.MERGED, needs=(_N.TARGET,),
         stops=_ALL_CLOCKS),
    Step(act=_A.UNMERGE, desks=(_D.ACCEPTOR,), sources=(_S.MERGED,), needs=(_N.REASON,)),
    Step(act=_A.REDO, desks=(_D.ACCEPTOR, _D.SHIFT_HEAD), sources=(_S.CLOSED,), needs=(_N.REASON,)),
    Step(act=_A.REPLY_UP, desks=(_D.ACCEPTOR, _D.DISPATCHER), sources=(_S.CLOSED,), needs=(_N.REASON,)),
    Step(act=_A.NOTE, desks=(_D.COLLECTOR, _D.ACCEPTOR, _D.SHIFT_HEAD, _D.DISPATCHER, _D.UNIT),
         sources=OPEN_STATES, needs=(_N.REASON,), offers=(_N.PHOTOS,)),
    Step(act=_A.TAKE_BACK, desks=(_D.ACCEPTOR, _D.SHIFT_HEAD, _D.DISPATCHER),
         sources=(_S.VERIFYING, _S.FILING, _S.DISPATCHING, _S.DISPATCHED, _S.MERGED)),
)  # fmt: skip

STEP_OF: Mapping[CaseAct, Step] = {step.act: step for step in STEPS}

TAKEN_BACK = frozenset({_A.ACCEPT, _A.ASK_VERIFY, _A.FILE, _A.DISPATCH, _A.PUSH, _A.MERGE})
"""What its doer may take back until the next person signs: 撤回."""


def may_move(act: CaseAct, state: CaseState) -> bool:
    """Return whether the table allows an act in a state."""
    return act in STEP_OF and state in STEP_OF[act].sources


def acts_in(state: CaseState) -> tuple[CaseAct, ...]:
    """Return the acts that the table allows in a state, in its order.

    Source:
        own choice, because buttons, the API and the act table must not each keep a list of their own.
    """
    return tuple(step.act for step in STEPS if state in step.sources)


STAGE_DESK: Mapping[Stage, Desk] = {
    Stage.ACCEPT: Desk.ACCEPTOR,
    Stage.VERIFY: Desk.COLLECTOR,
    Stage.FILE: Desk.SHIFT_HEAD,
    Stage.DISPATCH: Desk.DISPATCHER,
    Stage.HANDLE: Desk.UNIT,
    Stage.REVIEW: Desk.DISPATCHER,
    Stage.CHECK: Desk.COLLECTOR,
    Stage.CLOSE: Desk.SHIFT_HEAD,
}
"""To which post the clock of a stage is charged."""


def states_reached() -> frozenset[CaseState]:
    """Return every state that some act leads to, or that a case can begin in."""
    return frozenset({CaseState.REPORTED, CaseState.CLOSED}) | {step.to for step in STEPS if step.to}


GRANTED_IN: Mapping[AskedFor, tuple[CaseState, ...]] = {
    step.grants: step.sources for step in STEPS if step.grants
}
"""In which states what was asked for can be granted."""


def lapses(asked: str, step: Step, after: CaseState) -> bool:
    """Return whether what was asked for lapses by a step: in the next state nobody could grant it any more.

    Source:
        own choice, because more time is no longer needed once the unit has fed back, and nothing waits on a
        case that is over.
    """
    if not asked or step.grants or step.refuses:
        return False
    return after not in GRANTED_IN[AskedFor(asked)]


# --- who sits at a desk -------------------------------------------------------------------------------------

DESK_ROLES: Mapping[Desk, tuple[str, ...]] = {
    Desk.COLLECTOR: ("collector", "verifier", "grid_member"),
    Desk.ACCEPTOR: ("acceptor",),
    Desk.SHIFT_HEAD: ("shift_head",),
    Desk.DISPATCHER: ("dispatcher",),
    Desk.UNIT: (
        "unit_clerk", "handler", "town_committee", "community_secretary", "peer_department", "squad_leader",
        "officer", "road_contractor", "sanitation_contractor", "sticker_contractor", "river_operator",
        "property_firm",
    ),
    Desk.SYSTEM: ("system",),
}  # fmt: skip


def desks_of(roles: frozenset[str], merged: Mapping[Desk, Desk]) -> tuple[Desk, ...]:
    """Return the desks that some roles may sit at.

    Args:
        roles: held.
        merged: which desk's work another one does too: in a small town the acceptor is the shift head.

    Source:
        own choice, because a small town has two people for what the standards give to six posts.
    """
    own = [desk for desk, names in DESK_ROLES.items() if roles & set(names)]
    also = [desk for desk, into in merged.items() if into in own]
    return tuple(dict.fromkeys((*own, *also)))
