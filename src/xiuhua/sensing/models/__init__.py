"""The tables of sensing."""

from xiuhua.sensing.models.alarms import Alarm, AlarmStep, Rule, RuleStanding, RuleVersion
from xiuhua.sensing.models.devices import Contact, Device, Quantity
from xiuhua.sensing.models.readings import LastValue, Observation, RawFrame, TrackPoint

__all__ = [
    "Alarm",
    "AlarmStep",
    "Contact",
    "Device",
    "LastValue",
    "Observation",
    "Quantity",
    "RawFrame",
    "Rule",
    "RuleStanding",
    "RuleVersion",
    "TrackPoint",
]
