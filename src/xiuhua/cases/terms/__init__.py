"""The fixed words of the loop."""

from xiuhua.cases.terms.acts import CaseAct, ReportAct
from xiuhua.cases.terms.asking import AskedFor, AskingState
from xiuhua.cases.terms.states import OVER, CaseState, Closing, Desk, Stage, Track
from xiuhua.cases.terms.reports import Channel, ReportState
from xiuhua.cases.terms.clocks import ClockAlert, Light, Signal

__all__ = [
    "OVER",
    "AskedFor",
    "AskingState",
    "CaseAct",
    "CaseState",
    "Channel",
    "ClockAlert",
    "Closing",
    "Desk",
    "Light",
    "ReportAct",
    "ReportState",
    "Signal",
    "Stage",
    "Track",
]
