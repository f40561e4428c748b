"""The fixed words of the loop."""

from xiuhua.cases.terms.acts import CaseAct, ReportAct
from xiuhua.cases.terms.asking import AskedFor, AskingState
from xiuhua.cases.terms.clocks import ClockAlert, Light, Signal
from xiuhua.cases.terms.consultations import ConsultationAct, ConsultationState, LoopAct, QuestionState
from xiuhua.cases.terms.photos import PhotoDoubt, PhotoPart
from xiuhua.cases.terms.reports import Channel
from xiuhua.cases.terms.states import OVER, CaseState, Closing, Desk, Stage, Track

__all__ = [
    "OVER",
    "AskedFor",
    "AskingState",
    "CaseAct",
    "CaseState",
    "Channel",
    "ClockAlert",
    "Closing",
    "ConsultationAct",
    "ConsultationState",
    "Desk",
    "Light",
    "LoopAct",
    "PhotoDoubt",
    "PhotoPart",
    "QuestionState",
    "ReportAct",
    "Signal",
    "Stage",
    "Track",
]
