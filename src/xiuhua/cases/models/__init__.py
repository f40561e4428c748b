"""Tables of the loop."""

from xiuhua.cases.models.alarms import AlarmCase
from xiuhua.cases.models.appeals import Appeal, AppealPhoto
from xiuhua.cases.models.asking import Asking
from xiuhua.cases.models.cases import Case
from xiuhua.cases.models.clocks import CaseClock
from xiuhua.cases.models.consultations import Consultation, ConsultationItem, Cost
from xiuhua.cases.models.look_backs import LookBackRound, Revisit, RevisitPhoto
from xiuhua.cases.models.matters import MatterModel, MatterSuggestion
from xiuhua.cases.models.moves import Assignment, Move, MovePhoto
from xiuhua.cases.models.paces import Pace
from xiuhua.cases.models.places import CaseRoad, Watch
from xiuhua.cases.models.reports import Report, ReportPhoto
from xiuhua.cases.models.settings import LoopVersion
from xiuhua.cases.models.supervision import Reminder, Supervision, SupervisionCase, SupervisionStep
from xiuhua.cases.models.videos import VideoFinding, VideoLook, VideoPlan, VideoPlanStop, VideoRound

__all__ = [
    "AlarmCase",
    "Appeal",
    "AppealPhoto",
    "Asking",
    "Assignment",
    "Case",
    "CaseClock",
    "CaseRoad",
    "Consultation",
    "ConsultationItem",
    "Cost",
    "LookBackRound",
    "LoopVersion",
    "MatterModel",
    "MatterSuggestion",
    "Move",
    "MovePhoto",
    "Pace",
    "Reminder",
    "Report",
    "ReportPhoto",
    "Revisit",
    "RevisitPhoto",
    "Supervision",
    "SupervisionCase",
    "SupervisionStep",
    "VideoFinding",
    "VideoLook",
    "VideoPlan",
    "VideoPlanStop",
    "VideoRound",
    "Watch",
]
