"""Who may do what with phrases and documents: these lines are entered into the act table at start.

Source:
    own choice, because whoever writes opinions needs phrases, whoever leads a desk keeps the unit's, and a
    document leaves the house by the hand of somebody who answers for it. Compared with cells written by hand
    in tests/grants.csv.
"""

from __future__ import annotations

from xiuhua.access.rules import AreaScope, Grant
from xiuhua.access.rules.roles import Family, roles_of
from xiuhua.papers.terms import PaperAct, PaperState, PhraseAct, PhraseScope

_POSTS = ("ground_clerk", "leader", "collector", "shift_head", "unit_clerk", "handler")
_STAFF = tuple(
    dict.fromkeys(
        (
            *_POSTS,
            *roles_of(
                *(Family.LEADERSHIP, Family.OFFICE, Family.DESK, Family.STREET, Family.TOWN),
                *(Family.OVERSIGHT, Family.PEER, Family.CONTRACTOR),
            ),
        )
    )
)
_UNIT_KEEPERS = ("unit_clerk", "shift_head", "squad_leader", "town_head", "town_committee", "assessor")
_PUBLISHERS = ("data_admin", "committee_office")
_FINISHERS = (
    "shift_head",
    "committee_office",
    "government_office",
    "unit_clerk",
    "squad_leader",
    "town_head",
)
_WRITERS = (*_FINISHERS, "acceptor", "dispatcher", "complaint_team", "hotline_agent", "town_committee")
_READERS = tuple(dict.fromkeys((*_WRITERS, "leader", "auditor", "assessor", *roles_of(Family.LEADERSHIP))))

_KEEPING = (PhraseAct.ADD, PhraseAct.CHANGE, PhraseAct.END)
_MINE, _UNIT, _ALL = PhraseScope.MINE.value, PhraseScope.UNIT.value, PhraseScope.PLATFORM.value
_DRAFT, _FINAL = PaperState.DRAFT.value, PaperState.FINAL.value


def paper_grants() -> tuple[Grant, ...]:
    """Return the lines of the act table."""
    return (
        *(Grant(role, (PhraseAct.READ,), area=AreaScope.ANY) for role in _STAFF),
        *(Grant(role, _KEEPING, states=(_MINE,), area=AreaScope.ANY) for role in _STAFF),
        *(Grant(role, _KEEPING, states=(_UNIT,)) for role in _UNIT_KEEPERS),
        *(Grant(role, _KEEPING, states=(_ALL,), area=AreaScope.ANY) for role in _PUBLISHERS),
        *(Grant(role, (PaperAct.READ,)) for role in _READERS),
        *(Grant(role, (PaperAct.DRAFT,)) for role in _WRITERS),
        *(Grant(role, (PaperAct.EDIT,), states=(_DRAFT,)) for role in _WRITERS),
        *(Grant(role, (PaperAct.FINISH,), states=(_DRAFT,)) for role in _FINISHERS),
        *(Grant(role, (PaperAct.VOID,), states=(_DRAFT, _FINAL)) for role in _FINISHERS),
    )
