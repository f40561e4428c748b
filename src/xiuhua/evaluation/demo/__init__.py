"""What the demo district's people did in contests and closings.

Two quarters of the Cup, a red and a black list, and the last month frozen and objected to.
"""

from xiuhua.evaluation.demo.closings import closing_told
from xiuhua.evaluation.demo.contests import ACCOUNTS, contests_told, lists_told

__all__ = ["ACCOUNTS", "PARTS", "closing_told", "contests_told"]
PARTS = (contests_told, lists_told, closing_told)
