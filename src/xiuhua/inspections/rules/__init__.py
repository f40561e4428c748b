"""Decisions about inspections that need no table; `FindingFacts` is what other apps read of a finding."""

from xiuhua.inspections.rules.findings import FindingFacts

__all__ = ["FindingFacts"]
