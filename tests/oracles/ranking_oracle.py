"""Who is called in and who is commended, by plain counting over a table of scores.

A table is a list of months or quarters, the oldest first, each a dict from name to score, without those that
were not scored; a month that was never published is None. Nothing of ours is needed to read it.
"""

from __future__ import annotations

from collections.abc import Sequence

Table = Sequence[dict[str, int] | None]


def better_than(scores: dict[str, int], name: str) -> list[str]:
    """Return who scored more."""
    return [other for other in scores if scores[other] > scores[name]]


def worse_than(scores: dict[str, int], name: str) -> list[str]:
    """Return who scored less."""
    return [other for other in scores if scores[other] < scores[name]]


def last(scores: dict[str, int] | None, name: str, places: int) -> bool:
    """Return whether fewer than so many did worse, and somebody did better."""
    if scores is None or name not in scores:
        return False
    return len(worse_than(scores, name)) < places and bool(better_than(scores, name))


def last_in_a_row(table: Table, name: str, places: int, periods: int) -> bool:
    """Return whether somebody was among the last in each of the last so many periods."""
    if len(table) < periods:
        return False
    run = 0
    for scores in table:
        run = run + 1 if last(scores, name, places) else 0
    return run >= periods


def called_in(table: Table, name: str) -> set[str]:
    """Return by which of R-04 and R-05 somebody is called in after the last month."""
    if last_in_a_row(table, name, 1, 3):
        return {"R-05"}
    return {"R-04"} if last_in_a_row(table, name, 1, 2) else set()


def below_mean(scores: dict[str, int], name: str, among: Sequence[str]) -> bool:
    """Return whether a score times the number is less than the sum, of those of the same street."""
    group = [scores[other] for other in among if other in scores]
    return name in scores and scores[name] * len(group) < sum(group)


def top(scores: dict[str, int], name: str, places: int) -> bool:
    """Return whether fewer than so many did better."""
    return name in scores and len(better_than(scores, name)) < places


def firsts(table: Table, name: str) -> int:
    """Return in how many of the last periods nobody did better, one after the other."""
    run = 0
    for scores in table:
        run = run + 1 if scores is not None and name in scores and not better_than(scores, name) else 0
    return run


def listed(scores: dict[str, int], red: int, black: int) -> set[tuple[str, str]]:
    """Return who is on which list: red from a score on, black below another."""
    found = {(name, "red") for name in scores if not scores[name] < red}
    return found | {(name, "black") for name in scores if scores[name] - black < 0}
