"""Figures of the loop counted the slow way: each case told from its moves, one figure after the other.

Imports nothing of the product. A case is a mapping with `channel`, `smart`, `reported_at`, `occurred_at`,
`rebound`, and `moves`, each with `number`, `act`, `after`, `at`, `detail`. Only moves that count are given.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from statistics import median
from typing import Any

Case = Mapping[str, Any]
Pair = tuple[int, int | None]
ENDS = ("case_closed", "case_not_accepted", "case_not_filed", "case_voided", "case_merged")


def told(case: Case) -> dict[str, Any]:
    """Return what became of a case."""
    taken_back = {move["detail"].get("takes_back") for move in case["moves"]}
    moves = [
        move for move in case["moves"] if move["number"] not in taken_back and move["act"] != "case.take_back"
    ]
    acts = [(move["act"].removeprefix("case."), move["at"]) for move in moves]

    def first(*names: str) -> datetime | None:
        return next((at for act, at in acts if act in names), None)

    def last(*names: str) -> datetime | None:
        return next((at for act, at in reversed(acts) if act in names), None)

    state = moves[-1]["after"]
    over = None
    for move in moves:
        if move["after"] not in ENDS:
            over = None
        elif over is None:
            over = move["at"]
    return {
        **case,
        "state": state,
        "gone": state in {"case_voided", "case_merged"},
        "accepted": first("accept", "ask_verify", "push"),
        "filed": first("file", "push"),
        "dispatched": first("dispatch", "push"),
        "received": first("receive", "assign"),
        "fed_back": first("feed_back"),
        "over": over,
        "reworks": sum(act == "check_fail" for act, _ in acts),
        "returns": sum(act == "return_grant" for act, _ in acts),
        "deferred": last("defer_grant"),
        "shelved": last("shelve_grant"),
        "solved_here": first("solve") is not None,
    }


def figures(cases: Sequence[Case], since: datetime, until: datetime) -> dict[str, Pair]:
    """Return numerator and denominator of every figure that needs no clock."""
    known = [told(case) for case in cases]

    def within(name: str, among: Sequence[Mapping[str, Any]] = known) -> list[Mapping[str, Any]]:
        return [case for case in among if case[name] is not None and since <= case[name] < until]

    reported = within("reported_at")
    valid = [case for case in reported if not case["gone"] and case["state"] != "case_not_accepted"]
    filed = [case for case in within("filed") if not case["gone"]]
    closed = [case for case in within("over") if case["state"] == "case_closed" and case["filed"]]
    closed_of_filed = [case for case in filed if case["state"] == "case_closed"]
    dispatched = [case for case in within("dispatched") if not case["gone"]]
    not_deferred = [case for case in filed if case["state"] != "case_deferred"]
    not_held = [case for case in not_deferred if case["state"] != "case_shelved"]
    above = [case for case in within("accepted") if case["channel"] == "channel_upper"]
    return {
        "reported": (len(reported), None),
        "valid": (len(valid), None),
        "valid_rate": (len(valid), len(reported)),
        "accepted": (len(within("accepted")), None),
        "smart_share": (sum(case["smart"] for case in reported), len(reported)),
        "solved_on_the_spot": (sum(case["solved_here"] for case in within("over")), None),
        "merged": (sum(case["state"] == "case_merged" for case in within("over")), None),
        "voided": (sum(case["state"] == "case_voided" for case in within("over")), None),
        "rebounds": (sum(case["rebound"] for case in reported), None),
        "filed": (len(filed), None),
        "filed_rate": (sum(case["filed"] is not None for case in valid), len(valid)),
        "dispatched": (len(dispatched), None),
        "dispatched_rightly": (sum(not case["returns"] for case in dispatched), len(dispatched)),
        "return_rate": (sum(case["returns"] > 0 for case in dispatched), len(dispatched)),
        "deferred": (len(within("deferred")), None),
        "shelved": (len(within("shelved")), None),
        "deferred_now": (sum(case["state"] == "case_deferred" for case in known), None),
        "shelved_now": (sum(case["state"] == "case_shelved" for case in known), None),
        "closed": (len(closed), None),
        "closure_rate_cohort": (len(closed_of_filed), len(filed)),
        "closure_rate_cohort_less_deferred": (len(closed_of_filed), len(not_deferred)),
        "closure_rate_cohort_less_held": (len(closed_of_filed), len(not_held)),
        "closure_rate_period": (len(closed), len(filed)),
        "closure_rate_period_less_held": (len(closed), len(not_held)),
        "sensed_filed": (sum(case["smart"] for case in filed), None),
        "sensed_closed": (sum(case["smart"] for case in closed), None),
        "sensed_closure_rate": (
            sum(case["smart"] for case in closed_of_filed),
            sum(case["smart"] for case in filed),
        ),
        "sensed_share_of_filed": (sum(case["smart"] for case in filed), len(filed)),
        "upper_accepted": (len(above), None),
        "upper_closed": (sum(case["channel"] == "channel_upper" for case in closed), None),
        "upper_closure_rate": (sum(case in closed_of_upper(above) for case in above), len(above)),
    }


def closed_of_upper(above: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return which of the cases from above were filed and closed."""
    return [case for case in above if case["state"] == "case_closed" and case["filed"]]


def minutes(cases: Sequence[Case], since: datetime, until: datetime) -> dict[str, float | None]:
    """Return the three medians, in minutes."""
    known = [case for case in map(told, cases) if since <= case["reported_at"] < until]
    seen = [(case["occurred_at"] or case["reported_at"], case["received"]) for case in known]
    handled = [(case["reported_at"], case["fed_back"]) for case in known]
    solved = [(case["reported_at"], case["over"]) for case in known if case["state"] == "case_closed"]
    return {
        "median_discovered_received": _median(seen),
        "median_reported_handled": _median(handled),
        "median_reported_solved": _median(solved),
    }


def _median(pairs: Sequence[tuple[datetime, datetime | None]]) -> float | None:
    found = [(ended - begun).total_seconds() / 60 for begun, ended in pairs if ended is not None]
    return median(found) if found else None
