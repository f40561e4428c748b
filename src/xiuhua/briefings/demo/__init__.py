"""Briefings of the demo district: yesterday's daily paper and the circular of the month that is over."""

from xiuhua.briefings.demo.papers import briefings_told

__all__ = ["PARTS"]
PARTS = (briefings_told,)
