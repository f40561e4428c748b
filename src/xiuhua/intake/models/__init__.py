"""Imports: runs, what is wrong with their rows, what they would change, and what they did."""

from xiuhua.intake.models.runs import ImportChange, ImportedRow, ImportFault, ImportMapping, ImportRun

__all__ = ["ImportChange", "ImportFault", "ImportMapping", "ImportRun", "ImportedRow"]
