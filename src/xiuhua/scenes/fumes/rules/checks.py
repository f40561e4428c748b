"""What a check of a kitchen on the spot means for its lead.

Source:
    own choice after 大气污染防治法 articles 81 and 118: whoever cooks with the purifier missing or off, or
    lets the exhaust out without a duct, is in breach of the law whatever a probe says, and an officer who is
    there has seen it: that proves. A monitor that is tampered with hides something that nobody has seen yet:
    it calls for a visit or a sampling. A hood, a filter or a report is put right by order.
"""

from __future__ import annotations

from xiuhua.scenes.fumes.terms import Found

KITCHEN_CHECK = "kitchen_check"
HOOD, PURIFIER, CLEANED, OUTLET, REPORT, MONITOR = (
    "hood",
    "purifier",
    "cleaned",
    "outlet",
    "report",
    "monitor",
)
PROVING = frozenset({PURIFIER, OUTLET})
"""Items that, not kept, prove a lead."""
OPENING = frozenset({MONITOR})
"""Items that, not kept, open one that is still to be proven."""


def lead_begins(item: str) -> bool:
    """Return whether an item that is not kept is a matter for a lead.

    Source:
        the module's own.
    """
    return item in PROVING | OPENING


def found_of(item: str) -> Found | None:
    """Return what an item that is not kept proves; None where it proves nothing.

    Source:
        the module's own.
    """
    return Found.SO if item in PROVING else None
