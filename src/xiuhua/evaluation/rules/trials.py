"""A scheme tried on a past round beside what was published: who would stand elsewhere.

Source:
    own choice: a trial is the same arithmetic and the same ranks, so that the scheme alone differs.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from xiuhua.evaluation.rules.ranking import Result, places_of


def moves_told(
    published: Mapping[str, tuple[str, Decimal | None]], tried: Mapping[str, Result]
) -> list[dict[str, Any]]:  # what JSON holds
    """Return by subject where it stood and where it would have stood, in the order of the trial.

    Ranks are those of `places_of` in both columns, over those ranked in each. Whoever one of them does not
    rank has none there.
    """
    before = places_of({code: score for code, (_name, score) in published.items() if score is not None})
    scores = {code: one.score for code, one in tried.items() if one.score is not None}
    after = places_of(scores)
    rows = [
        {
            "subject": code, "name": published[code][0], "score": _said(published[code][1]),
            "rank": before[code].rank if code in before else None, "tried": _said(scores.get(code)),
            "tried_rank": after[code].rank if code in after else None,
            "why": why.value if code in tried and (why := tried[code].why) else "",
        }
        for code in published
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (row["tried_rank"] is None, row["tried_rank"] or 0, row["subject"]))


def _said(score: Decimal | None) -> str | None:
    return None if score is None else str(score)


def moved(row: Mapping[str, Any]) -> int:  # as above
    """Return by how many places a row would go up; below 0: down; 0 where one of them ranks it not."""
    if row["rank"] is None or row["tried_rank"] is None:
        return 0
    return int(row["rank"]) - int(row["tried_rank"])
