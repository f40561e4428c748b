"""What a step of an alarm asks of the loop: a case, a line in the story of one that is open, or nothing.

Source:
    own choice, because forty cases of one chimney help nobody: an alarm opens one case, what comes after
    joins it while it is open, and nothing is ever ended by a machine.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from xiuhua.cases.terms.acts import CaseAct
from xiuhua.sensing.rules.alarms import Proposal
from xiuhua.sensing.terms.alarms import Severity, StepKind

_RISES = frozenset({StepKind.RAISED, StepKind.SEVERITY_UP})
_ENDS = {StepKind.CLEARED: CaseAct.ALARM_OVER, StepKind.RETIRED: CaseAct.ALARM_DROPPED}


class Answer(Enum):
    """What is done about a step of an alarm."""

    OPEN = "open"  # a case
    JOIN = "join"  # the open case of the same rule and device
    NOTE = "note"  # in the story of its case
    NOTHING = "nothing"


def alarm_answered(
    kind: StepKind,
    severity: Severity,
    proposal: Proposal | None,
    *,
    has_case: bool,
    is_over: bool,
    other: bool,
) -> Answer:
    """Return what is done about a step of an alarm.

    An alarm whose case is over opens another one only where it grows worse: that is news, the case was not.

    Args:
        kind: of the step.
        severity: of the alarm after it.
        proposal: what the alarm's version of the rule says; None for a rule that asks for no case.
        has_case: whether the alarm has a case already.
        is_over: whether that case is over.
        other: whether another alarm of the same rule about the same device has a case that is open.

    Source:
        own choice, as the module says.
    """
    if kind in _ENDS:
        return Answer.NOTE if has_case else Answer.NOTHING
    if kind not in _RISES or proposal is None or not proposal.takes(severity):
        return Answer.NOTHING
    if has_case and not is_over:
        return Answer.NOTE
    return Answer.JOIN if other else Answer.OPEN


def alarm_act(kind: StepKind) -> CaseAct:
    """Return the act by which a step stands in the story of a case."""
    return _ENDS.get(kind, CaseAct.ALARM_WORSE)


class Recovery(Enum):
    """How the alarms of a case stand."""

    FIRING = "firing"  # one at least
    RECOVERED = "recovered"  # every one has ended, the last because readings came back
    DROPPED = "dropped"  # every one has ended, the last because nobody judges it any more


def recovery_of(ends: Sequence[str]) -> Recovery:
    """Return how the alarms of a case stand, by the kind of step that ended each; empty where it goes on.

    Source:
        own choice, because that nobody looks any more does not mean that it is over.
    """
    if not all(ends):
        return Recovery.FIRING
    return Recovery.RECOVERED if ends and ends[-1] == StepKind.CLEARED.value else Recovery.DROPPED
