"""Contests of the demo district: two quarters of the Cup, and a red and a black list."""

from xiuhua.evaluation.demo.contests import ACCOUNTS, contests_told, lists_told

__all__ = ["ACCOUNTS", "PARTS"]
PARTS = (contests_told, lists_told)
