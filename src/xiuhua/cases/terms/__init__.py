"""The fixed words of the loop."""

from xiuhua.cases.terms.acts import CaseAct, MatterAct, ReportAct
from xiuhua.cases.terms.alarms import AlarmLink
from xiuhua.cases.terms.appeals import AppealAbout, AppealAct, AppealState
from xiuhua.cases.terms.asking import AskedFor, AskingState
from xiuhua.cases.terms.clocks import ClockAlert, CountsFrom, Light, Signal
from xiuhua.cases.terms.consultations import ConsultationAct, ConsultationState, LoopAct, QuestionState
from xiuhua.cases.terms.desks import DeskAct
from xiuhua.cases.terms.likeness import Kinship, Likelihood
from xiuhua.cases.terms.look_backs import LookBackAct, RevisitState, RoundState
from xiuhua.cases.terms.photos import PhotoDoubt, PhotoPart
from xiuhua.cases.terms.places import HotSpotAct, SpotKind, Verdict, WatchState
from xiuhua.cases.terms.reports import Channel
from xiuhua.cases.terms.states import OVER, CaseState, Closing, Desk, Stage, Track
from xiuhua.cases.terms.supervision import (
    ReminderAct,
    SupervisionAct,
    SupervisionLevel,
    SupervisionState,
)
from xiuhua.cases.terms.videos import Footage, LookState, PlanState, VideoAct, VideoRoundState

__all__ = [
    "OVER",
    "AlarmLink",
    "AppealAbout",
    "AppealAct",
    "AppealState",
    "AskedFor",
    "AskingState",
    "CaseAct",
    "CaseState",
    "Channel",
    "ClockAlert",
    "Closing",
    "ConsultationAct",
    "ConsultationState",
    "CountsFrom",
    "Desk",
    "DeskAct",
    "Footage",
    "HotSpotAct",
    "Kinship",
    "Light",
    "Likelihood",
    "LookBackAct",
    "LookState",
    "LoopAct",
    "MatterAct",
    "PhotoDoubt",
    "PhotoPart",
    "PlanState",
    "QuestionState",
    "ReminderAct",
    "ReportAct",
    "RevisitState",
    "RoundState",
    "Signal",
    "SpotKind",
    "Stage",
    "SupervisionAct",
    "SupervisionLevel",
    "SupervisionState",
    "Track",
    "Verdict",
    "VideoAct",
    "VideoRoundState",
    "WatchState",
]
