"""The pages of units, people and posts, entered by HTTP as somebody in a role."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.utils.timezone import localtime

from xiuhua.access.rules.roles import TEMPLATES
from xiuhua.access.services import scope_opened
from xiuhua.access.terms import Role
from xiuhua.ground.models import Absence, Area, Person, Post
from xiuhua.ground.queries.people import standing_in
from xiuhua.ground.services.people import people_create_many, person_link
from xiuhua.ground.services.posts import NewPost, post_open
from xiuhua.ground.terms import AreaLevel
from xiuhua.ground.tests.conftest import NOON, Ground
from xiuhua.ground.tests.people_kit import BEGAN, RECORDER, Bureau, bureau_built, new_person
from xiuhua.ledger.models import Entry
from xiuhua.shared.clock import now
from xiuhua.web.parts import FormView, ListView, ObjectView
from xiuhua.web.testing import Budget

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as TestResponse

    from xiuhua.scenekit.testkit.witness import Witness
SignIn = Callable[..., Client]
YUNHE = "990101"


@pytest.fixture
def bureau(ground: Ground) -> Bureau:
    """A bureau with a squad, a street office and three people."""
    return bureau_built()


@pytest.fixture
def keeper(bureau: Bureau, sign_in: SignIn) -> Client:
    """Whoever keeps the registers of the district, reading English."""
    client = sign_in("data_admin", area=YUNHE)
    client.post("/i18n/setlang/", {"language": "en"})
    return client


def _view(answer: TestResponse) -> ObjectView | ListView | FormView:
    assert answer.status_code == 200, answer.content.decode()[:500]
    view: ObjectView | ListView | FormView = answer.context["view"]
    return view


def _said(answer: TestResponse) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


# --- every page opens --------------------------------------------------------------------------------------


def test_every_page_of_units_people_and_posts_opens(keeper: Client, bureau: Bureau) -> None:
    person, unit, post = (
        f"/people/{bureau.chief.pk}",
        f"/units/{bureau.street.pk}",
        f"/posts/{bureau.post.pk}",
    )
    paths = (
        "/units", "/units/tree", "/units/tree?open=1", "/units/new", unit, f"{unit}/edit", f"{unit}/move",
        f"{unit}/retire", "/people", "/people/new", "/people/grid-members", person, f"{person}/edit",
        f"{person}/link", f"{person}/leave", f"{person}/phone", f"{person}/hand-over", f"{person}/posts/new",
        f"{person}/away", "/posts", post, f"{post}/end", f"{post}/deputy",
    )  # fmt: skip
    assert {path: keeper.get(path).status_code for path in paths} == dict.fromkeys(paths, 200)


def test_the_pages_cost_few_statements(keeper: Client, bureau: Bureau, sql_budget: Budget) -> None:
    for name, path in (
        ("people list", "/people"),
        ("person page", f"/people/{bureau.chief.pk}"),
        ("post list", "/posts"),
        ("post page", f"/posts/{bureau.post.pk}"),
        ("unit list", "/units"),
        ("unit page", f"/units/{bureau.bureau.pk}"),
        ("unit tree", "/units/tree"),
        ("grid members", "/people/grid-members"),
    ):
        with sql_budget(name):
            assert keeper.get(path).status_code == 200


def test_the_tree_sets_units_in_and_counts_the_people_beneath(keeper: Client) -> None:
    said = _said(keeper.get("/units/tree"))
    assert said.index("云河区综合行政执法局") < said.index("绣衣街道办事处") < said.index("执法三中队")
    assert "3 people" in said


def test_a_neighbour_sees_units_but_nobody_in_them(bureau: Bureau, sign_in: SignIn) -> None:
    client = sign_in("data_admin", area="990102")
    assert len(client.get("/units").context["view"].rows) == 3
    assert client.get("/people").context["view"].rows == ()
    assert client.get("/posts").context["view"].rows == ()
    for path in (f"/people/{bureau.chief.pk}", f"/posts/{bureau.post.pk}"):
        assert client.get(path).status_code == 404
    assert "罗景行" not in _said(client.get(f"/units/{bureau.street.pk}"))


# --- acts by form ------------------------------------------------------------------------------------------


def test_a_unit_is_recorded_moved_and_retired_by_form(keeper: Client, bureau: Bureau) -> None:
    new = {
        "code": "YH-02",
        "name": "市政所",
        "kind": "department",
        "area_code": YUNHE,
        "parent_code": "YH-01",
    }
    made = keeper.post("/units/new", new)
    assert made.status_code == 303
    page = made.headers["Location"]
    assert keeper.post("/units/new", new).status_code == 422  # the code is known
    version = _view(keeper.get(f"{page}/move")).version  # type: ignore[union-attr]  # a form
    moved = keeper.post(f"{page}/move", {"parent": "", "reason": "单列", "version": version})
    assert moved.status_code == 303
    refused = keeper.post(f"/units/{bureau.bureau.pk}/retire", {"reason": "撤并"})
    assert (refused.status_code, "执法三中队" in _said(refused)) == (409, False)  # opened on no version
    version = _view(keeper.get(f"/units/{bureau.bureau.pk}/retire")).version  # type: ignore[union-attr]  # a form
    refused = keeper.post(f"/units/{bureau.bureau.pk}/retire", {"reason": "撤并", "version": version})
    assert (refused.status_code, "执法三中队" in _said(refused)) == (422, True)


def test_a_full_number_is_shown_once_and_for_a_reason(keeper: Client, bureau: Bureau) -> None:
    person = f"/people/{bureau.chief.pk}"
    pages = (person, "/people", f"{person}/edit", f"{person}/phone", "/people?export=csv")
    assert not any(b"19900000001" in b"".join(keeper.get(path)) for path in pages)
    assert keeper.get(f"{person}/phone/shown").status_code == 302
    assert keeper.post(f"{person}/phone", {"reason": ""}).status_code == 422
    sent = keeper.post(f"{person}/phone", {"reason": "防汛值守联络"})
    shown = keeper.get(sent.headers["Location"])
    assert ("19900000001" in _said(shown), shown["Cache-Control"]) == (True, "no-store")
    assert keeper.get(f"{person}/phone/shown").status_code == 302
    assert Entry.objects.filter(act="person.phone_reveal", subject=f"person:{bureau.chief.pk}").count() == 1


def test_an_absence_shows_who_answers_meanwhile_and_ends_early(keeper: Client, bureau: Bureau) -> None:
    today = localtime(now()).date()
    sent = keeper.post(
        f"/people/{bureau.chief.pk}/away",
        {"kind": "leave", "since": today, "until": today + timedelta(days=1), "deputy": "G0003"},
    )
    assert sent.status_code == 303, _said(sent)
    assert "叶知秋 answers now" in _said(keeper.get(f"/people/{bureau.chief.pk}"))
    assert "叶知秋" in _said(keeper.get(f"/posts/{bureau.post.pk}"))
    with scope_opened((YUNHE,)):
        absence = Absence.objects.get()
    assert keeper.get(f"/absences/{absence.pk}/end").status_code == 200
    assert keeper.post(f"/absences/{absence.pk}/end").status_code == 303
    assert "answers now" not in _said(keeper.get(f"/people/{bureau.chief.pk}"))


def test_somebody_records_their_own_leave_and_no_colleagues(bureau: Bureau, sign_in: SignIn) -> None:
    client = sign_in("road_chief", area=YUNHE, person="roadchief")
    person_link(person_id=bureau.chief.pk, username="roadchief", actor=RECORDER, at=NOON)
    day = localtime(now()).date()
    form = {"kind": "sick", "since": day, "until": day + timedelta(days=1), "deputy": ""}
    assert client.post(f"/people/{bureau.chief.pk}/away", form).status_code == 303
    assert client.post(f"/people/{bureau.third.pk}/away", form).status_code == 403
    assert client.get(f"/people/{bureau.third.pk}/away").status_code == 403


def test_a_post_is_opened_its_deputy_changed_and_it_ends_by_form(keeper: Client, bureau: Bureau) -> None:
    person = f"/people/{bureau.third.pk}"
    form = {
        "role": "grid_member", "title": "", "unit": "YH-01-03", "area": "990101003", "deputy": "G0003",
        "since": "2026-01-05", "until": "",
    }  # fmt: skip
    assert keeper.post(f"{person}/posts/new", form).status_code == 422  # nobody is their own deputy
    assert keeper.post(f"{person}/posts/new", form | {"deputy": "G0002"}).status_code == 303
    post = Post.objects.get(person=bureau.third)
    assert keeper.post(f"/posts/{post.pk}/deputy", {"deputy": "G0001"}).status_code == 303
    assert keeper.post(f"/posts/{post.pk}/end", {"until": "", "reason": "调岗"}).status_code == 303
    assert "Ended" in _said(keeper.get(f"/posts/{post.pk}"))


# --- handing over ------------------------------------------------------------------------------------------


def test_a_hand_over_is_previewed_confirmed_and_seen_by_the_receiver(
    keeper: Client, bureau: Bureau, sign_in: SignIn
) -> None:
    path = f"/people/{bureau.chief.pk}/hand-over"
    preview = _said(keeper.get(path))
    assert all(words in preview for words in ("办事处副主任 · 绣衣街道办事处 · 绣衣街道", "1 post"))
    form = {f"post_{bureau.post.pk}": "on", "to": "G0002", "reason": "换届调整"}
    refused = keeper.post(path, form)  # not confirmed
    assert (refused.status_code, Post.objects.count()) == (422, 1)
    unknown = keeper.post(path, form | {"to": "G9999", "confirmed": "on"})
    assert (unknown.status_code, "G9999" in _said(unknown), Post.objects.count()) == (422, True, 1)
    done = keeper.post(path, form | {"confirmed": "on"})
    assert done.headers["Location"] == f"/people/{bureau.deputy.pk}"
    receiver = sign_in("road_chief", area=YUNHE, person="newchief")
    assert "办事处副主任" in _said(receiver.get(f"/people/{bureau.deputy.pk}"))
    held = Post.objects.get(person=bureau.deputy)
    with scope_opened((YUNHE,)):
        assert standing_in([held.pk], now())[held.pk].person == bureau.deputy
    assert keeper.post(path, form | {"confirmed": "on", "reason": "再来一次"}).status_code == 422


# --- grid members ------------------------------------------------------------------------------------------


@pytest.fixture
def gridded(bureau: Bureau) -> Bureau:
    """Three duty grids and five members: three, one and none; one member of no grid; one in two grids."""
    for number in range(1, 4):
        Area.objects.create(
            code=f"990101003Z0{number}", name=f"责任网格 {number}", level=AreaLevel.DUTY_GRID.value,
            state="valid", parent=Area.objects.get(code="990101003"), updated_at=NOON,
        )  # fmt: skip
    members = [new_person(f"W000{number}", f"网格员{number}", "YH-01-03") for number in range(1, 7)]
    people_create_many(new=members, actor=RECORDER, at=BEGAN)
    over = (("W0001", "Z01"), ("W0002", "Z01"), ("W0003", "Z01"), ("W0003", "Z02"), ("W0004", ""))
    ended = NewPost(
        work_number="W0005", unit_code="YH-01-03", role=Role.GRID_MEMBER, area_code="990101003Z03",
        since=BEGAN, until=NOON,
    )  # fmt: skip
    for member, grid in over:
        new = NewPost(
            work_number=member, unit_code="YH-01-03", role=Role.GRID_MEMBER, area_code=f"990101003{grid}",
            since=BEGAN,
        )  # fmt: skip
        post_open(new=new, actor=RECORDER, at=BEGAN)
    post_open(new=ended, actor=RECORDER, at=BEGAN)
    return bureau


@pytest.mark.proves("K-255")
def test_grid_members_are_counted_with_their_grids_and_the_count_opens_exactly_them(
    gridded: Bureau, sign_in: SignIn, witness: Witness
) -> None:
    keeper = sign_in("data_admin", area=YUNHE)
    form = {
        "role": "grid_member", "title": "", "unit": "YH-01-03", "area": "990101003Z02", "deputy": "",
        "since": "2026-01-05", "until": "",
    }  # fmt: skip
    sixth = Person.objects.get(work_number="W0006")
    assert keeper.post(f"/people/{sixth.pk}/posts/new", form).status_code == 303
    reader = sign_in("grid_member", area=YUNHE, person="叶小满")
    members, grids, per_grid, elsewhere = reader.get("/people/grid-members").context["view"].figures
    assert (members.value, grids.value, elsewhere.value) == (5, 3, 1)
    assert (per_grid.numerator, per_grid.denominator) == (5, 3)
    assert per_grid.value == pytest.approx(5 / 3)
    opened = {row.cells[0].text for row in reader.get(members.url).context["view"].rows}
    assert opened == {"W0001", "W0002", "W0003", "W0004", "W0006"}
    assert reader.get(members.url).context["view"].count.number == members.value
    spread = reader.get("/people/grid-members").context["view"].spread
    assert [grid.members for grid in spread] == [3, 2, 0]
    second = {row.cells[0].text for row in reader.get(spread[1].url).context["view"].rows}
    assert second == {"W0003", "W0006"}
    witness.figure("K-255", numerator=5, denominator=3, counted=opened, opened=opened)


# --- where each role begins --------------------------------------------------------------------------------


@pytest.mark.slow("signs in 68 people")
@pytest.mark.parametrize("family", sorted({template.family for template in TEMPLATES}))
def test_every_role_lands_on_a_page_and_sees_no_place_that_refuses(
    bureau: Bureau, sign_in: SignIn, family: str
) -> None:
    found = {}
    for template in (one for one in TEMPLATES if one.family == family):
        client = sign_in(template.role.value, area=YUNHE)
        home = client.get("/", follow=True)
        places = set(re.findall(r'href="(/[^"?#]*)"', re.search(r"<nav.*?</nav>", _said(home)).group()))  # type: ignore[union-attr]  # every page has a rail
        opened = {place: client.get(place).status_code for place in places}
        found[template.role.value] = (home.status_code, {code for code in opened.values() if code >= 400})
    assert found == {role: (200, set()) for role in found}


# --- units by API ------------------------------------------------------------------------------------------


def test_a_program_records_units_all_or_none_and_reads_them(keeper: Client) -> None:
    sent = {
        "units": [
            {"code": "N2", "name": "二级", "kind": "squad", "area_code": YUNHE, "parent_code": "N1"},
            {"code": "N1", "name": "一级", "kind": "bureau", "area_code": YUNHE},
        ]
    }
    bad = {"units": [*sent["units"], {"code": "N3", "name": "三", "kind": "squad", "area_code": "1"}]}
    refused = keeper.post("/api/v1/units", bad, "application/json")
    assert (refused.status_code, refused.json()["fields"].keys()) == (422, {"area_code"})
    for created in (2, 0):
        answer = keeper.post("/api/v1/units", sent, "application/json")
        assert answer.json() == {"received": 2, "created": created}
    page = keeper.get("/api/v1/units?limit=4").json()
    assert [(unit["code"], unit["parent"]) for unit in page["items"]][3:] == [("N1", None)]
    (last,) = keeper.get(f"/api/v1/units?limit=4&after={page['next']}").json()["items"]
    assert (last["code"], last["parent"]) == ("N2", "N1")
    assert keeper.get(f"/api/v1/units/{last['id']}").json() == last
    assert [unit["code"] for unit in keeper.get("/api/v1/units?q=执法三").json()["items"]] == ["YH-01-S3"]


# --- bad input ---------------------------------------------------------------------------------------------


@pytest.mark.slow("sends every form eight times")
def test_no_text_breaks_a_form_and_nothing_is_written(keeper: Client, bureau: Bureau) -> None:
    person, unit, post = (f"/{kind}/{{}}" for kind in ("people", "units", "posts"))
    forms = (
        "/units/new", "/people/new", f"{unit}/edit", f"{unit}/move", f"{unit}/retire", f"{person}/edit",
        f"{person}/link", f"{person}/leave", f"{person}/phone", f"{person}/hand-over", f"{person}/posts/new",
        f"{person}/away", f"{post}/end", f"{post}/deputy",
    )  # fmt: skip
    keys = {"people": bureau.chief.pk, "units": bureau.street.pk, "posts": bureau.post.pk}
    fields = (
        "code", "name", "short_name", "kind", "parent_code", "area_code", "duty_phone", "parent", "unit",
        "work_number", "phone", "username", "to", "confirmed", "role", "title", "area", "deputy", "since",
        "until",
    )  # fmt: skip
    found = []
    for text in ("\x00", "\uffff", "绣" * 800, "'; DROP TABLE x --", "0001-01-01", "9999-12-31", "-1", ""):
        for form in forms:
            path = form.format(keys[form.split("/")[1]])
            sent = dict.fromkeys(fields, text) | {"reason": " ", "version": text.replace("\x00", "")}
            answer = keeper.post(path, sent)
            may_pass = path.endswith(("/link", "/deputy")) and not text  # empty takes account or deputy away
            if answer.status_code not in {409, 422} and not may_pass:
                found.append((path, text[:20], answer.status_code))
    assert found == []
    acts = set(Entry.objects.filter(at__gt=NOON).values_list("act", flat=True))
    assert acts <= {"account.create", "account.role_grant", "access.signed_in", "post.deputy", "person.link"}


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2026-02-30", "١", "1e9"])
def test_no_day_breaks_a_period(keeper: Client, bureau: Bureau, day: str) -> None:
    person, good = f"/people/{bureau.chief.pk}", "2026-05-01"
    post = {"role": "acceptor", "unit": "YH-01", "area": YUNHE}
    for since, until in ((day, good), (good, day)):
        away = {"kind": "leave", "since": since, "until": until}
        assert keeper.post(f"{person}/away", away).status_code == 422
        assert keeper.post(f"{person}/posts/new", post | {"since": since, "until": until}).status_code == 422
    ended = keeper.post(f"/posts/{bureau.post.pk}/end", {"until": day, "reason": "调岗"})
    assert ended.status_code == 422
