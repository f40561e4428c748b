"""What is asked of SensorThings: addresses, options and filters, read to plain values."""

from xiuhua.sensing.rules.things.faults import AskedWrong
from xiuhua.sensing.rules.things.filters import (
    Both,
    Call,
    Compare,
    Literal,
    Math,
    Node,
    Not,
    Path,
    Place,
    filter_read,
)
from xiuhua.sensing.rules.things.options import MOST_ROWS, Expand, Options, options_read
from xiuhua.sensing.rules.things.paths import Segment, Way, path_read

__all__ = [
    "MOST_ROWS",
    "AskedWrong",
    "Both",
    "Call",
    "Compare",
    "Expand",
    "Literal",
    "Math",
    "Node",
    "Not",
    "Options",
    "Path",
    "Place",
    "Segment",
    "Way",
    "filter_read",
    "options_read",
    "path_read",
]
