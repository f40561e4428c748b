"""The pages of areas and premises, entered by HTTP as somebody in a role."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, cast
from urllib.parse import urlencode

import psycopg
import pytest
from django.test import Client

from xiuhua.access.models import User
from xiuhua.access.services import scope_opened
from xiuhua.access.terms import Role
from xiuhua.ground.models import Premises
from xiuhua.ground.pages.areas import AreaListPage
from xiuhua.ground.pages.premises import PremisesListPage
from xiuhua.ground.services import premises_create_many, premises_rename
from xiuhua.ground.tests.conftest import NOON, PASSWORD, Ground, new_premises
from xiuhua.ledger.models import Entry
from xiuhua.shared.actor import Actor, Holding
from xiuhua.web.pages.lists import ListPage
from xiuhua.web.pages.preferences import Preference
from xiuhua.web.parts import Fact, FormView, ListView, ObjectView
from xiuhua.web.testing import Budget

YUNHE = "990101"
FRAGMENT = {"HX-Request": "true", "HX-Request-Type": "partial"}
People = Callable[..., tuple[User, Actor]]


@pytest.fixture
def signed_in(ground: Ground, person: People) -> Callable[..., Client]:
    """Sign somebody in who holds a role over an area."""

    def entered(
        username: str, role: Role = Role.GROUND_CLERK, area: str = YUNHE, language: str = "en"
    ) -> Client:
        person(username, role, area)
        client = Client(headers={"Accept-Language": language})
        answer = client.post("/sign-in", {"username": username, "password": PASSWORD})
        assert answer.status_code == 302, answer.content.decode()
        return client

    return entered


def viewed(client: Client, url: str, **query: object) -> Any:
    """Return what the page's template was told."""
    answer = client.get(f"{url}?{urlencode(query, doseq=True)}" if query else url)
    assert answer.status_code == 200, answer.content.decode()
    return answer.context["view"]


def names(view: ListView) -> list[str]:
    return [row.cells[row.primary].text for row in view.rows]


# --- the list ----------------------------------------------------------------------------------------------


def test_a_clerk_sees_the_premises_of_their_own_district_only(signed_in: Callable[..., Client]) -> None:
    view = viewed(signed_in("clerk"), "/premises")
    assert sorted(names(view)) == ["旧书店", "知味面馆"]
    assert view.count is not None
    assert (view.count.number, view.count.more) == (2, False)


def test_a_filter_narrows_the_list_and_its_chip_takes_it_away(signed_in: Callable[..., Client]) -> None:
    client = signed_in("clerk")
    view = viewed(client, "/premises", state="closed", q="书店")
    assert names(view) == ["旧书店"]
    assert [(chip.label, chip.value) for chip in view.chips] == [("State", "Closed")]
    assert view.chips[0].remove_url == "/premises?q=%E4%B9%A6%E5%BA%97"
    assert view.clear_url == "/premises"


def test_two_characters_are_found_in_name_address_and_code(signed_in: Callable[..., Client]) -> None:
    client = signed_in("clerk")
    assert names(viewed(client, "/premises", q="知味")) == ["知味面馆"]
    assert names(viewed(client, "/premises", q="馆")) == ["知味面馆"]
    assert len(names(viewed(client, "/premises", q="泰然 64"))) == 2
    assert names(viewed(client, "/premises", q="yh000002")) == ["旧书店"]
    assert names(viewed(client, "/premises", q="味知")) == []


def test_what_the_url_asks_wrongly_is_left_out_and_said(signed_in: Callable[..., Client]) -> None:
    view = viewed(signed_in("clerk"), "/premises", state="burnt", sort="phone", cursor="x", colour="red")
    assert len(view.rows) == 2
    assert len(view.notices) == 4


@pytest.mark.parametrize(
    "query",
    [
        {"cursor": "WyItdXBkYXRlZF9hdCIsMCwieHgiLDFd"},  # ["-updated_at",0,"xx",1]: no instant
        {
            "cursor": "WyItdXBkYXRlZF9hdCIsMCwiMjAyNi0wMS0wMSIsOTk5OTk5OTk5OTk5OTk5OTk5OTk5XQ"
        },  # beyond a bigint
        {"sort": "name", "cursor": "WyJuYW1lIiwwLCJhXHUwMDAwYiIsMV0"},  # ["name",0,"a\x00b",1]
        {"q": "\x00"},
        {"q": "' | ! & :* ("},
        {"q": "长" * 400},
        {"area": "9" * 20},
        {"area": "0"},
        {"changed_from": "0001-01-01"},
        {"code": "%_\\"},
        {"export": "exe"},
        {"mode": "map"},
    ],
)
def test_no_url_breaks_the_list(signed_in: Callable[..., Client], query: dict[str, str]) -> None:
    assert signed_in("clerk").get(f"/premises?{urlencode(query)}").status_code == 200


def test_an_area_outside_ones_own_shows_nothing_and_offers_to_clear(signed_in: Callable[..., Client]) -> None:
    view = viewed(signed_in("clerk"), "/premises", area="990102")
    assert view.rows == ()
    assert view.state is not None
    assert (view.state.kind, view.state.acts[0].url) == ("filtered", "/premises")


def test_nothing_recorded_is_said_otherwise_than_nothing_found(signed_in: Callable[..., Client]) -> None:
    view = viewed(signed_in("newcomer", area="990103"), "/premises")
    assert view.state is not None
    assert view.state.kind == "empty"


@pytest.mark.parametrize("sort", ["code", "-code", "name", "-name", "area", "-area", "updated", "-updated"])
def test_older_and_newer_walk_the_whole_list_once_in_every_order(
    signed_in: Callable[..., Client], recorder: Actor, monkeypatch: pytest.MonkeyPatch, sort: str
) -> None:
    with scope_opened(("",)):
        more = [
            new_premises(f"YH1{number:05d}", "990101003", name=f"{number % 3} 号店") for number in range(20)
        ]
        premises_create_many(new=more, actor=recorder, at=NOON)
    monkeypatch.setattr("xiuhua.ground.pages.premises.PremisesListPage.page_size", 7)
    client = signed_in("clerk")
    pages = [viewed(client, "/premises", sort=sort)]
    while pages[-1].pager.older_url:
        pages.append(viewed(client, pages[-1].pager.older_url))
    subjects = [row.subject for page in pages for row in page.rows]
    assert len(subjects) == len(set(subjects)) == 22
    assert [len(page.rows) for page in pages] == [7, 7, 7, 1]
    back = viewed(client, pages[2].pager.newer_url)
    assert [row.subject for row in back.rows] == [row.subject for row in pages[1].rows]
    head = viewed(client, back.pager.newer_url)
    assert [row.subject for row in head.rows] == [row.subject for row in pages[0].rows]
    assert head.pager.newer_url == ""
    assert pages[0].count == pages[3].count


def test_a_header_turns_the_order_and_says_which_it_is(signed_in: Callable[..., Client]) -> None:
    client = signed_in("clerk")
    by_key = {column.key: column for column in viewed(client, "/premises").columns}
    assert (by_key["updated"].sort, by_key["updated"].sort_url) == ("descending", "/premises?sort=updated")
    assert (by_key["name"].sort, by_key["name"].sort_url) == ("none", "/premises?sort=name")
    assert by_key["address"].sort == ""
    turned = {column.key: column for column in viewed(client, "/premises", sort="name").columns}
    assert (turned["name"].sort, turned["name"].sort_url) == ("ascending", "/premises?sort=-name")


def test_the_look_is_kept_in_the_browser_and_leaves_the_url(signed_in: Callable[..., Client]) -> None:
    client = signed_in("clerk")
    answer = client.get("/premises?state=open&columns=code&columns=phone&density=compact")
    assert (answer.status_code, answer["Location"]) == (303, "/premises?state=open")
    view = viewed(client, "/premises")
    assert [column.key for column in view.shown_columns] == ["code", "name", "phone"]  # the name is locked
    assert view.density == "compact"
    assert all(len(row.cells) == 3 for row in view.rows)
    assert {row.cells[2].text for row in view.rows} == {"199****1234"}


def test_tabs_are_filters_and_the_current_one_is_known(signed_in: Callable[..., Client]) -> None:
    view = viewed(signed_in("clerk"), "/premises", state="open", sort="name")
    assert [tab.label for tab in view.views if tab.current] == ["In use"]


def test_htmx_gets_the_rows_and_the_browser_the_page(signed_in: Callable[..., Client]) -> None:
    client = signed_in("clerk")
    page, fragment = client.get("/premises"), client.get("/premises", headers=FRAGMENT)
    assert "web/list.html" in {template.name for template in page.templates}
    assert "web/fragments/rows.html" in {template.name for template in fragment.templates}
    assert "web/list.html" not in {template.name for template in fragment.templates}
    for answer in (page, fragment):
        assert {"HX-Request", "HX-Request-Type"} <= {part.strip() for part in answer["Vary"].split(",")}


def test_whoever_has_no_role_for_it_is_refused(signed_in: Callable[..., Client]) -> None:
    assert signed_in("admin", Role.SYSTEM_ADMIN, "").get("/premises").status_code == 403
    assert Client().get("/premises").status_code == 302


@pytest.mark.parametrize(
    ("name", "url"),
    [
        ("premises list", "/premises"),
        (
            "premises list, filtered",
            "/premises?area=990101003&state=open&kind=restaurant&q=%E7%9F%A5%E5%91%B3",
        ),
        ("area list", "/areas"),
    ],
)
def test_a_list_costs_at_most_eight_statements(
    signed_in: Callable[..., Client], sql_budget: Budget, name: str, url: str
) -> None:
    client = signed_in("clerk")
    with sql_budget(name, most=8):
        assert client.get(url).status_code == 200


def test_a_list_longer_than_the_count_still_costs_eight(
    signed_in: Callable[..., Client], recorder: Actor, sql_budget: Budget, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("xiuhua.web.counting.COUNT_CAP", 1)
    client = signed_in("clerk")
    with sql_budget("premises list, estimated", most=8):
        view = viewed(client, "/premises", area="990101003")
    assert view.count is not None
    assert (view.count.number, view.count.more) == (1, True)


@pytest.mark.parametrize(("area", "truth"), [(YUNHE, 1_200), ("", 6_000)])
def test_the_planner_guesses_within_a_factor_of_two_whatever_the_scope(
    committed_db: str, area: str, truth: int
) -> None:
    _crowd_record(committed_db.replace("xiuhua_app", "xiuhua_owner"))
    page = PremisesListPage()
    page.actor = Actor(name="user:1", user_id=1, holdings=(Holding(role=Role.GROUND_CLERK, area=area),))
    with scope_opened((area,)):
        count = page.view(page.asked("/premises", {}), Preference()).count
    assert count is not None
    assert count.more
    assert count.estimate is not None
    assert truth / 2 < count.estimate < truth * 2


def _crowd_record(owner_url: str) -> None:
    """Record 6,000 premises, a fifth of them in one district, and let the planner learn of them."""
    with psycopg.connect(owner_url) as owner:
        owner.execute("SET xiuhua.scope = '*'")
        (area,) = owner.execute(
            "INSERT INTO ground_area (code, name, level, updated_at)"
            " VALUES ('9901', '云州市', 'city', now()) RETURNING id"
        ).fetchone() or (None,)
        owner.execute(
            "INSERT INTO ground_premises (client_id, code, name, kind, state, address, contact_phone,"
            " area_code, place, recorded_at, updated_at, area_id)"
            " SELECT gen_random_uuid(), 'C' || n, '店' || n, 'shop', 'open', '', '',"
            " CASE WHEN mod(n, 5) = 0 THEN '990101003' ELSE '990102001' END,"
            " ST_SetSRID(ST_MakePoint(120.1, 30.2), 4326), now(), now(), %s"
            " FROM generate_series(1, 6000) AS n",
            [area],
        )
        owner.execute("ANALYZE ground_premises")


def test_tabs_say_how_many_even_where_nothing_fits(
    signed_in: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    counted = tuple(replace(preset, counted=bool(preset.query)) for preset in PremisesListPage.presets)
    monkeypatch.setattr(PremisesListPage, "presets", counted)
    client = signed_in("clerk")
    for view in (viewed(client, "/premises"), viewed(client, "/premises", q="没有的")):
        counts = {tab.label: tab.count.number for tab in view.views if tab.count}
        assert counts == {"In use": 1, "Restaurants": 1, "Building sites": 0}


@pytest.mark.parametrize("page", [PremisesListPage, AreaListPage])
def test_every_tab_is_a_url_the_list_understands(page: type[ListPage[Any]]) -> None:
    for preset in page.presets:
        assert page().asked("", preset.query).notices == ()


def test_a_list_leaves_as_it_is_shown(signed_in: Callable[..., Client]) -> None:
    client = signed_in("clerk")
    (csv, geojson) = (
        export.url for export in viewed(client, "/premises", state="open").exports if export.format != "xlsx"
    )
    sheet = client.get(csv).getvalue().decode("utf-8-sig")
    assert "知味面馆" in sheet
    assert "旧书店" not in sheet
    assert "江畔小炒" not in sheet
    (feature,) = json.loads(client.get(geojson).getvalue())["features"]
    assert feature["geometry"] == {"type": "Point", "coordinates": [120.1, 30.25]}


# --- the object --------------------------------------------------------------------------------------------


def test_the_page_of_premises_tells_what_where_and_what_may_be_done(
    signed_in: Callable[..., Client], ground: Ground
) -> None:
    view: ObjectView = viewed(signed_in("clerk"), f"/premises/{ground.shop.pk}")
    assert (view.title, view.code, view.subject) == ("知味面馆", "YH000001", f"premises:{ground.shop.pk}")
    assert view.state is not None
    assert view.state.text == "In use"
    assert view.place == "云河区 绣衣街道 · 泰然四路 64 号"
    rename = view.acts[0]
    assert (rename.enabled, rename.url) == (True, f"/premises/{ground.shop.pk}/rename")
    facts = {fact.name: fact for fact in view.facts}
    assert facts["name"].edit_url == rename.url
    (phone, *_rest) = cast("Sequence[Fact]", view.sections[0].context)
    assert phone.value.text == "199****1234"
    assert view.map is not None
    assert '"Point"' in view.map.feature
    assert view.live_url == f"/premises/{ground.shop.pk}"


def test_an_act_that_may_not_be_done_is_shown_with_the_reason(
    signed_in: Callable[..., Client], ground: Ground
) -> None:
    acts = viewed(signed_in("clerk"), f"/premises/{ground.closed.pk}").acts
    closed = next(act for act in acts if act.name == "premises.rename")
    assert closed.url == ""
    assert "Closed" in closed.why_not
    led = viewed(signed_in("leader", Role.LEADER), f"/premises/{ground.shop.pk}").acts[0]
    assert "role" in led.why_not


def test_premises_of_another_district_are_not_there(signed_in: Callable[..., Client], ground: Ground) -> None:
    assert signed_in("clerk").get(f"/premises/{ground.elsewhere.pk}").status_code == 404
    assert signed_in("clerk2").get("/premises/999999999").status_code == 404


def test_the_list_is_found_again_with_its_filters(signed_in: Callable[..., Client], ground: Ground) -> None:
    client = signed_in("clerk")
    url = f"/premises/{ground.shop.pk}"
    answer = client.get(url, headers={"Referer": "http://testserver/premises?state=open"})
    assert answer.context["view"].back_url == "/premises?state=open"
    answer = client.get(url, headers={"Referer": "http://elsewhere.example/premises?state=open"})
    assert answer.context["view"].back_url == "/premises"


@pytest.mark.slow("opens a list and its neighbours for each of six questions")
def test_from_one_record_of_a_list_to_the_next_and_back(
    signed_in: Callable[..., Client], ground: Ground
) -> None:
    client, base = signed_in("clerk"), "http://testserver"
    first, second = f"/premises/{ground.shop.pk}", f"/premises/{ground.closed.pk}"
    for query in (
        "sort=code",
        "sort=-code",
        "",
        "q=nothing",
        "state=open&sort=code",
        "sort=code&area=990102",
    ):
        listed = [row.url for row in viewed(client, f"/premises?{query}").rows]
        seen = client.get(first, headers={"Referer": f"{base}/premises?{query}"}).context["view"]
        kept = "?" + urlencode({"from": query})
        place = listed.index(first) if first in listed else None
        after = listed[place + 1 :][:1] if place is not None else []
        before = listed[:place][-1:] if place else []
        assert [seen.next_url, seen.previous_url] == [
            (one[0] + kept if one else "") for one in (after, before)
        ], query
        assert seen.live_url == first + kept
    seen = client.get(first, headers={"Referer": f"{base}/premises?sort=code"}).context["view"]
    then = client.get(seen.next_url).context["view"]  # no list before it any more: the address remembers
    assert (then.url, then.next_url, then.back_url) == (second, "", "/premises?sort=code")
    assert client.get(then.previous_url).context["view"].url == first


def test_whoever_comes_from_elsewhere_has_no_neighbours(
    signed_in: Callable[..., Client], ground: Ground
) -> None:
    client, url = signed_in("clerk"), f"/premises/{ground.shop.pk}"
    for headers in ({}, {"Referer": "http://testserver/areas"}, {"Referer": "http://else.example/premises"}):
        view = client.get(url, headers=headers).context["view"]
        assert (view.next_url, view.previous_url, view.live_url) == ("", "", url)
    for query in ("x=1&" * 300, "sort=%00&area=%FF", "cursor=nonsense"):
        assert client.get(f"{url}?{urlencode({'from': query})}").status_code == 200


def test_the_story_tells_who_did_what_with_both_names(
    signed_in: Callable[..., Client], person: People, ground: Ground
) -> None:
    client = signed_in("clerk")
    _user, actor = person("renamer", Role.GROUND_CLERK, YUNHE)
    with scope_opened((YUNHE,)):
        premises_rename(premises_id=ground.shop.pk, name="百味面馆", reason="换了招牌", actor=actor, at=NOON)
    latest = viewed(client, f"/premises/{ground.shop.pk}").story.entries[0]
    assert (latest.actor, latest.reason, latest.leaf) == ("renamer", "换了招牌", None)
    assert latest.proof_url == ""  # nothing to prove before the sealer has been
    (change,) = latest.changes
    assert (change.label, change.before, change.after) == ("Name", "知味面馆", "百味面馆")


def test_an_area_tells_what_lies_in_it(signed_in: Callable[..., Client], ground: Ground) -> None:
    client = signed_in("clerk")
    street = ground.shop.area
    view: ObjectView = viewed(client, f"/areas/{street.pk}")
    assert view.place == "云州市 · 云河区"
    assert [related.count and related.count.number for related in view.related] == [2, 0, None, None]
    assert view.map is None  # a bare code has no boundary
    assert viewed(client, "/areas", level="street").count.number == 2
    assert client.get("/areas/999999").status_code == 404


def test_objects_and_forms_cost_what_they_did(
    signed_in: Callable[..., Client], ground: Ground, sql_budget: Budget
) -> None:
    client = signed_in("clerk")
    with sql_budget("premises page"):
        client.get(f"/premises/{ground.shop.pk}")
    with sql_budget("premises rename form"):
        client.get(f"/premises/{ground.shop.pk}/rename")
    with sql_budget("premises rename act"):
        sent(client, ground.shop, name="百味面馆", reason="换了招牌")


# --- the form ----------------------------------------------------------------------------------------------


def sent(client: Client, shop: Premises, *, version: str = "知味面馆", **typed: object) -> Any:
    """Send the form as the page had it."""
    return client.post(f"/premises/{shop.pk}/rename", {"version": version, "reason": "换了招牌", **typed})


def test_a_clerk_renames_and_is_led_back_with_a_word_of_it(
    signed_in: Callable[..., Client], ground: Ground
) -> None:
    client = signed_in("clerk")
    form: FormView = viewed(client, f"/premises/{ground.shop.pk}/rename")
    assert (form.version, form.fields[0].value) == ("知味面馆", "知味面馆")
    assert form.draft_key == f"premises:{ground.shop.pk}:premises.rename"
    answer = sent(client, ground.shop, name="百味面馆")
    assert (answer.status_code, answer["Location"]) == (303, f"/premises/{ground.shop.pk}")
    page = client.get(answer["Location"])
    assert page.context["view"].title == "百味面馆"
    assert [str(message) for message in page.context["messages"]] == ["Renamed"]


def test_htmx_is_led_by_a_header(signed_in: Callable[..., Client], ground: Ground) -> None:
    client = signed_in("clerk")
    answer = client.post(
        f"/premises/{ground.shop.pk}/rename",
        {"version": "知味面馆", "name": "百味面馆", "reason": "换了招牌"},
        headers=FRAGMENT,
    )
    assert answer["HX-Redirect"] == f"/premises/{ground.shop.pk}"


def test_a_refused_form_keeps_what_was_typed_and_says_where(
    signed_in: Callable[..., Client], ground: Ground
) -> None:
    answer = sent(signed_in("clerk"), ground.shop, name="", reason="换了招牌")
    assert answer.status_code == 422
    fields = {field.name: field for field in answer.context["view"].fields}
    assert fields["name"].error
    assert (fields["reason"].error, fields["reason"].value) == ("", "换了招牌")


def test_the_services_own_refusal_stands_beside_the_field(
    signed_in: Callable[..., Client], ground: Ground
) -> None:
    answer = sent(signed_in("clerk"), ground.shop, name="知味面馆")
    assert answer.status_code == 422
    (wrong,) = answer.context["view"].wrong_fields
    assert wrong.name == "name"
    assert "same as the present one" in wrong.error
    assert Entry.objects.filter(act="premises.rename").count() == 0


def test_somebody_faster_is_noticed_and_both_names_are_shown(
    signed_in: Callable[..., Client], ground: Ground
) -> None:
    client, other = signed_in("clerk"), signed_in("other")
    assert sent(other, ground.shop, name="四季面馆").status_code == 303
    answer = sent(client, ground.shop, name="百味面馆")
    assert answer.status_code == 409
    view: FormView = answer.context["view"]
    fields = {field.name: field for field in view.fields}
    assert fields["name"].value == "百味面馆"
    assert "四季面馆" in fields["name"].error
    assert fields["reason"].value == "换了招牌"
    assert view.errors
    assert sent(client, ground.shop, name="百味面馆", version=view.version).status_code == 303


def test_a_double_click_renames_once(signed_in: Callable[..., Client], ground: Ground) -> None:
    client = signed_in("clerk")
    once = next(
        field.value
        for field in viewed(client, f"/premises/{ground.shop.pk}/rename").fields
        if field.name == "once"
    )
    answers = [sent(client, ground.shop, name="百味面馆", once=once) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    with scope_opened(("",)):
        assert Entry.objects.filter(act="premises.rename").count() == 1


def test_a_state_that_changed_while_typing_refuses_beside_the_form(
    signed_in: Callable[..., Client], ground: Ground
) -> None:
    client = signed_in("clerk")
    with scope_opened(("",)):
        Premises.objects.filter(pk=ground.shop.pk).update(state="closed")
    answer = sent(client, ground.shop, name="百味面馆")
    assert answer.status_code == 409
    assert "Closed" in answer.context["view"].errors[0]
    assert answer.context["view"].fields[0].value == "百味面馆"
    assert (
        client.get(f"/premises/{ground.shop.pk}/rename").status_code == 409
    )  # whoever has not typed yet is told at once


@pytest.mark.parametrize("role", [Role.LEADER, Role.AUDITOR])
def test_who_may_not_rename_gets_no_form_and_no_act(
    signed_in: Callable[..., Client], ground: Ground, role: Role
) -> None:
    client = signed_in("reader", role)
    assert client.get(f"/premises/{ground.shop.pk}/rename").status_code == 403
    assert sent(client, ground.shop, name="百味面馆").status_code == 403
    with scope_opened(("",)):
        ground.shop.refresh_from_db()
    assert ground.shop.name == "知味面馆"


def test_pages_speak_chinese_by_default(signed_in: Callable[..., Client], ground: Ground) -> None:
    view = viewed(signed_in("clerk", language="zh-CN"), f"/premises/{ground.shop.pk}")
    assert view.state.text == "在用"
