"""Whoever oversees the town, what they read, and the tail that shows the rules what was done."""

from __future__ import annotations

import html
import re
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from xiuhua.access.queries import actor_of, holdings_at
from xiuhua.access.services import NewRole, account_create, scope_opened
from xiuhua.access.terms import Role
from xiuhua.cases.tests.loop_kit import DISTRICT, MONDAY, PASSWORD, come
from xiuhua.cases.tests.proof_kit import Office, Seat
from xiuhua.ground.tests.duty_kit import LONG_AGO
from xiuhua.ledger.queries.verifying import verify
from xiuhua.ledger.services import cursor_advance, seal
from xiuhua.oversight.tails.warnings import WARNINGS
from xiuhua.shared.actor import system

_PEOPLE = (
    ("discipline", "纪一", Role.DISCIPLINE, "U-DISTRICT"),
    ("discipline_two", "纪二", Role.DISCIPLINE, "U-DISTRICT"),
    ("auditor", "审一", Role.AUDITOR, "U-DISTRICT"),
    ("committee", "委一", Role.COMMITTEE_OFFICE, "U-DISTRICT"),
    ("inspector", "督一", Role.INSPECTORATE, "U-DISTRICT"),
    ("chief", "主一", Role.COMMITTEE_HEAD, "U-DISTRICT"),
    ("personnel", "人一", Role.PERSONNEL, "U-DISTRICT"),
    ("legal", "法一", Role.LEGAL_OFFICER, "U-DISTRICT"),
    ("finance", "财一", Role.FINANCE, "U-DISTRICT"),
)
_KINDS = (
    "warning",
    "supervision_task",
    "rectification",
    "small_work",
    "integrity_reminder",
    "accountability",
    "accountability_rule",
    "leave_request",
    "article",
    "opinion",
    "service_contract",
    "contract_amendment",
    "contract_check",
    "settlement",
)


def watchers_come(office: Office) -> None:
    """Give the town those who oversee it, and one of them who also answers for the keeper's unit."""
    loop = office.loop
    with scope_opened(("",)):
        for name, label, role, unit in _PEOPLE:
            come(loop, name, label, role, DISTRICT, unit)
        roles = (
            NewRole(role=Role.DISCIPLINE, area=DISTRICT),
            NewRole(role=Role.UNIT_CLERK, area=DISTRICT),
        )
        user = account_create(
            username="both", name="纪兼", password=PASSWORD, roles=roles, actor=system("tests"), at=LONG_AGO
        )
        loop.town.person("N-both", "纪兼", "U-KEEPER", user)
        loop.town.post("N-both", Role.UNIT_CLERK.value, DISTRICT)
        loop.actors["both"] = actor_of(user, holdings_at(user.pk, at=MONDAY))


def rules_shown() -> None:
    """Let everything be sealed and shown to the rules, as the background program does."""
    while seal():
        pass
    while cursor_advance(name=WARNINGS.name, batch=WARNINGS.batch, react=WARNINGS.react):
        pass


def brought(seat: Seat, colour: tuple[int, int, int]) -> int:
    """Bring a photo of one colour by API and return its id; the same colour is the same content."""
    kept = BytesIO()
    Image.new("RGB", (64, 48), colour).save(kept, "JPEG")
    body = {"purpose": "photo", "file": SimpleUploadedFile("现场.jpg", kept.getvalue(), "image/jpeg")}
    answer = seat.client.post("/api/v1/files", body)
    assert answer.status_code == 200, answer.json()
    return int(answer.json()["id"])


def photo() -> SimpleUploadedFile:
    """Return a photo as a browser sends it."""
    kept = BytesIO()
    Image.new("RGB", (64, 48), (20, 90, 60)).save(kept, "JPEG")
    return SimpleUploadedFile("现场.jpg", kept.getvalue(), "image/jpeg")


def refused_form(seat: Seat, path: str, **typed: object) -> tuple[int, str]:
    """Fill in a form that will not do; return the status and the page."""
    page = seat.client.get(path)
    assert page.status_code == 200, (path, page.status_code)
    answer = seat.client.post(path, {"version": page.context["view"].version, **typed})
    return answer.status_code, answer.content.decode()


def figure_opened(office: Office, who: str, key: str, *, period: str = "2026-03") -> tuple[int, list[str]]:
    """Return a figure as somebody reads it by API, and the records that its link on the page opens to."""
    seat = office(who)
    (told,) = seat.get("/figures", period=period, key=key)
    links = re.findall(rf'href="(/figures/{key}/records\?[^"]*)"', seat.page(f"/figures?period={period}"))
    above = next(html.unescape(link) for link in links if "side=" not in link)
    return told["numerator"], sorted(seat.rows(above))


def log_sound() -> None:
    """The log agrees with the rows of oversight."""
    while seal():
        pass
    assert [fault for fault in verify().faults if str(fault.subject).startswith(_KINDS)] == []
