"""Tables of inspections."""

from xiuhua.inspections.models.findings import Finding, FindingPhoto, FindingStep, RectifyOrder
from xiuhua.inspections.models.inspections import Inspection, InspectionPhoto, ItemResult, Standard

__all__ = [
    "Finding",
    "FindingPhoto",
    "FindingStep",
    "Inspection",
    "InspectionPhoto",
    "ItemResult",
    "RectifyOrder",
    "Standard",
]
