"""Who answers, by brute force: throw out every line that does not hold, then pick the best again and again.

Facts are plain dicts and instants plain numbers, so that nothing of ours is needed to read it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Facts = Mapping[str, Any]  # plain JSON-like facts of mixed types

_GROUNDS = ["decision", "three_fixes", "road_chief_duty", "grid_duty", "contract", "fallback"]
_CHIEFS = ["chief_community", "chief_officer", "chief_deputy", "chief_office", "chief_district"]
_LEVELS = [
    "unit_grid",
    "segment",
    "governance_grid",
    "duty_grid",
    "key_area",
    "evaluation_grid",
    "community",
    "street",
    "district",
    "city",
]


def who(question: Facts, lines: Sequence[Facts], absences: Sequence[Facts]) -> list[tuple[Any, ...]]:
    """Return (ground, duty, unit, person, instead_of, lapse) from first to last."""
    said = [(name, None, question[key]["id"], None, "", "") for name, key in _OWN if question.get(key)]
    gone = [bool(question[key]["retired"]) for _name, key in _OWN if question.get(key)]
    left = [line for line in lines if _counts(line, question)]
    while left:
        best = left[0]
        for line in left[1:]:
            if _beats(line, best, question):
                best = line
        left.remove(best)
        said.append(_told(best, absences, question["at"]))
        gone.append(bool(best["unit"]["retired"]))
    alive = [one for one, dead in zip(said, gone, strict=True) if not dead]
    dead = [one for one, is_dead in zip(said, gone, strict=True) if is_dead]
    return alive + dead or [("answer_nobody", None, None, None, "", "")]


_OWN = (("component_keeper", "keeper"), ("component_owner", "owner"))


def _counts(line: Facts, question: Facts) -> bool:  # noqa: PLR0911 - one line, one test
    if line["area"] not in question["areas"]:
        return False
    if question["at"] < line["since"]:
        return False
    if line["until"] is not None and question["at"] >= line["until"]:
        return False
    if line["hours"] == "working" and not question["working"]:
        return False
    if line["hours"] == "off_hours" and question["working"]:
        return False
    if line["item"]:
        return bool(line["item"] == question["matter"] and line["kind"] == question["kind"])
    if line["class"]:
        return bool(question["kind"] == "matter" and question["matter"].startswith(line["class"]))
    return True


def _beats(one: Facts, other: Facts, question: Facts) -> bool:
    for worth in (
        lambda line: _GROUNDS.index(line["ground"]),
        lambda line: _CHIEFS.index(line["level"]) if line["level"] else 99,
        lambda line: _LEVELS.index(line["area_level"]),
        lambda line: question["areas"][line["area"]],
        lambda line: 0 if line["item"] else (1 if line["class"] else 2),
        lambda line: line["hours"] == "always",
        lambda line: -line["since"],
        lambda line: line["id"],
    ):
        if worth(one) != worth(other):
            return bool(worth(one) < worth(other))
    return False


def _told(line: Facts, absences: Sequence[Facts], at: float) -> tuple[Any, ...]:
    head = (line["ground"], line["id"], line["unit"]["id"])
    post = line["post"]
    if post is None or line["unit"]["retired"]:
        return (*head, None, "", "")
    holder = post["holder"]
    if at < post["since"] or (post["until"] is not None and at >= post["until"]):
        return (*head, None, holder["name"], "post_ended")
    absence = _absence(holder["id"], absences, at)
    if absence is None and holder["serving"]:
        return (*head, holder["id"], "", "")
    for other in ([absence["deputy"]] if absence else []) + [post["deputy"]]:
        if other and other["serving"] and _absence(other["id"], absences, at) is None:
            return (*head, other["id"], holder["name"] if other["id"] != holder["id"] else "", "")
    return (*head, None, holder["name"], "holder_away" if absence else "holder_left")


def _absence(person: int, absences: Sequence[Facts], at: float) -> Facts | None:
    for absence in absences:
        begun = absence["person"] == person and absence["since"] <= at
        if begun and (absence["until"] is None or at < absence["until"]):
            return absence
    return None
