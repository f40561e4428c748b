"""What a city has chosen about its evaluation, and the contests that it runs."""

from xiuhua.evaluation.models.contests import Mark, MarkPhoto, Objection, Round, Scheme, Standing
from xiuhua.evaluation.models.following import Commendation, Interview
from xiuhua.evaluation.models.months import MonthVersion
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
    "Round",
    "Scheme",
    "Standing",
]
