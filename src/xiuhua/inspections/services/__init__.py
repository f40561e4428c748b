"""Every write of inspections and of what they find."""

from xiuhua.inspections.services.findings import (
    finding_answer,
    finding_fix,
    finding_order,
    finding_recheck,
    finding_to_case,
    findings_order,
)
from xiuhua.inspections.services.inspections import (
    NewInspection,
    NewResult,
    inspection_record,
    inspections_record_many,
)
from xiuhua.inspections.services.standards import standard_ensure

__all__ = [
    "NewInspection",
    "NewResult",
    "finding_answer",
    "finding_fix",
    "finding_order",
    "finding_recheck",
    "finding_to_case",
    "findings_order",
    "inspection_record",
    "inspections_record_many",
    "standard_ensure",
]
