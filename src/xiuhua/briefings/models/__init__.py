"""Tables of briefings."""

from xiuhua.briefings.models.briefings import Briefing, BriefingChart, BriefingEdit, BriefingPlan

__all__ = ["Briefing", "BriefingChart", "BriefingEdit", "BriefingPlan"]
