"""Days and checkpoints as plain JSON, and back.

Source:
    own choice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from xiuhua.sensing.rules.tracks.days import DayTold, DayTrip, Way
from xiuhua.sensing.rules.tracks.findings import Finding
from xiuhua.sensing.rules.tracks.retelling import Checkpoint, Holding
from xiuhua.sensing.rules.tracks.trips import Loss, Stop, Story, Trip
from xiuhua.sensing.terms.tracks import PointFault, TrackFinding


def checkpoints_stored(checkpoints: Sequence[Checkpoint]) -> list[dict[str, object]]:
    """Return checkpoints as JSON.

    Source:
        the module's own.
    """
    return [
        {
            "start": one.start_s,
            "settled": one.settled_s,
            "last": None if one.last is None else list(one.last),
            "inside": {key: [held.out_s, held.out_seen] for key, held in one.inside.items()},
        }
        for one in checkpoints
    ]


def checkpoints_read(stored: Sequence[Mapping[str, Any]]) -> list[Checkpoint]:  # as JSON has it
    """Return checkpoints that `checkpoints_stored` wrote.

    Source:
        the module's own.
    """
    return [
        Checkpoint(
            start_s=one["start"],
            settled_s=one["settled"],
            last=None if one["last"] is None else (one["last"][0], one["last"][1], one["last"][2]),
            inside={key: Holding(out_s, seen) for key, (out_s, seen) in one["inside"].items()},
        )
        for one in stored
    ]


def day_stored(told: DayTold) -> dict[str, object]:
    """Return a day as JSON.

    Source:
        the module's own.
    """
    return asdict(told)


def day_read(stored: Mapping[str, Any]) -> DayTold:  # as JSON has it
    """Return a day that `day_stored` wrote.

    Source:
        the module's own.
    """
    story = stored["story"]
    return DayTold(
        points=stored["points"],
        used=stored["used"],
        faults={PointFault(name): count for name, count in stored["faults"].items()},
        story=Story(
            stops=tuple(Stop(**one) for one in story["stops"]),
            drives=tuple(Trip(**one) for one in story["drives"]),
            losses=tuple(Loss(**one) for one in story["losses"]),
        ),
        trips=tuple(
            DayTrip(
                **{
                    **one,
                    "start": tuple(one["start"]),
                    "end": tuple(one["end"]),
                    "roads": tuple(one["roads"]),
                }
            )
            for one in stored["trips"]
        ),
        findings=tuple(Finding(**{**one, "kind": TrackFinding(one["kind"])}) for one in stored["findings"]),
        ways=tuple(
            Way(one["speed_class"], one["is_matched"], tuple((lon, lat) for lon, lat in one["lonlat"]))
            for one in stored["ways"]
        ),
    )
