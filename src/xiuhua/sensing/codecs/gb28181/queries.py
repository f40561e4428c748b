"""What a platform asks of a device and tells it to do, as MANSCDP fields.

Source:
    GB/T 28181-2016, annex A.2.3 (controls), A.2.4 (queries), A.2.6 (responses); 9.11 (subscriptions).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from xiuhua.sensing.codecs.faults import FrameError
from xiuhua.sensing.codecs.gb28181.faults import Gb28181Fault
from xiuhua.sensing.codecs.gb28181.manscdp import Fields, xml_write
from xiuhua.sensing.codecs.gb28181.ptz import PtzCommand, ptz_write

CHINA = timezone(timedelta(hours=8))
_MOST_SUBSCRIBED_S = 24 * 3600


@dataclass(frozen=True, slots=True)
class Ask:
    """A body to be sent.

    Args:
        kind: Query, Control or Response.
        cmd_type: what it is about.
        device_id: of whom: the device, or one of its channels.
        fields: what else it says.
        awaits: that the device answers with a body of its own.
    """

    kind: str
    cmd_type: str
    device_id: str
    fields: Fields
    awaits: bool = True

    def write(self, sn: int) -> bytes:
        """Return the body with its number."""
        head = {"CmdType": self.cmd_type, "SN": str(sn), "DeviceID": self.device_id}
        return xml_write(self.kind, {**head, **self.fields})


def catalog_ask(device_id: str) -> Ask:
    """Ask for the channels of a device."""
    return Ask("Query", "Catalog", device_id, {})


def device_identity_ask(device_id: str) -> Ask:
    """Ask for maker, model and firmware."""
    return Ask("Query", "DeviceInfo", device_id, {})


def device_status_ask(device_id: str) -> Ask:
    """Ask whether the device works."""
    return Ask("Query", "DeviceStatus", device_id, {})


def records_ask(channel: str, since: datetime, until: datetime) -> Ask:
    """Ask for the recordings of a channel in a period.

    Raises:
        FrameError: the period is empty.
    """
    if since >= until:
        raise FrameError(Gb28181Fault.VALUE, name="EndTime", text=time_write(until))
    period = {"StartTime": time_write(since), "EndTime": time_write(until)}
    return Ask("Query", "RecordInfo", channel, {**period, "Secrecy": "0", "Type": "all"})


def alarm_subscription(device_id: str) -> Ask:
    """Ask to be told of alarms, of every priority and method."""
    fields = {"StartAlarmPriority": "0", "EndAlarmPriority": "0", "AlarmMethod": "0"}
    return Ask("Query", "Alarm", device_id, fields, awaits=False)


def position_subscription(device_id: str, interval_s: int) -> Ask:
    """Ask to be told where a device is, every so many seconds.

    Raises:
        FrameError: the interval is not between a second and a day.
    """
    if not 1 <= interval_s <= _MOST_SUBSCRIBED_S:
        raise FrameError(Gb28181Fault.VALUE, name="Interval", text=str(interval_s))
    return Ask("Query", "MobilePosition", device_id, {"Interval": str(interval_s)}, awaits=False)


def catalog_subscription(device_id: str) -> Ask:
    """Ask to be told when channels come and go."""
    return Ask("Query", "Catalog", device_id, {}, awaits=False)


def ptz(channel: str, command: PtzCommand) -> Ask:
    """Move a camera; the device does not answer."""
    fields = {"PTZCmd": ptz_write(command).hex().upper()}
    return Ask("Control", "DeviceControl", channel, fields, awaits=False)


def guard(device_id: str, *, on: bool) -> Ask:
    """Arm a device, or disarm it."""
    return Ask("Control", "DeviceControl", device_id, {"GuardCmd": "SetGuard" if on else "ResetGuard"})


def alarm_reset(device_id: str) -> Ask:
    """Put an alarm back."""
    return Ask("Control", "DeviceControl", device_id, {"AlarmCmd": "ResetAlarm"})


def alarm_answer(device_id: str) -> Ask:
    """Tell a device that its alarm has come."""
    return Ask("Response", "Alarm", device_id, {"Result": "OK"}, awaits=False)


def time_write(at: datetime) -> str:
    """Return a local time as bodies have it, UTC+8 without saying so."""
    return f"{at.astimezone(CHINA):%Y-%m-%dT%H:%M:%S}"


def time_read(text: str) -> datetime | None:
    """Return a time of a body, UTC+8 where it names no zone; None where it is none."""
    try:
        at = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=CHINA)
