"""Tables of oversight."""

from xiuhua.oversight.models.accountability import Accountability, AccountRule, AccountStep
from xiuhua.oversight.models.contracts import (
    ContractAmendment,
    ContractCheck,
    ContractPhoto,
    ServiceContract,
    Settlement,
)
from xiuhua.oversight.models.leaves import Leave
from xiuhua.oversight.models.publicity import Article, Opinion, Publication
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
    "AccountRule",
    "AccountStep",
    "Accountability",
    "Article",
    "ContractAmendment",
    "ContractCheck",
    "ContractPhoto",
    "IntegrityReminder",
    "IntegrityWarning",
    "Leave",
    "Opinion",
    "Publication",
    "Rectification",
    "RectificationPhoto",
    "RectificationStep",
    "RuleVersion",
    "ServiceContract",
    "Settlement",
    "SmallWork",
    "SupervisionTask",
    "WorkCheck",
    "WorkPhoto",
]
