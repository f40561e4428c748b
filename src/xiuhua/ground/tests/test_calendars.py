"""Calendars as they are kept: drafted, changed, published; and what holds where and when."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client

from xiuhua.access.models import User
from xiuhua.access.terms import Role
from xiuhua.ground.queries import calendars as queries
from xiuhua.ground.rules.calendars import DayRule, deadline, is_working_day
from xiuhua.ground.services import calendars as services
from xiuhua.ground.terms.calendars import TimeUnit
from xiuhua.ground.tests.conftest import NOON, PASSWORD, Ground
from xiuhua.shared.actor import Actor, system
from xiuhua.shared.errors import Conflict, Invalid, NotAllowedNow, NotFound, NotPermitted

Person = Callable[..., tuple[User, Actor]]
_SUMMER = "夏令时 05-01 08:00-12:00 15:00-18:00\n冬令时 10-01 08:00-12:00 14:00-18:00"


@pytest.fixture
def keeper(ground: Ground, person: Person) -> Actor:
    """Whoever keeps the calendar of one district; the country's calendar is published."""
    services.calendar_national_ensure(actor=system("setup"), at=NOON)
    return person("keeper", Role.DATA_ADMIN, "990101")[1]


def test_a_new_installation_knows_the_holidays_the_state_council_announced(keeper: Actor) -> None:
    calendar = queries.calendar_for("990101003", at=NOON)
    assert not is_working_day(calendar, date(2026, 10, 1))
    assert is_working_day(calendar, date(2026, 10, 10))  # Saturday, made up
    assert 2026 in calendar.years


def test_setting_up_twice_publishes_one_calendar(keeper: Actor) -> None:
    services.calendar_national_ensure(actor=system("setup"), at=NOON)
    assert queries.calendars().count() == 1


def _published(keeper: Actor, *, at: datetime = NOON) -> int:
    draft = services.calendar_draft(area_code="990101", name="云河区工作日历", actor=keeper, at=at)
    services.special_day_set(
        calendar_id=draft.pk, on=date(2026, 6, 18), works=False, name="龙舟节", actor=keeper, at=at
    )
    typed = services.TypedHours(
        seasons=_SUMMER, shifts="", workweek=(0, 1, 2, 3, 4), day_rule=DayRule.END_OF_DAY
    )
    services.calendar_hours_set(calendar_id=draft.pk, typed=typed, actor=keeper, at=at)
    services.calendar_publish(calendar_id=draft.pk, effective_at=at + timedelta(days=1), actor=keeper, at=at)
    return draft.pk


def test_a_district_counts_by_its_own_calendar_from_its_day_on(keeper: Actor) -> None:
    _published(keeper)
    before = queries.calendar_for("990101003", at=NOON)
    after = queries.calendar_for("990101003", at=NOON + timedelta(days=2))
    neighbour = queries.calendar_for("990102001", at=NOON + timedelta(days=2))
    assert (before.key, after.key, neighbour.key) == ("china", "990101", "china")
    assert not is_working_day(after, date(2026, 6, 18))
    assert is_working_day(neighbour, date(2026, 6, 18))
    start = datetime(2026, 6, 17, 3, tzinfo=UTC)  # 11:00 in Shanghai
    assert deadline(after, start, 2, TimeUnit.WORK_HOUR).at == datetime(2026, 6, 17, 8, tzinfo=UTC)


def test_the_next_version_takes_over_and_the_former_still_answers_for_its_time(keeper: Actor) -> None:
    _published(keeper)
    later = NOON + timedelta(days=30)
    _published(keeper, at=later)
    assert queries.calendar_for("990101", at=later).version == 1
    assert queries.calendar_for("990101", at=later + timedelta(days=1)).version == 2


def test_a_published_version_never_changes(keeper: Actor) -> None:
    published = _published(keeper)
    with pytest.raises(NotAllowedNow):
        services.special_day_set(
            calendar_id=published, on=date(2026, 7, 1), works=False, name="停工", actor=keeper, at=NOON
        )


def test_there_is_one_draft_at_a_time(keeper: Actor) -> None:
    services.calendar_draft(area_code="990101", name="", actor=keeper, at=NOON)
    with pytest.raises(Conflict):
        services.calendar_draft(area_code="990101", name="", actor=keeper, at=NOON)


def test_a_keeper_drafts_only_where_they_keep(keeper: Actor) -> None:
    services.calendar_draft(area_code="990101003", name="", actor=keeper, at=NOON)
    for elsewhere in ("990102", ""):
        with pytest.raises(NotPermitted):
            services.calendar_draft(area_code=elsewhere, name="", actor=keeper, at=NOON)


def test_publishing_into_the_past_is_refused(keeper: Actor) -> None:
    draft = services.calendar_draft(area_code="990101", name="", actor=keeper, at=NOON)
    with pytest.raises(Invalid) as refused:
        services.calendar_publish(
            calendar_id=draft.pk, effective_at=NOON - timedelta(days=1), actor=keeper, at=NOON
        )
    assert refused.value.fields == {"effective_on": "calendar_effective_past"}


def test_a_year_nobody_announced_is_provisional_until_its_days_are_entered_by_hand(keeper: Actor) -> None:
    year = max(queries.national_years()) + 1
    draft = services.calendar_draft(area_code="990101", name="", actor=keeper, at=NOON)
    with pytest.raises(Invalid):
        services.calendar_year_enter(calendar_id=draft.pk, year=year, actor=keeper, at=NOON)
    with pytest.raises(Invalid):
        services.calendar_year_complete(calendar_id=draft.pk, year=year, actor=keeper, at=NOON)
    start = datetime(year, 1, 4, 2, tzinfo=UTC)
    assert deadline(queries.work_calendar(draft), start, 1, TimeUnit.WORK_DAY).provisional

    services.special_day_set(
        calendar_id=draft.pk, on=date(year, 1, 1), works=False, name="元旦", actor=keeper, at=NOON
    )
    done = services.calendar_year_complete(calendar_id=draft.pk, year=year, actor=keeper, at=NOON)
    assert not deadline(queries.work_calendar(done), start, 1, TimeUnit.WORK_DAY).provisional


def test_without_any_calendar_the_question_is_refused(ground: Ground) -> None:
    with pytest.raises(NotFound):
        queries.calendar_for("990101", at=NOON)


# --- on the screen -----------------------------------------------------------------------------------------


def _signed_in(person: Person, username: str, role: Role) -> Client:
    person(username, role, "990101")
    client = Client(headers={"Accept-Language": "zh-hans"})
    assert client.post("/sign-in", {"username": username, "password": PASSWORD}).status_code == 302
    return client


def test_a_keeper_drafts_and_publishes_and_a_leader_reads_the_year(keeper: Actor, person: Person) -> None:
    office = _signed_in(person, "office", Role.DATA_ADMIN)
    drafted = office.post("/calendars/new", {"area_code": "990101", "name": "云河区工作日历"})
    assert drafted.status_code == 303, drafted.content.decode()
    draft = drafted.headers["Location"]
    day = {
        "on": "2026-06-18",
        "effect": "rests",
        "name": "龙舟节",
        "version": _version(office, f"{draft}/day"),
    }
    assert office.post(f"{draft}/day", day).status_code == 303
    hours = {
        "seasons": "夏令时 05-01 8点", "workweek": "0,1,2,3,4", "day_rule": "end_of_day", "shifts": "",
        "version": _version(office, f"{draft}/hours"),
    }  # fmt: skip
    refused = office.post(f"{draft}/hours", hours)
    assert refused.status_code == 422
    assert "时段“8点”读不懂" in refused.content.decode()
    publish = {"effective_on": "2099-01-01", "version": _version(office, f"{draft}/publish")}
    assert office.post(f"{draft}/publish", publish).status_code == 303

    leader = _signed_in(person, "leader", Role.LEADER)
    page = leader.get(f"{draft}?year=2026").content.decode()
    assert 'title="龙舟节"' in page
    assert "已发布" in page
    counted = leader.get(
        "/calendars/count", {"on": "2026-09-30", "clock": "17:00", "amount": "3", "unit": "work_day"}
    )
    assert "2026-10-10 18:00" in counted.content.decode()


def _version(client: Client, path: str) -> str:
    return str(client.get(path).context["view"].version)
