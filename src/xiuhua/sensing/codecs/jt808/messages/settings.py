"""What a terminal is set to, and what it is: parameters, control, attributes.

Source:
    JT/T 808-2013 and JT/T 808-2019, chapter 8: 设置终端参数 and what follows it; JT/T 1078-2016 for 0x007A.
"""

from __future__ import annotations

from xiuhua.sensing.codecs.jt808.bodies import Body, Nested, message, wire
from xiuhua.sensing.codecs.jt808.parameters import Parameter
from xiuhua.sensing.codecs.jt808.wire import (
    REST_TEXT,
    SHORT_TEXT,
    U8,
    U16,
    U32,
    Digits,
    Id,
    Many,
    Text,
)

_PARAMETER = Nested(Parameter)


@message(0x8103, "设置终端参数", "set parameters")
class ParametersSet(Body):
    """Sets some parameters."""

    parameters: tuple[Parameter, ...] = wire(Many(_PARAMETER, U8))


@message(0x8104, "查询终端参数", "request for all parameters")
class ParametersRequest(Body):
    """Asks for every parameter."""


@message(0x8106, "查询指定终端参数", "request for some parameters")
class SomeParametersRequest(Body):
    """Asks for some parameters by id."""

    numbers: tuple[int, ...] = wire(Many(Id(4), U8))


@message(0x0104, "查询终端参数应答", "answer with parameters")
class ParametersAnswer(Body):
    """What a terminal is set to."""

    ack_serial: int = wire(U16)
    parameters: tuple[Parameter, ...] = wire(Many(_PARAMETER, U8))


@message(0x8105, "终端控制", "control the terminal")
class TerminalControl(Body):
    """Upgrade, connect elsewhere, switch off, reset.

    Args:
        command: 1 upgrade, 2 connect to another server, 3 switch off, 4 reset, 5 factory reset, 6 close the
            data link, 7 close all radio links.
        arguments: of commands 1 and 2, separated by semicolons.
    """

    command: int = wire(U8)
    arguments: str = wire(REST_TEXT)


@message(0x8107, "查询终端属性", "request for attributes")
class AttributesRequest(Body):
    """Asks what the terminal is."""


@message(0x0107, "查询终端属性应答", "answer with attributes")
class AttributesAnswer(Body):
    """What the terminal is: its kind, maker, versions and modules."""

    kind: int = wire(U16)
    manufacturer: str = wire(Text(5, 5, 5))
    model: str = wire(Text(8, 20, 30))
    terminal_id: str = wire(Text(7, 7, 30))
    iccid: str = wire(Digits(10))
    hardware: str = wire(SHORT_TEXT)
    firmware: str = wire(SHORT_TEXT)
    gnss: int = wire(U8)
    radio: int = wire(U8)


@message(0x8500, "车辆控制", "control the vehicle")
class VehicleControl(Body):
    """Locks or unlocks the doors, in the layout before 2019.

    Args:
        flags: bit 0: 1 locks, 0 unlocks.
    """

    flags: int = wire(U8)


@message(0x8202, "临时位置跟踪控制", "follow for a while")
class Following(Body):
    """Asks for positions at an interval for a while; an interval of 0 ends it.

    Args:
        interval_s: 0 to 65,535.
        lasts_s: how long it goes on.
    """

    interval_s: int = wire(U16)
    lasts_s: int = wire(U32)


@message(0x8203, "人工确认报警消息", "confirm an alarm")
class AlarmConfirmation(Body):
    """A person has seen an alarm.

    Args:
        alarm_serial: the serial of the message that raised it; 0 for all of a kind.
        kinds: bits of the alarm word.
    """

    alarm_serial: int = wire(U16)
    kinds: int = wire(U32)
