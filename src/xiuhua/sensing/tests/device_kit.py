"""Areas and devices to test with."""

from __future__ import annotations

from datetime import UTC, datetime

from xiuhua.ground.services import NewArea, areas_create_many
from xiuhua.ground.terms import AreaLevel
from xiuhua.sensing.models import Device
from xiuhua.sensing.services.devices import NewDevice, devices_write
from xiuhua.sensing.terms import Protocol
from xiuhua.shared.actor import Actor, Holding
from xiuhua.shared.clock import now

STREET, NEIGHBOUR = "990101003", "990102001"
KEEPER = Actor(name="user:0", holdings=(Holding(role="data_admin", area="9901"),), user_id=0)
MN, PHONE, STATION = "YH2026000001", "13900000001", "0012345678"
PASSWORD, SENSOR_SECRET = "123456", "Q7WERTY8Q7"
ENTERED_AT = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
_AREAS = (
    ("9901", "云州市", AreaLevel.CITY),
    ("990101", "云河区", AreaLevel.DISTRICT),
    (STREET, "绣衣街道", AreaLevel.STREET),
    ("990102", "临江区", AreaLevel.DISTRICT),
    (NEIGHBOUR, "临江街道", AreaLevel.STREET),
)


def areas_make() -> None:
    recorder = Actor(
        name="user:0", holdings=(Holding(role="system_admin"), Holding(role="ground_clerk")), user_id=0
    )
    areas = [NewArea(code=code, name=name, level=level) for code, name, level in _AREAS]
    areas_create_many(new=areas, actor=recorder, at=now())


def monitor(number: str = MN, **changes: object) -> NewDevice:
    given = {
        "protocol": Protocol.HJ212, "number": number, "name": "知味面馆油烟监测", "area_code": STREET,
        "interval_s": 60, "secret": PASSWORD, "longitude": 120.1, "latitude": 30.25,
    }  # fmt: skip
    return NewDevice(**(given | changes))  # type: ignore[arg-type]  # fields by name, as the tests give them


def truck(number: str = PHONE, **changes: object) -> NewDevice:
    given = {
        "protocol": Protocol.JT808, "number": number, "name": "渣土车 01 号", "area_code": STREET,
        "interval_s": 30, "secret": "K8S7AAZ2",
    }  # fmt: skip
    return NewDevice(**(given | changes))  # type: ignore[arg-type]  # as above


def station(number: str = STATION, **changes: object) -> NewDevice:
    given = {
        "protocol": Protocol.SL651, "number": number, "name": "绣衣河水位站", "area_code": STREET,
        "interval_s": 300, "secret": "1234", "longitude": 120.11, "latitude": 30.26,
    }  # fmt: skip
    return NewDevice(**(given | changes))  # type: ignore[arg-type]  # as above


def sensor(number: str, **changes: object) -> NewDevice:
    given = {
        "protocol": Protocol.MQTT, "number": number, "name": "下穿通道积水传感器", "area_code": STREET,
        "interval_s": 300, "secret": SENSOR_SECRET, "longitude": 120.12, "latitude": 30.27,
    }  # fmt: skip
    return NewDevice(**(given | changes))  # type: ignore[arg-type]  # as above


def entered(*new: NewDevice) -> list[Device]:
    return devices_write(items=[(one, None) for one in new], actor=KEEPER, at=ENTERED_AT)
