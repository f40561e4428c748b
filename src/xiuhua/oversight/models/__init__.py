"""Tables of oversight."""

from xiuhua.oversight.models.rectifications import (
    Rectification,
    RectificationPhoto,
    RectificationStep,
    SupervisionTask,
)
from xiuhua.oversight.models.reminders import IntegrityReminder
from xiuhua.oversight.models.warnings import IntegrityWarning, RuleVersion
from xiuhua.oversight.models.works import SmallWork, WorkCheck, WorkPhoto

__all__ = [
    "IntegrityReminder",
    "IntegrityWarning",
    "Rectification",
    "RectificationPhoto",
    "RectificationStep",
    "RuleVersion",
    "SmallWork",
    "SupervisionTask",
    "WorkCheck",
    "WorkPhoto",
]
