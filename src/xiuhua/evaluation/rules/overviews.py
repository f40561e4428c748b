"""Which figures a leader's month shows where nobody has chosen others.

Source:
    own choice: how much came, what is still open, three rates that cities assess by, what had to be done
    twice, what returned, and how long it took. What makes up those filed stands under them in one line.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

FIGURES_SHOWN = 8
DEFAULT_FIGURES = (
    "filed", "cohort_open", "closure_rate_cohort", "closed_in_time_rate",
    "handled_in_time", "rework_rate_of_due", "rebounds", "median_reported_solved",
)  # fmt: skip
DEFAULT_MAIN = "closed_in_time_rate"
WORST_SHOWN = 10


def choice_faults(
    figures: Sequence[str], main: str, *, known: Collection[str], sortable: Collection[str]
) -> dict[str, str]:
    """Return what is wrong with a choice, by field; nothing where it will do.

    Args:
        figures: the keys chosen.
        main: the one that streets are sorted by.
        known: every key there is.
        sortable: those that areas can be sorted by.
    """
    found: dict[str, str] = {}
    if len(figures) != FIGURES_SHOWN or len(set(figures)) != FIGURES_SHOWN or not set(figures) <= set(known):
        found["figures"] = "overview_figures_wrong"
    if main not in sortable:
        found["main"] = "overview_main_wrong"
    return found
