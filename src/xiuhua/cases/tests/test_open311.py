"""Open311 GeoReport v2, asked over HTTP by a client that knows only the specification."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client as Browser
from pytest_django.fixtures import Settings

from xiuhua.access.queries import actor_of, holdings_at
from xiuhua.access.rules import may
from xiuhua.access.services import NewRole, account_create, scope_opened, scope_set, token_issue, token_revoke
from xiuhua.access.terms import Role
from xiuhua.cases.models import Case, Report
from xiuhua.cases.queries import published
from xiuhua.cases.rules.publishing import Span, public_reader, span_asked
from xiuhua.cases.terms import CaseAct, Channel, ReportAct
from xiuhua.cases.tests.door_kit import Door, report_body
from xiuhua.cases.tests.georeport_client import Client, Refused
from xiuhua.cases.tests.loop_kit import DISTRICT, HERE, PASSWORD, Loop
from xiuhua.cases.tests.proof_kit import Office
from xiuhua.ground.tests.duty_kit import LONG_AGO
from xiuhua.ledger.models import Entry
from xiuhua.shared.actor import Actor, system
from xiuhua.shared.clock import now
from xiuhua.web.testing import Budget

WORDS = "路边有垃圾，3 号楼王某某家门口"
PLACE = {"lat": str(HERE[1]), "long": str(HERE[0])}
ACTS = ("report.make_open",)
OTHER = "990102"  # the neighbour district


def sent(method: str, path: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, str, bytes]:
    """Send to Django as a server would, and open the test's own scope again."""
    kind = headers.get("Content-Type", "application/octet-stream")
    rest = {name: value for name, value in headers.items() if name != "Content-Type"}
    browser = Browser(headers=rest, enforce_csrf_checks=True)
    answer = browser.generic(method, path, body, content_type=kind)
    scope_set(("",))
    return answer.status_code, answer["Content-Type"], answer.content


def resident(name: str = "app", *, area: str = DISTRICT) -> Actor:
    """Return the account of an app: it stands for the residents of a district and may do nothing else."""
    user = account_create(
        username=name, name="街坊应用", password=PASSWORD, roles=(NewRole(role=Role.RESIDENT, area=area),),
        actor=system("tests"), at=LONG_AGO,
    )  # fmt: skip
    return actor_of(user, holdings_at(user.pk, at=now()))


def key_of(actor: Actor, *, days: int = 30, at: datetime | None = None) -> str:
    return token_issue(name="应用", acts=ACTS, days=days, actor=actor, at=at or now())[1]


@pytest.fixture
def district(loop: Loop, settings: Settings) -> Loop:
    """The town, one of whose two districts takes part."""
    settings.OPEN311_JURISDICTIONS = {"yunhe.gov.cn": DISTRICT}
    return loop


@pytest.fixture
def app(district: Loop) -> Client:
    """An app with a key of the district."""
    return Client(sent, asked={"api_key": key_of(resident())})


def report(app: Client, form: str = "json", **filled: str) -> str:
    made = app.post(form, **{"service_code": "06013", "description": WORDS, **PLACE, **filled})
    return str(made["service_request_id"])


def refused(app: Client, **filled: str) -> tuple[int, list[str]]:
    """Send what must be refused, in both formats; nothing comes of it."""
    before = Case.objects.count()
    told = []
    for form in ("json", "xml"):
        with pytest.raises(Refused) as why:
            app.post(form, **{"service_code": "06013", **PLACE, **filled})
        told.append((why.value.status, why.value.errors))
    assert told[0] == told[1]
    assert Case.objects.count() == before
    status, errors = told[0]
    assert errors
    assert all(error["code"] == status and error["description"] for error in errors)
    return status, [error["description"] for error in errors]


# What georeport_v2-1.yaml requires of each definition, and the other names that it and the wiki give it.
SERVICE = {"service_code", "service_name", "type", "metadata", "description", "keywords", "group"}
ATTRIBUTE = {
    "variable",
    "code",
    "datatype",
    "required",
    "datatype_description",
    "order",
    "description",
    "values",
}
REQUEST = {
    "service_request_id", "status", "service_code", "requested_datetime", "status_notes", "service_name",
    "description", "agency_responsible", "service_notice", "updated_datetime", "expected_datetime", "address",
    "address_id", "zipcode", "lat", "long", "media_url",
}  # fmt: skip
RECEIPT = {"service_request_id", "token", "service_notice", "account_id"}


def test_an_independent_client_discovers_lists_posts_and_reads_back_alike_in_both_formats(
    app: Client,
) -> None:
    discovery = app.get("discovery")
    (endpoint,) = discovery["endpoints"]
    assert endpoint["url"].endswith("/open311/v2")
    assert endpoint["formats"] == ["text/xml", "application/json"]

    services = {one["service_code"]: one for one in app.get("services")}
    assert list(services) == ["05008", "06010", "06013", "06035", "07001", "09006"]
    assert all(set(one) == SERVICE and one["type"] == "realtime" for one in services.values())
    assert [code for code, one in services.items() if one["metadata"]] == ["06010"]
    assert services["06010"]["service_name"] == "暴露垃圾"

    definition = app.get("services/06010")
    (attribute,) = definition["attributes"]
    assert set(attribute) == ATTRIBUTE
    assert attribute["values"] == [{"key": "1", "name": "有暴露垃圾"}, {"key": "2", "name": "大堆垃圾"}]
    assert app.get("services/06013")["attributes"] == []

    told: dict[str, Any] = {}
    for form in ("json", "xml"):
        made = app.post(
            form, service_code="06010", description=WORDS, **PLACE, **{"attribute[condition]": "2"}
        )
        assert set(made) == RECEIPT
        assert made["service_notice"] == "处置时限：4\u00a0工作时；结案条件：已清理。"
        (known,) = app.get(f"tokens/{made['token']}")
        assert known["service_request_id"] == made["service_request_id"]
        (told,) = app.get(f"requests/{made['service_request_id']}")
        assert set(told) == REQUEST
        assert (told["status"], told["status_notes"]) == ("open", "待受理")
        assert (told["service_code"], told["service_name"]) == ("06010", "暴露垃圾")
        assert (told["lat"], told["long"]) == (HERE[1], HERE[0])
        for name in ("requested_datetime", "updated_datetime"):
            assert datetime.fromisoformat(told[name]).utcoffset() == timedelta(hours=8), name
    newest, older = app.get("requests")
    assert newest == told
    assert older["service_request_id"] < newest["service_request_id"]
    kept = Report.objects.order_by("pk").last()
    assert kept is not None
    assert (kept.channel, kept.text) == (Channel.PUBLIC.value, f"{WORDS}\n立案条件：大堆垃圾")


def test_nothing_that_a_person_typed_is_told_to_everybody(app: Client) -> None:
    number = report(
        app, first_name="某某", last_name="王", phone="13912345678", email="w@example.org", device_id="d-1",
        address_string="滨河路 12 号 3 楼王家", media_url="https://pictures.example.org/1.jpg",
    )  # fmt: skip
    (told,) = app.get(f"requests/{number}")
    said = repr((told, app.get("requests")))
    for typed in ("王", "139", "example.org", "d-1", "3 楼", "垃圾，"):
        assert typed not in said, typed
    assert (told["description"], told["media_url"]) == (None, None)
    assert told["address"].endswith("社区") or told["address"]
    kept = Report.objects.get()
    assert (kept.caller_name, kept.caller_phone) == ("王某某", "13912345678")
    assert "https://pictures.example.org/1.jpg" in kept.text


def test_only_what_the_public_told_is_public(district: Loop, app: Client) -> None:
    inside = district.report(at=now())
    hotline = district.report("06013", at=now(), channel=Channel.HOTLINE)
    unnamed = district.report(at=now(), channel=Channel.PUBLIC, item_id=None, text="不知是什么")
    number = report(app)
    assert [one["service_request_id"] for one in app.get("requests")] == [number]
    for case in (inside, hotline, unnamed):
        for name in ("requests", "tokens"):
            with pytest.raises(Refused) as why:
                app.get(f"{name}/{case.number}")
            assert (why.value.status, why.value.errors[0]["code"]) == (404, 404)
    ids = f"{number},{hotline.number}"
    assert [one["service_request_id"] for one in app.get("requests", service_request_id=ids)] == [number]


def test_a_list_is_narrowed_and_its_newest_come_first(district: Loop, app: Client) -> None:
    report(app)
    second, third = report(app, service_code="07001"), report(app, service_code="06035")
    closed = Case.objects.get(pk=int(third[2:]))
    district.act(closed, CaseAct.NOT_ACCEPT, "acceptor", now(), reason="重复")

    def found(**asked: str) -> list[str]:
        return [one["service_request_id"] for one in app.get("requests", **asked)]

    assert found()[0] == third
    assert found(service_code="07001,06035") == [third, second]
    assert found(status="closed") == [third]
    assert third not in found(status="open")
    assert len(found(status="open,closed")) == 3
    hour = timedelta(hours=1)
    assert found(end_date=(now() - hour).isoformat()) == []
    assert len(found(start_date=(now() - hour).isoformat(), end_date=(now() + hour).isoformat())) == 3
    (told,) = app.get(f"requests/{third}")
    assert (told["status"], told["status_notes"]) == ("closed", "不予受理")
    plus_lost = (now() - hour).isoformat().replace("+", " ")
    assert len(found(start_date=plus_lost)) == 3


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"start_date": "2026-01-01T00:00:00Z", "end_date": "2026-04-01T00:00:01Z"}, 400),
        ({"start_date": "2026-02-01T00:00:00Z", "end_date": "2026-01-01T00:00:00Z"}, 400),
        ({"start_date": "yesterday"}, 400),
        ({"end_date": "0001-01-01T00:00:00Z"}, 400),
        ({"status": "late"}, 400),
        ({"service_code": "\x00"}, 400),
        ({"service_request_id": "nonsense"}, 404),
        ({"service_request_id": ",".join(map(str, range(1, 1_002)))}, 400),
        ({"jurisdiction_id": "990102001"}, 404),
    ],
)
def test_a_list_that_cannot_be_asked_for_is_refused_in_a_sentence(
    app: Client, asked: dict[str, str], status: int
) -> None:
    with pytest.raises(Refused) as why:
        app.get("requests", **asked)
    assert why.value.status == status
    assert all(one["code"] == status and one["description"] for one in why.value.errors)


def test_ninety_days_exactly_and_a_thousand_rows_are_answered(
    app: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.get("requests", start_date="2026-01-01T00:00:00Z", end_date="2026-04-01T00:00:00Z")
    app.get("requests", service_request_id=",".join(map(str, range(1, 1_001))))
    newest = [report(app, service_code=code) for code in ("06013", "07001", "06035")][:0:-1]
    monkeypatch.setattr(published, "MOST_ROWS", 2)
    assert [one["service_request_id"] for one in app.get("requests")] == newest


@pytest.mark.parametrize(
    ("filled", "status", "begins"),
    [
        ({"long": ""}, 400, "long"),
        ({"lat": "91"}, 400, "lat"),
        ({"lat": "nan"}, 400, "lat"),
        ({"lat": "north"}, 400, "lat"),
        ({"lat": "", "long": ""}, 400, "请给出位置"),
        ({"lat": "10", "long": "10"}, 400, "位置不在"),
        ({"lat": "", "long": "", "address_id": "nonsense"}, 400, "address_id"),
        ({"service_code": "99999"}, 404, "“"),
        ({"service_code": "\x00"}, 400, "service_code"),
        ({"service_code": ""}, 400, "service_code"),
        ({"description": "<script>alert(1)</script>"}, 400, "description"),
        ({"description": "a\x00b"}, 400, "description"),
        ({"description": "字" * 2_001}, 400, "description"),
        ({"address_string": "<b>12</b>"}, 400, "address_string"),
        ({"media_url": "javascript:alert(1)"}, 400, "media_url"),
        ({"attribute[condition]": "1"}, 400, "该事项没有属性"),
        ({"attribute[colour]": "red"}, 400, "该事项没有属性"),
        ({"api_key": ""}, 403, "api_key"),
        ({"api_key": "xh_nonsense"}, 403, "api_key"),
        ({"jurisdiction_id": "nowhere\x00"}, 404, "没有 jurisdiction_id"),
    ],
)
def test_a_request_that_cannot_be_used_is_refused_and_leaves_no_trace(
    app: Client, filled: dict[str, str], status: int, begins: str
) -> None:
    found, told = refused(app, **filled)
    assert (found, told[0][: len(begins)]) == (status, begins), told


def test_a_key_opens_only_while_it_is_valid_and_only_its_own_district(app: Client) -> None:
    neighbour = resident("neighbour", area="990102")
    assert refused(app, api_key=key_of(neighbour))[0] == 403
    long_gone = key_of(resident("old"), days=1, at=now() - timedelta(days=2))
    assert refused(app, api_key=long_gone)[0] == 403
    owner = resident("revoker")
    token, raw = token_issue(name="应用", acts=(*ACTS, "token.revoke"), days=1, actor=owner, at=now())
    report(app, api_key=raw)
    token_revoke(token_id=token.pk, actor=owner, at=now())
    assert refused(app, api_key=raw)[0] == 403
    _, reader = token_issue(name="别的", acts=("token.revoke",), days=1, actor=owner, at=now())
    assert refused(app, api_key=reader)[0] == 403


def test_a_key_reports_for_the_public_and_does_nothing_else(district: Loop) -> None:
    phone = Door(resident(), *ACTS)
    refused_: tuple[dict[str, object], ...] = (
        {"channel": "channel_collector"},
        {"channel": "channel_public", "track": "track_quick"},
        {"channel": "channel_public", "upper_number": "SJ-1"},
        {"channel": "channel_public", "solved": True},
        {"channel": "channel_public", "push": True},
    )
    for changes in refused_:
        answer = phone.post("/reports", report_body(**changes))
        assert (answer.status_code, answer.json()["code"]) == (403, "not_permitted"), changes
    assert phone.get("/cases").status_code == 403
    assert Case.objects.count() == 0
    assert phone.post("/reports", report_body(channel="channel_public")).status_code == 200


def test_the_reader_of_strangers_sees_one_district_in_the_database_too(app: Client) -> None:
    report(app)
    for area, seen in ((DISTRICT, 1), (OTHER, 0)):
        with scope_opened(public_reader(area).areas):
            assert Case.objects.count() == seen, area
    assert not may(public_reader(DISTRICT), ReportAct.MAKE_OPEN)
    assert not may(public_reader(DISTRICT), CaseAct.READ)


def at(day: int, hour: int = 0) -> datetime:
    return datetime(2026, 1, 1, hour, tzinfo=UTC) + timedelta(days=day)


@pytest.mark.parametrize(
    ("start", "end", "since", "until"),
    [
        (None, None, at(-90), at(0)),
        (at(-10), None, at(-10), at(0)),
        (at(-200), None, at(-200), at(-110)),
        (at(5), None, at(5), at(5)),
        (None, at(-10), at(-100), at(-10)),
        (at(-90), at(0), at(-90), at(0)),
    ],
)
def test_a_span_is_at_most_ninety_days(
    start: datetime | None, end: datetime | None, since: datetime, until: datetime
) -> None:
    assert span_asked(start, end, at=at(0)) == Span(since=since, until=until)


@pytest.mark.parametrize(("start", "end"), [(at(-90), at(0, 1)), (at(0), at(-1))])
def test_a_span_that_is_too_long_or_backwards_is_none(start: datetime, end: datetime) -> None:
    with pytest.raises(ValueError, match="to"):
        span_asked(start, end, at=at(0))


def test_a_browser_that_is_signed_in_posts_nothing(district: Loop) -> None:
    browser = Browser()
    assert browser.post("/sign-in", {"username": "collector", "password": PASSWORD}).status_code in {302, 303}
    body = urlencode({"service_code": "06013", **PLACE})
    kind = "application/x-www-form-urlencoded"
    assert browser.post("/open311/v2/requests.json", body, content_type=kind).status_code == 403
    multipart = browser.post("/open311/v2/requests.json", {"service_code": "06013", **PLACE})
    assert (multipart.status_code, multipart.json()[0]["code"]) == (400, 400)
    scope_set(("",))
    assert Case.objects.count() == 0


def test_a_bearer_token_serves_as_well_and_values_may_stand_in_the_address(district: Loop) -> None:
    headers = {"Authorization": f"Bearer {key_of(resident())}"}
    query = urlencode({"service_code": "06013", **PLACE})
    answer = Browser(headers=headers).post(
        f"/open311/v2/requests.json?{query}", content_type="application/x-www-form-urlencoded"
    )
    assert answer.status_code == 200, answer.content.decode()


def test_the_same_request_under_one_key_is_one_case(app: Client) -> None:
    filled = {"service_code": "06013", "description": WORDS, **PLACE}
    made = [app.post(form, key="k-1", **filled) for form in ("json", "xml", "json")]
    assert made[0] == made[1] == made[2]
    assert (Case.objects.count(), Report.objects.count()) == (1, 1)
    assert Entry.objects.filter(act="report.make").count() == 1
    with pytest.raises(Refused) as why:
        app.post(key="k-1", **{**filled, "description": "别的"})
    assert why.value.status == 400
    app.post(key="k-2", **filled)
    assert Case.objects.count() == 2


def test_an_address_is_enough_and_a_desk_finds_the_place(app: Client) -> None:
    number = report(app, lat="", long="", address_string="滨河路 12 号")
    case = Case.objects.get(pk=int(number[2:]))
    assert (case.area_code, case.place, case.address) == (DISTRICT, None, "滨河路 12 号")
    (told,) = app.get(f"requests/{number}")
    assert (told["lat"], told["long"]) == (None, None)


def test_several_jurisdictions_must_be_told_apart_and_see_nothing_of_each_other(
    app: Client, settings: Settings
) -> None:
    for asked in ({}, {"jurisdiction_id": "yunhe.gov.cn"}, {"jurisdiction_id": DISTRICT}):
        assert len(app.get("services", **asked)) == 6
    with pytest.raises(Refused) as why:
        app.get("services", jurisdiction_id=OTHER)
    assert why.value.status == 404

    settings.OPEN311_JURISDICTIONS = {}  # nothing configured: every district
    with pytest.raises(Refused) as why:
        app.get("services")
    assert (why.value.status, f"{DISTRICT}, {OTHER}" in why.value.errors[0]["description"]) == (400, True)
    number = report(app, jurisdiction_id=DISTRICT)
    assert [one["service_request_id"] for one in app.get("requests", jurisdiction_id=DISTRICT)] == [number]
    assert app.get("requests", jurisdiction_id=OTHER) == []
    with pytest.raises(Refused) as why:
        app.get(f"requests/{number}", jurisdiction_id=OTHER)
    assert why.value.status == 404
    assert app.get("services", jurisdiction_id=OTHER) == []
    assert refused(app, jurisdiction_id=OTHER)[0] == 404  # no handbook is in force there
    assert refused(app, jurisdiction_id=DISTRICT, lat="30.25", long="120.35")[0] == 400


def test_other_methods_forms_and_languages(app: Client) -> None:
    for method, path in (("PUT", "requests.json"), ("POST", "services.json"), ("DELETE", "requests/1.json")):
        status, media, _text = sent(method, f"/open311/v2/{path}", b"", {})
        assert (status, media) == (400, "application/json; charset=utf-8"), path
    status, media, text = sent("GET", "/open311/v2/services.html", b"", {})
    assert (status, media) == (404, "text/html; charset=utf-8")
    assert b"<h1" in text
    status, _media, text = sent("GET", "/open311/v2/requests/1.json", b"", {"Accept-Language": "en"})
    assert (status, b"No published request" in text) == (404, True)


def test_what_a_list_costs(app: Client, sql_budget: Budget) -> None:
    for code in ("06013", "07001", "06035"):
        report(app, service_code=code)
    with sql_budget("open311 requests", most=8):
        sent("GET", "/open311/v2/requests.json", b"", {})
    with sql_budget("open311 services", most=6):
        sent("GET", "/open311/v2/services.json", b"", {})


@pytest.mark.slow("seven people lead a case from an app to its close")
def test_a_case_of_an_app_is_verified_filed_dispatched_handled_and_closed_and_the_app_reads_it(
    office: Office, settings: Settings
) -> None:
    settings.OPEN311_JURISDICTIONS = {"yunhe.gov.cn": DISTRICT}
    with scope_opened(("",)):
        key = key_of(resident(), at=office.hands.at)
    app = Client(sent, asked={"api_key": key})
    number = report(app)
    case = int(number[2:])

    def stands() -> tuple[str, str]:
        (told,) = app.get(f"requests/{number}")
        return told["status"], told["status_notes"]

    assert stands() == ("open", "待受理")
    assert office("acceptor").rows("/cases?channel=channel_public") == [number]
    office("acceptor").act(case, "ask_verify")
    office("verifier").act(case, "verify_true", reason="现场属实")
    office("head").act(case, "file")
    office("dispatcher").act(case, "dispatch", unit_code="U-KEEPER")
    (told,) = app.get(f"requests/{number}")
    assert told["agency_responsible"] == "云河市政养护公司"
    assert told["expected_datetime"] is not None
    unit = office("unit")
    unit.act(case, "receive")
    assert stands() == ("open", "处置中")
    unit.act(case, "feed_back", reason="已修复，住户王某某满意")
    office("dispatcher").act(case, "feedback_pass")
    office("verifier").act(case, "check_pass")
    office("head").act(case, "close")
    assert stands() == ("closed", "已结案（正常结案）")
    (told,) = app.get("requests", status="closed")
    assert datetime.fromisoformat(told["updated_datetime"]) == office.hands.at
    assert told["expected_datetime"] is None
    assert "王某某" not in repr(told)
