"""Tables of the loop."""

from xiuhua.cases.models.asking import Asking
from xiuhua.cases.models.cases import Case
from xiuhua.cases.models.clocks import CaseClock
from xiuhua.cases.models.consultations import Consultation, ConsultationItem, Cost
from xiuhua.cases.models.moves import Assignment, Move, MovePhoto
from xiuhua.cases.models.reports import Report, ReportPhoto
from xiuhua.cases.models.settings import LoopVersion

__all__ = [
    "Asking",
    "Assignment",
    "Case",
    "CaseClock",
    "Consultation",
    "ConsultationItem",
    "Cost",
    "LoopVersion",
    "Move",
    "MovePhoto",
    "Report",
    "ReportPhoto",
]
