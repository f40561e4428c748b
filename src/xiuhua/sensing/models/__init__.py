"""The tables of sensing."""

from xiuhua.sensing.models.devices import Contact, Device, Quantity
from xiuhua.sensing.models.readings import LastValue, Observation, RawFrame, TrackPoint

__all__ = ["Contact", "Device", "LastValue", "Observation", "Quantity", "RawFrame", "TrackPoint"]
