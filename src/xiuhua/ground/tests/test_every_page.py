"""Every page of the ground: what it tells to whom, and what it costs.

Strangers learn nothing, neighbours no person, nobody a whole number unasked.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest
from django.apps import apps
from django.contrib.gis.geos import Point
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, models
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.test import Client
from django.urls import get_resolver

from xiuhua.access.models import User
from xiuhua.access.services import scope_set
from xiuhua.access.terms import Role
from xiuhua.ground.models import (
    Absence,
    Area,
    Camera,
    CameraSight,
    CatalogueItem,
    Component,
    Duty,
    DutyRevision,
    Mount,
    Party,
    Patrol,
    Person,
    Premises,
    RoadIssue,
    Survey,
    SurveyFinding,
    SurveyGrid,
    Vehicle,
)
from xiuhua.ground.queries.search import ground_search
from xiuhua.ground.tests.conftest import NOON, PASSWORD, Ground
from xiuhua.ground.tests.people_kit import Bureau, bureau_built
from xiuhua.ground.tests.test_hostile_input import routes
from xiuhua.shared.actor import Actor
from xiuhua.shared.ids import uuid7
from xiuhua.web.testing import Budget

People = Callable[..., tuple[User, Actor]]
SECRET = "19955550123"
FORMULA = "=HYPERLINK(1)"
STREET = "990101003"
_ROLES = (Role.GROUND_CLERK, Role.DATA_ADMIN)


@pytest.fixture
def told(ground: Ground) -> Bureau:
    """A bureau, and one row of every table that leads to people, each with the same number and a bad name."""
    bureau = bureau_built()
    Person.objects.update(phone=SECRET)
    Premises.objects.update(contact_phone=SECRET, name=FORMULA)
    street = Area.objects.get(code=STREET)
    grid = Area.objects.create(
        code="990101003Z01", name="责任网格", level="duty_grid", parent=street, updated_at=NOON
    )
    kept = {"area_code": STREET}
    stamped = {"recorded_at": NOON, "updated_at": NOON}
    person = bureau.chief
    Party.objects.create(
        client_id=uuid7(), kind="firm", name=FORMULA, credit_code="91330000000000000X", contact_name="@某人",
        contact_phone=SECRET, **kept, **stamped,
    )  # fmt: skip
    Vehicle.objects.create(
        client_id=uuid7(), plate="云A00001", kind="patrol_car", model=FORMULA, unit=bureau.squad, **kept,
        **stamped,
    )  # fmt: skip
    open_ended = DateTimeTZRange(NOON - timedelta(days=1), None)
    Absence.objects.create(
        person=person, deputy=bureau.deputy, kind="leave", recorded_at=NOON, **kept,
        validity=DateTimeTZRange(NOON - timedelta(days=1), NOON + timedelta(days=1)),
    )  # fmt: skip
    revision = DutyRevision.objects.create(title="一", area_code="990101", recorded_at=NOON, updated_at=NOON)
    duty = Duty.objects.create(
        code="D1", area=street, ground="fallback", unit=bureau.street, post=bureau.post, opened_by=revision,
        validity=open_ended, **kept,
    )  # fmt: skip
    Patrol.objects.create(duty=duty, area=street, person=person, at=NOON, **kept)
    RoadIssue.objects.create(area=street, found=FORMULA, reporter=person, person=person, **kept, **stamped)
    survey = Survey.objects.create(
        title=FORMULA, area_code="990101", premises_kinds=["shop"], due_on=date(2026, 4, 1), **stamped
    )
    walked = SurveyGrid.objects.create(survey=survey, area=grid, person=person, area_code=grid.code)
    SurveyFinding.objects.create(grid=walked, premises=ground.shop, result="found_new", at=NOON, **kept)
    item = CatalogueItem.objects.create(
        standard="gb47678_5_2026", kind="component_kind", code="01037", zh="路灯", class_code="01",
        class_zh="公用设施", source="GB",
    )  # fmt: skip
    component = Component.objects.create(
        client_id=uuid7(), code="99010101037000001", item=item, class_code="01037", name=FORMULA,
        steward_code="S", steward_name="+城管局", grid_code="990101003001001", area=street,
        surveyed_on=date(2026, 1, 1), place=Point(120.1, 30.25), keeper=bureau.squad, **kept, **stamped,
    )  # fmt: skip
    mount = Mount.objects.create(
        code="P-1",
        name=FORMULA,
        kind="camera_place",
        area=street,
        place=Point(120.1, 30.25),
        **kept,
        **stamped,
    )
    camera = Camera.objects.create(
        code="33010600001320000001", name=FORMULA, kind="dome_camera", mount=mount, state_at=NOON, **kept,
        **stamped,
    )  # fmt: skip
    CameraSight.objects.create(
        camera=camera, component=component, kind="sight_removed", reason=FORMULA, corrected_by="user:0",
        updated_at=NOON, **kept,
    )  # fmt: skip
    return bureau


@pytest.fixture
def enter(told: Bureau, person: People) -> Callable[[Role, str], Client]:
    """Sign somebody in."""

    def entered(role: Role, area: str) -> Client:
        person("visitor", role, area)
        client = Client()
        assert client.post("/sign-in", {"username": "visitor", "password": PASSWORD}).status_code == 302
        return client

    return entered


def _guarded() -> list[type[models.Model]]:
    """Return the tables of the ground under row-level security, as the database says."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relrowsecurity AND relname LIKE 'ground\\_%'")
        names = {name for (name,) in cursor.fetchall()}
    return [model for model in apps.get_app_config("ground").get_models() if model._meta.db_table in names]


def test_no_table_that_leads_to_people_shows_a_row_beyond_the_scope(told: Bureau) -> None:
    guarded = _guarded()
    assert len(guarded) >= 9
    for areas, sees in (((), False), (("990102",), False), (("990101004",), False), (("990101",), True)):
        scope_set(areas)
        for model in guarded:
            found = model._default_manager.exclude(area_code__startswith="990102")
            assert found.exists() is sees, (model, areas)


def _pages() -> Iterator[tuple[str, str]]:
    """Yield every address of the ground, with the converter's name where it takes one number."""
    for route, converters in routes(get_resolver().url_patterns):
        if not route.startswith(("/account", "/sign", "/i18n", "/static", "/styleguide", "/tiles", "/files")):
            yield route, ",".join(converters)


def _addresses() -> list[str]:
    """Return every address, with the ids of all rows of the small ground in place of a number."""
    found = []
    for route, name in _pages():
        if "<" not in route:
            found.append(route)
        elif name and "," not in name and f"<int:{name}>" in route:
            model = _MODELS.get(name)
            keys = model._default_manager.values_list("pk", flat=True)[:1] if model else (1,)
            found += [route.replace(f"<int:{name}>", str(key)) for key in keys]
    return found


_MODELS: dict[str, type[models.Model]] = {
    f"{model._meta.model_name}_id": model for model in apps.get_app_config("ground").get_models()
}


def _body(client: Client, address: str) -> bytes:
    answer = client.get(address)
    return b"".join(answer) if answer.streaming else answer.content


@pytest.mark.slow("opens every page and export as two roles")
@pytest.mark.parametrize("role", _ROLES)
def test_no_page_list_search_or_api_tells_a_whole_number(
    enter: Callable[[Role, str], Client], role: Role
) -> None:
    addresses = _addresses()
    client = enter(role, "" if role in {Role.SYSTEM_ADMIN, Role.AUDITOR} else "990101")
    scope_set(("",))
    asked = [
        *addresses,
        *(f"{address}?export={kind}" for address in addresses for kind in ("csv", "geojson")),
    ]
    asked += ["/search?q=0123", "/api/v1/search?q=0123", "/people?q=0123", "/premises?q=0123"]
    assert len(asked) > 150
    assert [address for address in asked if SECRET.encode() in _body(client, address)] == []


_LISTS = (
    "/areas", "/roads", "/premises", "/components", "/component-updates", "/parties", "/vehicles",
    "/device-places", "/cameras", "/surveys", "/catalogue", "/handbook/versions", "/duties",
    "/duty-revisions", "/road-issues", "/patrols", "/grids", "/grids/premises", "/units", "/people",
    "/posts", "/calendars",
)  # fmt: skip
_COPIED: tuple[type[models.Model], ...] = (Component, Party, Vehicle, Premises, RoadIssue, Patrol, Survey)
_UNIQUE = {"code": "{:017}", "credit_code": "91330000{:010}", "plate": "云B{:05}"}


def _rows_copy(model: type[models.Model], times: int) -> None:
    """Add rows like the first of a table."""
    for number in range(times):
        row = model._default_manager.exclude(area_code__startswith="990102").order_by("pk")[0]
        row.pk = None
        for name, form in _UNIQUE.items():
            if hasattr(row, name):
                setattr(row, name, form.format(number))
        if hasattr(row, "client_id"):
            row.client_id = uuid7()
        row.save(force_insert=True)


@pytest.mark.slow("opens every list, short and long")
def test_a_list_costs_the_same_whatever_it_holds(
    enter: Callable[[Role, str], Client], sql_budget: Budget
) -> None:
    client = enter(Role.GROUND_CLERK, "990101")
    for times in (1, 12):
        scope_set(("",))
        for model in _COPIED:
            _rows_copy(model, times - 1)
        for address in _LISTS:
            with sql_budget(f"list {address}", most=12):
                assert client.get(address).status_code == 200, address


@pytest.mark.slow("opens every object and form")
def test_every_object_and_form_costs_what_is_pinned(
    enter: Callable[[Role, str], Client], sql_budget: Budget
) -> None:
    client = enter(Role.DATA_ADMIN, "990101")
    for route, name in _pages():
        if route.startswith("/api") or "," in name or f"<int:{name}>" not in route or name not in _MODELS:
            continue
        scope_set(("",))
        key = _MODELS[name]._default_manager.order_by("pk").values_list("pk", flat=True).first()
        if key is None:
            continue
        address = route.replace(f"<int:{name}>", str(key))
        if client.get(address).status_code == 200:
            with sql_budget(f"page {route}", most=30):
                client.get(address)


def test_a_number_finds_nobody(told: Bureau, person: People) -> None:
    _user, clerk = person("clerk", Role.GROUND_CLERK, "990101")
    assert ground_search(SECRET, clerk) == {}


@pytest.mark.slow("opens every page as a stranger, and sends every form without its token")
def test_strangers_learn_nothing_and_no_form_is_taken_without_its_token(told: Bureau, person: People) -> None:
    addresses = [address for address in _addresses() if not address.startswith("/api/v1/openapi")]
    stranger = Client()
    for address in addresses:
        answer = stranger.get(address)
        body = b"".join(answer) if answer.streaming else answer.content
        assert answer.status_code in {302, 401, 404, 405} or SECRET.encode() not in body, address
        assert FORMULA.encode() not in body, address
    person("clerk", Role.GROUND_CLERK, "990101")
    strict = Client(enforce_csrf_checks=True)
    signed = Client()
    signed.post("/sign-in", {"username": "clerk", "password": PASSWORD})
    strict.cookies = signed.cookies
    taken = [
        address
        for address in addresses
        if strict.post(address, {"reason": "x"}).status_code not in {401, 403, 404, 405}
    ]
    assert taken == []


def test_a_neighbour_meets_no_person_and_no_shop_by_its_address(
    enter: Callable[[Role, str], Client], told: Bureau
) -> None:
    personal = [f"{model._meta.model_name}_id" for model in _guarded()]
    addresses = [
        route.replace(f"<int:{name}>", str(key))
        for route, name in _pages()
        if name in personal and f"<int:{name}>" in route
        for key in _MODELS[name]
        ._default_manager.exclude(area_code__startswith="990102")
        .values_list("pk", flat=True)[:1]
    ]
    assert len(addresses) > 15
    client = enter(Role.GROUND_CLERK, "990102")
    answers = {address: client.get(address).status_code for address in addresses}
    assert {address: code for address, code in answers.items() if code not in {403, 404, 405}} == {}


def test_no_exported_cell_is_a_formula(enter: Callable[[Role, str], Client]) -> None:
    client = enter(Role.GROUND_CLERK, "990101")
    exported = 0
    for address in (
        "/premises",
        "/components",
        "/parties",
        "/vehicles",
        "/surveys",
        "/road-issues",
        "/people",
    ):
        body = _body(client, f"{address}?export=csv").decode("utf-8-sig")
        if FORMULA not in body:
            continue
        exported += 1
        cells = [cell for row in csv.reader(io.StringIO(body)) for cell in row]
        assert [cell for cell in cells if cell.startswith(("=", "+", "@", "-"))] == [], address
    assert exported >= 4


@pytest.mark.parametrize(
    ("name", "body", "kind"),
    [
        ("lamp.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", "image/svg+xml"),
        ("lamp.jpg", b"<html><script>1</script></html>", "image/jpeg"),
        ("lamp.png", b"MZ\x90\x00", "image/png"),
        ("lamp.gif", b"GIF89a", "image/gif"),
    ],
)
def test_a_picture_that_is_none_is_refused(
    enter: Callable[[Role, str], Client], name: str, body: bytes, kind: str
) -> None:
    client = enter(Role.GROUND_CLERK, "990101")
    component = Component.objects.get()
    address = f"/components/{component.pk}/photo"
    form = client.get(address)
    assert form.status_code == 200
    sent = {"photo": SimpleUploadedFile(name, body, kind), "version": form.context["view"].version}
    assert client.post(address, sent).status_code == 415
    assert not component.photos.exists()
