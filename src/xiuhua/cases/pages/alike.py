"""What may be the same, as pages print it: each open case, how sure that is, why, and the way to merge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xiuhua.cases.models import Case
from xiuhua.cases.pages.shared import reason_words
from xiuhua.cases.queries.resembling import Resembling
from xiuhua.cases.terms import CaseState
from xiuhua.web.pages.columns import tag_of
from xiuhua.web.parts import Tag


@dataclass(frozen=True, kw_only=True)
class AlikeLine:
    """One open case that may be the same: what `cases/duplicates.html` prints."""

    case: Case
    metres: float | None
    state: Tag
    likelihood: Tag
    percent: int
    reasons: Sequence[str]
    merge_url: str = ""


def alike_lines(found: Sequence[Resembling], *, merge_url: str = "") -> list[AlikeLine]:
    """Return the lines of some candidates. `merge_url` is the form that merges into one of them, if any."""
    return [
        AlikeLine(
            case=one.case,
            metres=one.likeness.distance_m,
            state=tag_of(CaseState(one.case.state)),
            likelihood=tag_of(one.likelihood),
            percent=round(100 * one.score),
            reasons=[reason_words(reason.code, **reason.arguments) for reason in one.reasons],
            merge_url=f"{merge_url}?target={one.case.number}" if merge_url else "",
        )
        for one in found
    ]
