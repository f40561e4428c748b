"""What a city has chosen about its evaluation, what it aims at and fixed, and the contests that it runs."""

from xiuhua.evaluation.models.assessments import Assessment, PersonResult, PostScheme
from xiuhua.evaluation.models.closings import ClosingRule, MonthClosing, Vintage
from xiuhua.evaluation.models.contests import (
    Mark,
    MarkPhoto,
    MarkRecheck,
    Objection,
    Printing,
    RecheckPhoto,
    Round,
    Scheme,
    Standing,
    Trial,
)
from xiuhua.evaluation.models.following import Commendation, Interview, Listing, PaymentSheet
from xiuhua.evaluation.models.lines import LineObjection
from xiuhua.evaluation.models.months import MonthVersion
from xiuhua.evaluation.models.outer_ranks import OuterRank
from xiuhua.evaluation.models.overviews import OverviewVersion
from xiuhua.evaluation.models.screens import Screen, ScreenRow
from xiuhua.evaluation.models.snapshots import Snapshot
from xiuhua.evaluation.models.targets import Target
from xiuhua.evaluation.models.watches import Deviation, FigureWatch

__all__ = [
    "Assessment",
    "ClosingRule",
    "Commendation",
    "Deviation",
    "FigureWatch",
    "Interview",
    "LineObjection",
    "Listing",
    "Mark",
    "MarkPhoto",
    "MarkRecheck",
    "MonthClosing",
    "MonthVersion",
    "Objection",
    "OuterRank",
    "OverviewVersion",
    "PaymentSheet",
    "PersonResult",
    "PostScheme",
    "Printing",
    "RecheckPhoto",
    "Round",
    "Scheme",
    "Screen",
    "ScreenRow",
    "Snapshot",
    "Standing",
    "Target",
    "Trial",
    "Vintage",
]
