"""The duty system as its people live it: rows S-029, S-045, S-046, S-047, R-12, R-13 and P-07."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeAlias

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils.timezone import localtime

from xiuhua.access.models import User
from xiuhua.access.services import scope_opened
from xiuhua.ground.models import Duty, DutyRevision, Patrol, RoadIssue
from xiuhua.ground.services.duty_revisions import NewLine, draft_lines_put, revision_draft, revision_publish
from xiuhua.ground.services.premises import premises_create_many
from xiuhua.ground.terms.duties import ChiefLevel, DutyGround
from xiuhua.ground.tests.conftest import new_premises
from xiuhua.ground.tests.duty_kit import CLERK, LONG_AGO, Town, chain, town_make
from xiuhua.scenekit.testkit.witness import Witness
from xiuhua.shared.actor import Actor, Holding
from xiuhua.shared.clock import now

SignIn: TypeAlias = Callable[..., Client]
ONE, TWO = "990101003L0001", "990101003L0002"
TABLE: tuple[dict[str, Any], ...] = (  # columns of mixed types
    *chain(ONE),
    *chain(TWO),
    {"code": "SD-1", "area_code": ONE, "ground": "three_fixes", "unit_code": "U-SQUAD", "work_number": "F1"},
    {"code": "SD-2", "area_code": TWO, "ground": "three_fixes", "unit_code": "U-SQUAD", "work_number": "F2"},
)


@pytest.fixture
def town(db: None) -> Town:
    """The small district; the scope is closed again, as before a request."""
    with scope_opened(("",)):
        return town_make()


@pytest.fixture
def come_in(sign_in: SignIn, town: Town) -> Callable[..., Client]:
    """Sign in whoever holds a work number, in a role over the area of their post."""

    def entered(number: str, role: str) -> Client:
        post = town.posts[number]
        client = sign_in(role, area=post.area_code, person=number)
        with scope_opened(("",)):
            post.person.user = User.objects.get(username=number)
            post.person.save(update_fields=["user"])
        return client

    return entered


def new_line(**values: Any) -> NewLine:  # columns of mixed types
    values["ground"] = DutyGround(values["ground"])
    values["level"] = ChiefLevel(values["level"]) if values.get("level") else None
    return NewLine(**values)


def in_force(*lines: dict[str, Any]) -> None:
    with scope_opened(("",)):
        revision = revision_draft(title="职责表", area_code="990101", actor=CLERK, at=LONG_AGO)
        rows = [new_line(**line) for line in lines]
        draft_lines_put(revision_id=revision.pk, lines=rows, actor=CLERK, at=LONG_AGO)
        revision_publish(
            revision_id=revision.pk, effective_at=LONG_AGO, document_number="1 号", actor=CLERK, at=LONG_AGO
        )


def drafted(client: Client, *lines: dict[str, Any]) -> str:
    """Draft a change by the forms and return the address of its page."""
    begun = client.post("/duty-revisions/new", {"title": "春季调整", "area_code": "990101"})
    assert begun.status_code == 303, said(begun)
    for line in lines:
        added = client.post(f"{begun['Location']}/line", {"hours": "always", "level": "", "role": ""} | line)
        assert added.status_code == 303, said(added)
    return begun["Location"]


def publish(client: Client, page: str) -> HttpResponse:
    typed = {"effective_on": localtime(now()).date().isoformat(), "document_number": "云城管〔2026〕12 号"}
    return client.post(f"{page}/publish", typed)  # type: ignore[return-value]  # a test client's answer


def said(answer: Any) -> str:  # a test client's answer
    return str(answer.content.decode())


def _figure(page: str, segment: str) -> re.Match[str]:
    found = re.search(rf'data-segment="{segment}".*?x-counted" href="([^"]+)">(\d+/\d+)<', page)
    assert found, page
    return found


def counted(page: str, segment: str) -> str:
    """Return patrolled/expected as the fulfilment page prints it for a segment."""
    return _figure(page, segment)[2]


def counted_url(page: str, segment: str) -> str:
    """Return where that figure opens to."""
    return html.unescape(_figure(page, segment)[1])


@pytest.mark.proves("S-045")
def test_a_clerk_binds_a_person_to_a_segment_and_the_leader_sees_them_walk_it(
    town: Town, sign_in: SignIn, come_in: Callable[..., Client]
) -> None:
    clerk = sign_in("ground_clerk", area="990101", person="clerk")
    page = drafted(clerk, TABLE[-2], TABLE[-1])
    assert "王强" in said(clerk.get(page))
    assert publish(clerk, page).status_code == 303

    officer = come_in("F1", "officer")
    assert "滨河路 1 号段" in said(officer.get("/my-roads"))
    assert "滨河路 2 号段" not in said(officer.get("/my-roads"))
    segment = town.areas[ONE].pk
    leader = sign_in("leader", area="990101", person="leader")
    assert counted(said(leader.get("/patrols/fulfilment")), ONE) == "0/5"

    assert officer.post(f"/my-roads/{segment}/patrol", {"note": "店外经营已劝离"}).status_code == 303
    seen = said(leader.get("/patrols/fulfilment"))
    assert (counted(seen, ONE), counted(seen, TWO)) == ("1/5", "0/5")
    opened = leader.get(counted_url(seen, ONE))
    assert [row.cells[1].text for row in opened.context["view"].rows] == ["滨河路 1 号段"]
    other = town.areas[TWO].pk
    assert officer.post(f"/my-roads/{other}/patrol", {"note": ""}).status_code == 404
    with scope_opened(("",)):
        assert Patrol.objects.count() == 1


@pytest.mark.slow("five people sign in, one after another")
@pytest.mark.proves("S-046", "P-07")
def test_a_community_chief_passes_a_problem_up_the_chain_to_the_district_leader(
    town: Town, come_in: Callable[..., Client]
) -> None:
    in_force(*TABLE)
    chief = come_in("C1", "road_chief")
    page = said(chief.get("/my-roads"))
    for name in ("郑和", "吴敏", "周正", "何启明", "王强"):
        assert name in page
    segment = town.areas[ONE].pk
    reported = chief.post(f"/my-roads/{segment}/report", {"found": "路面塌陷", "solution": ""})
    assert reported.status_code == 303, said(reported)
    issue = reported["Location"]

    deputy = come_in("V1", "road_chief")
    assert "路面塌陷" not in said(deputy.get("/my-roads"))
    refused = deputy.post(f"{issue}/escalate", {"reason": "不归我"})
    assert refused.status_code == 403  # it is not theirs yet
    assert chief.post(f"{issue}/escalate", {"reason": "需要街道协调"}).status_code == 303
    assert "路面塌陷" in said(deputy.get("/my-roads"))
    assert "路面塌陷" not in said(chief.get("/my-roads"))

    assert deputy.post(f"{issue}/escalate", {"reason": "需要资金"}).status_code == 303
    director = come_in("O1", "road_chief")
    assert "路面塌陷" in said(director.get("/my-roads"))
    assert director.post(f"{issue}/escalate", {"reason": "涉及水务、市政"}).status_code == 303
    leader = come_in("D1", "district_leader")
    assert "路面塌陷" in said(leader.get("/my-roads"))

    top = leader.post(f"{issue}/escalate", {"reason": "再往上"})
    assert top.status_code == 409
    linked = leader.post(f"{issue}/link", {"unit_id": town.units["U-WATER"].pk})
    assert linked.status_code == 303, said(linked)
    assert leader.post(f"{issue}/solve", {"solution": "已修复通行"}).status_code == 303
    seen = said(chief.get(issue))
    assert "何启明" in seen
    assert "区水务局" in seen
    assert "已修复通行" in seen
    history = [entry.reason for entry in chief.get(issue).context["view"].story.entries]
    assert "需要街道协调" in history


@pytest.mark.proves("S-047")
def test_a_micro_grid_member_finds_the_directory_and_settles_a_problem_on_the_spot(
    town: Town, sign_in: SignIn, come_in: Callable[..., Client]
) -> None:
    with scope_opened(("",)):
        for number, name, role in (
            ("P1", "钱书记", "community_secretary"),
            ("G2", "孙网格", "grid_member"),
            ("W1", "李志愿", "volunteer"),
        ):  # fmt: skip
            town.person(number, name, "U-COMMUNITY")
            town.post(number, role, "990101003Q01")
        town.posts["G2"].area_code = "990101003001"  # the account's area: the micro grid's community
        town.posts["G2"].save(update_fields=["area_code"])
    in_force(
        {"code": "WG-Q1", "area_code": "990101003Q01", "ground": "grid_duty", "unit_code": "U-COMMUNITY",
         "work_number": "G2"},
    )  # fmt: skip
    grid = town.areas["990101003Q01"].pk
    member = come_in("G2", "grid_member")
    book = said(member.get(f"/grids/{grid}"))
    for found in ("钱书记", "孙网格", "李志愿", "针线社区居委会"):
        assert found in book
    settled = member.post(f"/my-roads/{grid}/report", {"found": "楼道堆物", "solution": "已与住户一起清走"})
    assert settled.status_code == 303, said(settled)
    secretary = sign_in("community_secretary", area="990101003001", person="secretary")
    listed = secretary.get("/road-issues?self=1")
    assert [row.cells[0].text for row in listed.context["view"].rows] == ["楼道堆物"]
    shown = said(secretary.get(settled["Location"]))
    assert "楼道堆物" in shown
    assert "已与住户一起清走" in shown
    with scope_opened(("",)):
        assert RoadIssue.objects.get().self_solved


@pytest.mark.proves("S-029")
def test_a_duty_grid_shows_boundary_members_shops_and_the_tasks_that_its_member_opened(
    town: Town, sign_in: SignIn, come_in: Callable[..., Client]
) -> None:
    zone = "990101003Z01"
    recorder = Actor(name="user:0", holdings=(Holding(role="ground_clerk"),), user_id=0)
    with scope_opened(("",)):
        town.person("G2", "孙网格", "U-COMMUNITY")
        town.post("G2", "grid_member", zone)
        town.posts["G2"].area_code = "990101003"
        town.posts["G2"].save(update_fields=["area_code"])
        shops = [
            new_premises("YH1", "990101003", name="格内小店", longitude=120.11, latitude=30.26),
            new_premises("YH2", "990101003", name="格外小店", longitude=120.19, latitude=30.21),
        ]
        premises_create_many(new=shops, actor=recorder, at=LONG_AGO)
    in_force(
        {"code": "WG-1", "area_code": zone, "ground": "grid_duty", "unit_code": "U-COMMUNITY",
         "work_number": "G2"},
    )  # fmt: skip
    grid = town.areas[zone].pk
    member = come_in("G2", "grid_member")
    assert member.post(f"/my-roads/{grid}/report", {"found": "乱倒垃圾"}).status_code == 303
    assert member.post(f"/my-roads/{grid}/patrol", {}).status_code == 303

    leader = sign_in("leader", area="990101", person="leader")
    listed = leader.get("/grids?level=duty_grid").context["view"]
    assert [[cell.text or cell.number for cell in row.cells][1:] for row in listed.rows] == [
        ["责任网格 1", "", 1, 1]
    ] or listed.rows[0].cells[3].number == 1
    answer = leader.get(f"/grids/{grid}")
    page, view = said(answer), answer.context["view"]
    assert view.map is not None
    for found in ("孙网格", "乱倒垃圾", "责任网格 1"):
        assert found in page
    shops_inside = view.related[0]
    assert shops_inside.count.number == 1
    opened = leader.get(shops_inside.url).context["view"]
    assert [row.cells[1].text for row in opened.rows] == ["格内小店"]
    assert [one.count.number for one in view.related[1:]] == [1, 1]


@pytest.mark.proves("R-13")
def test_a_segment_is_published_with_exactly_one_named_person(
    town: Town, sign_in: SignIn, witness: Witness
) -> None:
    clerk = sign_in("ground_clerk", area="990101", person="clerk")
    first, second = TABLE[-2], TABLE[-1]
    none = publish(clerk, drafted(clerk, first))  # the second segment has nobody
    unnamed = publish(clerk, drafted(clerk, first, second | {"work_number": ""}))  # a unit, no person
    two = publish(clerk, drafted(clerk, first, second, second | {"code": "SD-3", "work_number": "F1"}))
    for refused in (none, unnamed, two):
        assert refused.status_code == 422
        assert "滨河路 2 号段" in said(refused)
        assert "滨河路 1 号段" not in said(refused).split("x-form-acts")[0].split("id_effective_on")[0]
    one = publish(clerk, drafted(clerk, first, second))
    witness.boundary(
        "R-13",
        just_before=303 in {none.status_code, unnamed.status_code, two.status_code},
        at=one.status_code == 303,
    )


@pytest.mark.slow("drafts six tables of ten lines through the forms")
@pytest.mark.proves("R-12")
def test_a_road_is_published_with_five_names_in_four_levels(
    town: Town, sign_in: SignIn, witness: Witness
) -> None:
    clerk = sign_in("ground_clerk", area="990101", person="clerk")
    statuses = []
    for level in ChiefLevel:
        page = drafted(clerk, *chain(ONE), *chain(TWO, but=(level.value,)))
        assert level.label("zh-hans") in said(clerk.get(page))  # the preview names the missing level
        refused = publish(clerk, page)
        assert "滨河路 2 号段" in said(refused)
        statuses.append(refused.status_code)
    complete = publish(clerk, drafted(clerk, *chain(ONE), *chain(TWO)))
    witness.boundary("R-12", just_before=303 in statuses, at=complete.status_code == 303)


def test_the_api_answers_who_for_a_point_and_says_when_nobody_does(town: Town, sign_in: SignIn) -> None:
    in_force(*TABLE)
    leader = sign_in("leader", area="990101", person="leader")
    found = leader.get("/api/v1/answers?longitude=120.105&latitude=30.255").json()
    assert found["answers"][0]["sentence"] == "三定一包：滨河路 1 号段由王强负责"
    assert found["answers"][0]["phone"] == "139****1111"
    nobody = leader.get("/api/v1/answers?longitude=120.35&latitude=30.25").json()
    assert nobody["nobody"] is True
    assert leader.get("/api/v1/answers?longitude=500&latitude=0").status_code == 422
    assert leader.get("/api/v1/answers?component=nothing").status_code == 404


def test_a_line_is_taken_out_of_a_draft_and_stays_in_one_that_was_published(
    town: Town, sign_in: SignIn
) -> None:
    clerk = sign_in("ground_clerk", area="990101", person="clerk")
    page = drafted(clerk, TABLE[-2], TABLE[-1])
    (first, second) = clerk.get(page).context["view"].sections[0].context.lines
    assert first.code in said(clerk.get(first.remove_url))
    assert clerk.post(first.remove_url).status_code == 303
    assert clerk.post(first.remove_url).status_code == 404  # it is out already
    assert [line.code for line in clerk.get(page).context["view"].sections[0].context.lines] == [second.code]
    leader = sign_in("leader", area="990101", person="leader")
    assert leader.post(second.remove_url).status_code == 403
    assert not leader.get(page).context["view"].sections[0].context.lines[0].remove_url
    clerk = sign_in("ground_clerk", area="990101", person="clerk2")
    (again,) = (line for line in TABLE[-2:] if line["code"] == first.code)
    typed = {"hours": "always", "level": "", "role": ""} | again
    assert clerk.post(f"{page}/line", typed).status_code == 303
    assert publish(clerk, page).status_code == 303
    assert clerk.post(second.remove_url).status_code == 409
    assert not any(line.remove_url for line in clerk.get(page).context["view"].sections[0].context.lines)
    with scope_opened(("",)):
        assert Duty.objects.filter(code=second.code).exists()


def test_the_answer_page_reads_any_question_and_forgives_a_wrong_one(town: Town, sign_in: SignIn) -> None:
    in_force(*TABLE)
    with scope_opened(("",)):
        town.posts["F1"].deputy = town.people["F2"]
        town.posts["F1"].save()
        town.away("F1", now() - timedelta(days=1), now() + timedelta(days=3))
    leader = sign_in("leader", area="990101", person="leader")
    page = said(leader.get("/answers?longitude=120.105&latitude=30.255"))
    assert "由李平（代王强，请假至" in page
    for query in (
        "longitude=x&latitude=1",
        "area=%00",
        "matter=无此事&area=990101",
        "at=nonsense&area=990101",
        "",
    ):
        assert leader.get(f"/answers?{query}").status_code == 200


def test_pages_beside_the_table_open(town: Town, sign_in: SignIn) -> None:
    in_force(*TABLE)
    leader = sign_in("leader", area="990101", person="leader")
    duties = leader.get("/duties?on=2026-03-02&ground=three_fixes").context["view"]
    assert len(duties.rows) == 2
    assert leader.get(duties.rows[0].url).status_code == 200
    assert "滨河路 1 号段" in said(leader.get("/duties/print?area=990101"))
    revision = DutyRevision.objects.get()
    assert leader.get(f"/duty-revisions/{revision.pk}").status_code == 200
    assert leader.get("/duty-revisions").status_code == 200
    for path in ("/patrols", "/road-issues", "/grids", "/patrols/fulfilment?week=2026-03-02"):
        assert leader.get(path).status_code == 200
