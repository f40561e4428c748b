"""The tables of sensing."""

from xiuhua.sensing.models.alarms import Alarm, AlarmStep, ListedDevice, Rule, RuleStanding, RuleVersion
from xiuhua.sensing.models.commands import Command, CommandNews, Control
from xiuhua.sensing.models.devices import Channel, Contact, Device, Quantity
from xiuhua.sensing.models.fences import (
    Fence,
    FenceCrossing,
    FenceVersion,
    PointTouch,
    TrackDay,
    TrackFollowing,
)
from xiuhua.sensing.models.holdings import DeviceHolding
from xiuhua.sensing.models.maintenance import MaintenanceSpan, MaintenanceWindow
from xiuhua.sensing.models.readings import LastValue, Observation, RawFrame, SpillMark, TrackPoint
from xiuhua.sensing.models.rolls import DayRoll, HourRoll, RetiredPart, Roll, Stream, StreamMark, Touch

__all__ = [
    "Alarm",
    "AlarmStep",
    "Channel",
    "Command",
    "CommandNews",
    "Contact",
    "Control",
    "DayRoll",
    "Device",
    "DeviceHolding",
    "Fence",
    "FenceCrossing",
    "FenceVersion",
    "HourRoll",
    "LastValue",
    "ListedDevice",
    "MaintenanceSpan",
    "MaintenanceWindow",
    "Observation",
    "PointTouch",
    "Quantity",
    "RawFrame",
    "RetiredPart",
    "Roll",
    "Rule",
    "RuleStanding",
    "RuleVersion",
    "SpillMark",
    "Stream",
    "StreamMark",
    "Touch",
    "TrackDay",
    "TrackFollowing",
    "TrackPoint",
]
