"""What a city has chosen about its evaluation, what it aims at and fixed, and the contests that it runs."""

from xiuhua.evaluation.models.contests import Mark, MarkPhoto, Objection, Round, Scheme, Standing
from xiuhua.evaluation.models.following import Commendation, Interview
from xiuhua.evaluation.models.months import MonthVersion
from xiuhua.evaluation.models.overviews import OverviewVersion
from xiuhua.evaluation.models.screens import Screen, ScreenRow
from xiuhua.evaluation.models.snapshots import Snapshot
from xiuhua.evaluation.models.targets import Target
from xiuhua.evaluation.models.watches import Deviation, FigureWatch

__all__ = [
    "Commendation",
    "Deviation",
    "FigureWatch",
    "Interview",
    "Mark",
    "MarkPhoto",
    "MonthVersion",
    "Objection",
    "OverviewVersion",
    "Round",
    "Scheme",
    "Screen",
    "ScreenRow",
    "Snapshot",
    "Standing",
    "Target",
]
