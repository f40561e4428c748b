"""Components by their pages: read, revised, and the register kept true by three people."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date

import pytest
import shapely
from django.contrib.gis.geos import MultiPolygon, Polygon
from django.db import connection
from django.test import Client

from xiuhua.access.services import scope_opened, scope_set
from xiuhua.access.terms import Role
from xiuhua.ground.models import Area, CatalogueItem, Component, ComponentProposal, Mount, Unit
from xiuhua.ground.queries.search import ground_search
from xiuhua.ground.services.components import NewComponent, components_create_many
from xiuhua.ground.services.proposals import NewProposal, proposal_accept, proposal_check, proposal_create
from xiuhua.ground.terms.components import ComponentState, ProposalVerb
from xiuhua.ground.tests.conftest import NOON, PASSWORD, Ground
from xiuhua.shared.actor import Actor, Holding
from xiuhua.shared.errors import CityError, NotPermitted
from xiuhua.shared.ids import uuid7
from xiuhua.web.testing import Budget

STREET = "990101003"
_SQUARE = MultiPolygon(Polygon.from_bbox((120.0, 30.0, 120.2, 30.4)), srid=4326)


def new_component(number: int = 1, **changes: object) -> NewComponent:
    """Return a lamp to be recorded."""
    values: dict[str, object] = {
        "code": f"99010101037{number:06d}",
        "name": "路灯",
        "steward_code": "YH-CG",
        "steward_name": "云河区城管局",
        "keeper_code": "YH-LD",
        "keeper_name": "云河路灯公司",
        "grid_code": "990101003001001",
        "surveyed_on": date(2026, 1, 5),
        "shape": shapely.Point(120.1 + number / 10_000, 30.25),
    }
    return NewComponent(**(values | changes))  # type: ignore[arg-type]  # named values of mixed types


@pytest.fixture
def lamp(ground: Ground, recorder: Actor) -> Component:
    """A lamp, its neighbour, their kinds and units."""
    for code, zh in (("01037", "路灯"), ("01002", "污水井盖")):
        CatalogueItem.objects.create(
            standard="gb47678_5_2026",
            kind="component_kind",
            code=code,
            zh=zh,
            class_code="01",
            class_zh="市政公用设施",
            source="GB",
        )
    district = Area.objects.get(code="990101")
    for code, name in (("YH-CG", "云河区城管局"), ("YH-LD", "云河路灯公司")):
        Unit.objects.create(
            code=code,
            name=name,
            kind="contractor",
            area=district,
            area_code="990101",
            recorded_at=NOON,
            updated_at=NOON,
        )
    Area.objects.filter(code=STREET).update(shape=_SQUARE)
    return components_create_many(new=[new_component(1), new_component(2)], actor=recorder, at=NOON)[0]


@pytest.fixture
def enter(lamp: Component, person: Callable[..., object]) -> Callable[..., Client]:
    """Sign somebody in who holds a role over an area."""

    def entered(name: str, role: Role, area: str = STREET) -> Client:
        person(name, role, area)
        client = Client(headers={"Accept-Language": "en"})
        assert client.post("/sign-in", {"username": name, "password": PASSWORD}).status_code == 302
        return client

    return entered


def sent(client: Client, url: str, **typed: object) -> str:
    """Fill in a form as a browser does, and return where it led."""
    version = client.get(url).context["view"].version
    answer = client.post(url, {"version": version, **typed})
    assert answer.status_code == 303, answer.content.decode()
    return answer["Location"]


def test_the_page_of_a_lamp_tells_everything(
    lamp: Component, enter: Callable[..., Client], sql_budget: Budget
) -> None:
    client = enter("clerk", Role.GROUND_CLERK, "990101")
    with sql_budget("component page"):
        view = client.get(f"/components/{lamp.pk}").context["view"]
    assert (view.code, view.title, view.state.text) == ("99010101037000001", "路灯", "Intact")
    titles = [section.title for section in view.sections]
    assert titles[:4] == ["Who answers here", "Photos", "Units in charge", "Place and survey"]
    assert [line.text for line in view.sections[-1].context] == ["路灯"]  # the neighbour, 10 m away
    with sql_budget("component list"):
        listed = client.get("/components?class=01037&q=路灯").context["view"]
    assert len(listed.rows) == 2


def test_what_the_keeper_keeps_is_a_link_with_a_name_even_where_the_census_has_none(
    lamp: Component, enter: Callable[..., Client]
) -> None:
    client = enter("clerk", Role.GROUND_CLERK, "990101")
    keeper = Unit.objects.get(code="YH-LD")
    Component.objects.filter(pk=lamp.pk).update(keeper=keeper, keeper_code=keeper.code, keeper_name="")
    answer = client.get(f"/components/{lamp.pk}")
    _alike, kept, *cases = answer.context["view"].related
    assert (kept.label, kept.url) == (
        "Components kept by 云河路灯公司", f"/components?keeper={keeper.pk}",
    )  # fmt: skip
    _before, _title, card = answer.content.decode().partition('<ul class="x-related">')
    assert "—" not in card.partition("</ul>")[0]
    Component.objects.filter(pk=lamp.pk).update(keeper=None, keeper_code="", keeper_name="路灯所")
    assert client.get(f"/components/{lamp.pk}").context["view"].related[1:] == tuple(
        cases
    )  # none of our units


def test_a_clerk_revises_and_moves_with_a_reason_and_the_story_tells_it(
    lamp: Component, enter: Callable[..., Client]
) -> None:
    client, url = enter("clerk", Role.GROUND_CLERK, "990101"), f"/components/{lamp.pk}"
    sent(client, f"{url}/state", to="broken", reason="灯罩破损")
    typed = {
        "name": "高杆路灯",
        "steward_code": "YH-CG",
        "steward_name": "云河区城管局",
        "keeper_code": "YH-LD",
        "keeper_name": "云河路灯公司",
        "reason": "换型号",
    }
    sent(client, f"{url}/revise", **typed)
    view = client.get(url).context["view"]
    assert (view.title, view.state.text) == ("高杆路灯", "Broken")
    assert [entry.reason for entry in view.story.entries] == ["换型号", "灯罩破损", ""]
    lamp.refresh_from_db()
    assert lamp.changed_on is not None
    form = client.get(f"{url}/state").context["view"]
    refused = client.post(f"{url}/state", {"version": form.version, "to": "broken", "reason": "x"})
    assert refused.status_code == 422  # broken does not follow broken


def test_three_people_keep_the_register_true(lamp: Component, enter: Callable[..., Client]) -> None:
    member = enter("li", Role.GRID_MEMBER)
    told = sent(
        member,
        "/component-updates/new",
        verb="component_new",
        class_code="01002",
        name="污水井盖",
        longitude="120.12",
        latitude="30.26",
        reason="新建路口多了一个井盖",
    )
    assert member.get(f"{told}/check").status_code == 200
    assert member.post(f"{told}/check", {"version": "proposed"}).status_code == 403  # never the proposer
    verifier = enter("zhao", Role.VERIFIER)
    sent(verifier, f"{told}/check", name="污水井盖（方形）", note="现场为方形")
    clerk = enter("clerk", Role.GROUND_CLERK, "990101")
    lacking = clerk.post(f"{told}/accept", {"version": "checked"})
    assert lacking.status_code == 422  # no steward, and nothing half-done
    assert Component.objects.count() == 2
    made = sent(clerk, f"{told}/accept", steward_code="YH-CG")
    view = member.get(made).context["view"]
    assert (view.code, view.title) == ("99010101002000001", "污水井盖（方形）")
    assert len(view.story.entries) == 4  # proposed, checked, recorded, accepted
    assert clerk.post(f"{told}/accept", {"version": "checked", "steward_code": "YH-CG"}).status_code == 409
    tabs = clerk.get("/component-updates").context["view"].views
    assert [tab.count.number for tab in tabs if tab.count] == [0, 0, 1, 0]


def test_what_is_gone_leaves_its_state_and_a_refusal_its_reason(
    lamp: Component, enter: Callable[..., Client]
) -> None:
    member, verifier = enter("li", Role.GRID_MEMBER), enter("zhao", Role.VERIFIER)
    clerk = enter("clerk", Role.GROUND_CLERK, "990101")
    (field,) = (
        one
        for group in member.get(f"/components/{lamp.pk}/propose").context["view"].groups
        for one in group.fields
        if one.my_place
    )
    assert (field.name, field.my_place) == ("latitude", "longitude")
    told = sent(member, f"/components/{lamp.pk}/propose", verb="component_gone", reason="灯杆被撞后移走")
    sent(verifier, f"{told}/check", note="属实")
    sent(clerk, f"{told}/accept")
    lamp.refresh_from_db()
    assert lamp.state == "lost"
    second = sent(
        member, f"/components/{lamp.pk}/propose", verb="component_changed", state="intact", reason="看错了"
    )
    sent(clerk, f"{second}/refuse", reason="与现场不符")
    lamp.refresh_from_db()
    assert lamp.state == "lost"
    assert ComponentProposal.objects.get(state="refused").reason == "看错了"


def test_sending_a_proposal_twice_is_sending_it_once(lamp: Component) -> None:
    li = Actor(name="user:7", holdings=(Holding(role="grid_member", area=STREET),), user_id=7)
    new = NewProposal(
        client_id=uuid7(),
        verb=ProposalVerb.CHANGED,
        component_id=lamp.pk,
        reason="灯不亮",
        fields={"state": "broken"},
    )
    first = proposal_create(new=new, photo=None, actor=li, at=NOON)
    assert proposal_create(new=new, photo=None, actor=li, at=NOON).pk == first.pk
    with pytest.raises(NotPermitted):
        proposal_check(proposal_id=first.pk, fields={}, photo=None, note="", actor=li, at=NOON)


def test_a_contractor_reads_only_what_it_keeps(lamp: Component, enter: Callable[..., Client]) -> None:
    client = enter("firm", Role.ROAD_CONTRACTOR)
    assert client.get("/components").context["view"].rows == ()
    assert client.get(f"/components/{lamp.pk}").status_code == 404


@pytest.mark.parametrize(
    "question", ["路灯", "99010101037000001", "泰然", "知味面馆", "绣衣街道", "云河区城管"]
)
def test_one_question_finds_everything_on_the_ground(lamp: Component, recorder: Actor, question: str) -> None:
    found = ground_search(question, recorder)
    assert found
    assert all(len(lines) <= 8 for lines in found.values())


@pytest.mark.parametrize("question", ["", " ", "\x00", "' | ! & :* (", "%_\\", "长" * 400])
def test_no_question_breaks_the_search(lamp: Component, enter: Callable[..., Client], question: str) -> None:
    client = enter("clerk", Role.GROUND_CLERK, "990101")
    assert client.get("/search", {"q": question}).status_code == 200
    assert client.get("/api/v1/search", {"q": question[:80]}).status_code in {200, 422}


def test_the_search_keeps_districts_apart(lamp: Component) -> None:
    clerk = Actor(name="user:1", holdings=(Holding(role="ground_clerk", area="990102"),), user_id=1)
    scope_set(("990102",))
    assert "premises" not in ground_search("知味", clerk)


def test_a_lamp_with_a_camera_says_so(lamp: Component, enter: Callable[..., Client]) -> None:
    client = enter("clerk", Role.GROUND_CLERK, "990101")
    sent(
        client,
        "/device-places/new",
        code="CAM-1",
        name="泰然路口",
        kind="camera_place",
        state="mount_in_use",
        component=lamp.code,
        area_code=STREET,
        longitude="120.1",
        latitude="30.25",
        height_m="6",
    )
    sections = {one.title: one for one in client.get(f"/components/{lamp.pk}").context["view"].sections}
    assert [line.text for line in sections["Cameras and devices on it"].context] == ["泰然路口"]
    mount = Mount.objects.get()
    sent(
        client,
        f"/device-places/{mount.pk}/revise",
        name="泰然路口北",
        kind="camera_place",
        state="dismantled",
        component=lamp.code,
        area_code=STREET,
        longitude="120.1",
        latitude="30.25",
        height_m="6",
    )
    mount.refresh_from_db()
    assert (mount.code, mount.name, mount.state) == ("CAM-1", "泰然路口北", "dismantled")
    for url in ("/device-places", f"/device-places/{mount.pk}", "/vehicles", "/parties", "/surveys"):
        assert client.get(url).status_code == 200


def test_parties_premises_and_vehicles_are_kept_by_their_pages(
    lamp: Component, enter: Callable[..., Client], ground: Ground
) -> None:
    client = enter("clerk", Role.GROUND_CLERK, "990101")
    wrong = client.post(
        "/parties/new",
        {"name": "云河餐饮", "kind": "firm", "credit_code": "01000000000000000X", "area_code": STREET},
    )
    assert [field.name for field in wrong.context["view"].wrong_fields] == ["credit_code"]
    party = sent(
        client,
        "/parties/new",
        name="云河餐饮",
        kind="firm",
        credit_code="0100 0000 0000 0000 0w",
        area_code=STREET,
        contact_phone="19900001111",
    )
    shop = f"/premises/{ground.shop.pk}"
    sent(
        client,
        f"{shop}/revise",
        kind="restaurant",
        address="泰然四路 66 号",
        credit_code="01000000000000000W",
        contact_phone="199****1234",
        frontage_m="6.5",
        reason="现场核对",
    )
    scope_set(("",))
    ground.shop.refresh_from_db()
    assert (ground.shop.contact_phone, ground.shop.frontage_m) == ("19900001234", 6.5)  # a mask is no number
    vehicle = sent(
        client,
        "/vehicles/new",
        plate="浙a·d12345",
        kind="sweeper",
        state="in_service",
        area_code="990101",
        credit_code="01000000000000000W",
    )
    sent(client, f"{vehicle}/revise", kind="sweeper", state="laid_up", area_code="990101")
    titles = [one.title for one in client.get(party).context["view"].sections]
    assert titles == ["Contact", "Premises"]  # the vehicle was revised and is nobody's now
    for page, number in ((shop, "19900001234"), (party, "19900001111")):
        assert client.get(f"{page}/phone/shown").status_code == 302  # nobody said why
        assert client.post(f"{page}/phone", {"reason": ""}).status_code == 422
        shown = client.get(sent(client, f"{page}/phone", reason="约谈店主"))
        assert (number in shown.content.decode(), shown["Cache-Control"]) == (True, "no-store")
        assert client.get(f"{page}/phone/shown").status_code == 302  # once
        assert number not in client.get(page).content.decode()
    sent(client, f"{shop}/state", to="closed", reason="已停业注销")
    scope_set(("",))
    ground.shop.refresh_from_db()
    assert ground.shop.state == "closed"


@pytest.mark.slow("two connections and a fresh database")
def test_of_two_acceptances_at_once_one_is_refused(committed_db: str, recorder: Actor) -> None:
    scope_set(("",))
    district = Area.objects.create(code="990101", name="云河区", level="district", updated_at=NOON)
    Area.objects.create(
        code=STREET, name="绣衣街道", level="street", parent=district, shape=_SQUARE, updated_at=NOON
    )
    Unit.objects.create(
        code="YH-CG",
        name="云河区城管局",
        kind="bureau",
        area=district,
        area_code="990101",
        recorded_at=NOON,
        updated_at=NOON,
    )
    CatalogueItem.objects.create(
        standard="gb47678_5_2026",
        kind="component_kind",
        code="01037",
        zh="路灯",
        class_code="01",
        class_zh="市政",
        source="GB",
    )
    everybody = Actor(name="user:8", holdings=(Holding(role="grid_member", area=STREET),), user_id=8)
    other = Actor(name="user:9", holdings=(Holding(role="verifier", area=STREET),), user_id=9)
    new = NewProposal(
        client_id=uuid7(),
        verb=ProposalVerb.NEW,
        reason="新装",
        fields={"class_code": "01037"},
        longitude=120.1,
        latitude=30.2,
    )
    proposal = proposal_create(new=new, photo=None, actor=everybody, at=NOON)
    proposal_check(proposal_id=proposal.pk, fields={}, photo=None, note="", actor=other, at=NOON)
    outcomes: list[str] = []
    together = threading.Barrier(2)

    def accept() -> None:
        with scope_opened(("",)):
            together.wait()
            try:
                component = proposal_accept(
                    proposal_id=proposal.pk,
                    actor=recorder,
                    at=NOON,
                    changed_on=date(2026, 3, 2),
                    steward_code="YH-CG",
                )
                outcomes.append(component.code)
            except CityError as refusal:
                outcomes.append(refusal.code)
        connection.close()

    threads = [threading.Thread(target=accept) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["99010101037000001", "not_allowed_now"]
    assert Component.objects.count() == 1
    assert Component.objects.get().state == ComponentState.INTACT.value
