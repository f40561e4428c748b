"""What the tests of communities share: whistles by API, photos, and further people of the town."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from xiuhua.access.services import scope_opened
from xiuhua.access.terms import Role
from xiuhua.cases.tests.loop_kit import DISTRICT, STREET, come
from xiuhua.cases.tests.proof_kit import Office, Told
from xiuhua.shared.ids import uuid7

COMMUNITY = f"{STREET}001"
THERE = {"longitude": 120.105, "latitude": 30.255}  # in the community
FAR_OFF = {"longitude": 120.19, "latitude": 30.25}  # in the street, eight kilometres away
_MORE = (
    ("officer", "何亮", Role.OFFICER, STREET, "U-SQUAD"),
    ("resident", "许家明", Role.RESIDENT, COMMUNITY, "U-COMMUNITY"),
    ("other_resident", "戴文", Role.RESIDENT, COMMUNITY, "U-COMMUNITY"),
    ("health", "钟洁", Role.HEALTH_OFFICE, DISTRICT, "U-DISTRICT"),
    ("keeper_water", "水一", Role.UNIT_CLERK, DISTRICT, "U-WATER"),
    ("auditor", "审一", Role.AUDITOR, DISTRICT, "U-DISTRICT"),
    ("machine", "机一", Role.ALARM_REVIEWER, DISTRICT, "U-CENTRE"),
)


def more_people(office: Office) -> None:
    """Give the town those whom communities deal with."""
    with scope_opened(("",)):
        for person in _MORE:
            come(office.loop, *person)


def jpeg(colour: tuple[int, int, int] = (90, 120, 90)) -> bytes:
    """Return a photo."""
    kept = BytesIO()
    Image.new("RGB", (64, 48), colour).save(kept, "JPEG")
    return kept.getvalue()


def upload(name: str = "photo.jpg") -> SimpleUploadedFile:
    """Return a photo as a browser sends it."""
    return SimpleUploadedFile(name, jpeg(), "image/jpeg")


def photo(office: Office, who: str, area: str = COMMUNITY) -> int:
    """Let somebody bring a photo by API, and return its id."""
    answer = office(who).client.post(
        "/api/v1/files", {"file": upload(), "area_code": area, "purpose": "photo"}
    )
    assert answer.status_code == 200, answer.content.decode()
    return int(answer.json()["id"])


def whistle_body(**changes: object) -> dict[str, Any]:
    """Return a whistle as a community blows it: the keeper leads, water comes too."""
    body: dict[str, Any] = {
        "client_id": str(uuid7()), "area_code": COMMUNITY, "kind": "whistle_ordinary",
        "title": "地下室积水", "text": "三号楼地下室积水，井盖松动", "lead_code": "U-KEEPER",
        "helper_codes": ["U-WATER"], "matter": "06010", "address": "滨河路 12 号", **THERE,
    }  # fmt: skip
    return body | changes


def blown(office: Office, **changes: object) -> Told:
    """Let the community's secretary blow a whistle."""
    told: Told = office("community").post("/whistles", whistle_body(**changes))
    return told


def came(office: Office, who: str, whistle: int) -> Told:
    """Let somebody check their department in, on the spot."""
    said = {"way": "check_in_on_the_spot", "photos": [photo(office, who)], **THERE}
    told: Told = office(who).post(f"/whistles/{whistle}/check-in", said)
    return told


def rated(office: Office, whistle: int, keeper: int = 5, water: int = 4) -> Told:
    """Let the community rate the whole and both departments."""
    units = [{"unit_code": "U-KEEPER", "score": keeper}, {"unit_code": "U-WATER", "score": water}]
    told: Told = office("community").post(f"/whistles/{whistle}/rate", {"score": 4, "units": units})
    return told
