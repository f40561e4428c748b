"""Who may read figures, and who may set how they are counted.

Source:
    own choice: whoever may read the cases of an area may read what is counted from them; the statistical
    month is set by those who publish the loop's settings, and by those who score.
"""

from __future__ import annotations

from xiuhua.access.rules import Grant
from xiuhua.access.rules.roles import Family, roles_of
from xiuhua.evaluation.terms import FigureAct

_READERS = (
    *("ground_clerk", "leader", "auditor"),
    *roles_of(
        *(Family.LEADERSHIP, Family.OFFICE, Family.DESK, Family.STREET, Family.TOWN, Family.OVERSIGHT),
        Family.PEER,
    ),
    *("collector", "shift_head", "unit_clerk", "handler"),
)
_SETTERS = ("data_admin", "committee_office", "assessor")


def figure_grants() -> tuple[Grant, ...]:
    """Return evaluation's lines of the act table."""
    return (
        *(Grant(role, (FigureAct.READ.value,)) for role in dict.fromkeys(_READERS)),
        *(Grant(role, (FigureAct.MONTHS.value,)) for role in _SETTERS),
    )
