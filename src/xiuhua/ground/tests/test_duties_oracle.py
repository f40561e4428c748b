"""Ten thousand questions through the database: a seeded district, its shapes, people and absences."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.gis.geos import Point
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from tests.oracles import duty_oracle
from xiuhua.access.services import scope_set
from xiuhua.ground.models import CatalogueItem, Duty, DutyRevision, Person, Unit
from xiuhua.ground.queries.calendars import work_calendar
from xiuhua.ground.queries.duties import absences_at, areas_holding, duty_lines, who_answers
from xiuhua.ground.rules.calendars import is_working
from xiuhua.ground.rules.duties import DutyQuestion, answers
from xiuhua.ground.services.calendars import calendar_national_ensure
from xiuhua.ground.terms.duties import ChiefLevel, DutyGround
from xiuhua.ground.tests.duty_kit import LONG_AGO, Town, town_make
from xiuhua.ground.tests.test_duties_rules import told
from xiuhua.shared.actor import system

EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
_PLACES, _INSTANTS, _DUTIES = 50, 20, 200
_MATTERS = ("", "01001", "01002", "02001", "09009")
_NEAR_DEGREES, _BEYOND_DEGREES = 0.0002, 0.0004  # 22 m and 44 m north of a segment; its reach is 30 m


@pytest.fixture
def town(db: None) -> Iterator[Town]:
    """The small district, with the scope open."""
    scope_set(("",))
    yield town_make()
    scope_set(())


def moment(day: float | None) -> datetime | None:
    return None if day is None else EPOCH + timedelta(days=day)


def span(chance: random.Random) -> dict[str, Any]:  # days, the second may be open
    since = chance.randrange(10)
    return {"since": since, "until": chance.choice([None, since + chance.randrange(1, 8)])}


def period(facts: dict[str, Any]) -> DateTimeTZRange:
    return DateTimeTZRange(moment(facts["since"]), moment(facts["until"]))


class Drawn:
    """The drawn district: rows in the database, and the same as plain facts for the oracle."""

    def __init__(self, town: Town, chance: random.Random) -> None:
        self.town, self.chance = town, chance
        self._people_lapse()
        self.posts = {number: self._post(number) for number in town.posts}
        self.absences = [self._absence(number) for number in chance.sample(list(town.people), 4)]
        self.lines = self._duties()

    def _people_lapse(self) -> None:
        Person.objects.filter(work_number__in=["V1", "G1"]).update(state="left")
        Unit.objects.filter(code="U-WATER").update(state="retired")

    def somebody(self, number: str) -> dict[str, Any]:
        person = self.town.people[number]
        return {"id": person.pk, "name": person.name, "serving": number not in {"V1", "G1"}}

    def _post(self, number: str) -> dict[str, Any]:
        deputy = self.chance.choice([None, *(other for other in self.town.people if other != number)])
        facts: dict[str, Any] = {  # values of mixed types
            "holder": self.somebody(number),
            "deputy": deputy and self.somebody(deputy),
            **span(self.chance),
        }
        post = self.town.posts[number]
        post.deputy, post.validity = self.town.people.get(deputy or ""), period(facts)
        post.save()
        return facts

    def _absence(self, number: str) -> dict[str, Any]:
        facts = {"person": self.town.people[number].pk, "deputy": None, **span(self.chance)}
        self.town.away(number, EPOCH + timedelta(days=facts["since"]), moment(facts["until"]))
        return facts

    def _duties(self) -> list[dict[str, Any]]:
        revision = DutyRevision.objects.create(
            area_code="990101", title="画出来的", recorded_at=LONG_AGO, updated_at=LONG_AGO
        )
        drawn = [self._duty(number, revision) for number in range(_DUTIES)]
        rows = Duty.objects.bulk_create([row for row, _facts in drawn])
        return [facts | {"id": row.pk} for row, (_row, facts) in zip(rows, drawn, strict=True)]

    def _duty(self, number: int, revision: DutyRevision) -> tuple[Duty, dict[str, Any]]:
        pick = self.chance.choice
        area, unit = pick(list(self.town.areas.values())), pick(list(self.town.units.values()))
        holder = pick([None, *self.town.posts])
        item: CatalogueItem | None = pick([None, None, *self.town.items.values()])
        ground = pick(list(DutyGround)).value
        facts: dict[str, Any] = {  # values of mixed types
            "ground": ground, "area": area.pk, "area_level": area.level,
            "level": pick(list(ChiefLevel)).value if ground == "road_chief_duty" else "",
            "item": item.code if item else "", "kind": item.kind if item else "",
            "class": "" if item else pick(["", "01", "02"]),
            "hours": pick(["always", "working", "off_hours"]),
            "unit": {"id": unit.pk, "name": unit.name, "retired": unit.code == "U-WATER"},
            "post": self.posts[holder] if holder else None, **span(self.chance),
        }  # fmt: skip
        row = Duty(
            code=f"D{number}", area=area, area_code=area.code, item=item, class_code=facts["class"],
            hours=facts["hours"], ground=ground, level=facts["level"], unit=unit,
            post=self.town.posts[holder] if holder else None, validity=period(facts), opened_by=revision,
        )  # fmt: skip
        return row, facts

    def place(self) -> tuple[Point, dict[int, float]]:
        """Return a point, and the areas it lies in as a plain reading of the drawn shapes tells."""
        x = self.chance.uniform(120.09, 120.21)
        off = self.chance.choice([0, _NEAR_DEGREES, _BEYOND_DEGREES, self.chance.uniform(-0.05, 0.05)])
        y = 30.255 + off
        held: dict[int, float] = {}
        for area in self.town.areas.values():
            if area.shape:
                west, south, east, north = area.shape.extent
                if west <= x <= east and south <= y <= north:
                    held[area.pk] = 0.0
            elif area.line:
                west, _south, east, _north = area.line.extent
                if west <= x <= east and abs(off) <= _NEAR_DEGREES:
                    held[area.pk] = 1.0
        codes = [area.code for area in self.town.areas.values() if area.pk in held]
        for code in ("9901", "990101", "990101003"):
            if any(other.startswith(code) for other in codes):
                held.setdefault(self.town.areas[code].pk, 0.0)
        return Point(x, y, srid=4326), held


@pytest.mark.slow("ten thousand questions over two hundred duties")
def test_ten_thousand_questions_through_the_database_agree_with_the_oracle(town: Town) -> None:
    chance = random.Random(20260302)  # noqa: S311 - a drawing, not a secret
    drawn = Drawn(town, chance)
    instants = [chance.randrange(1, 40) / 2 for _ in range(_INSTANTS)]
    away = {day: absences_at(EPOCH + timedelta(days=day)) for day in instants}
    calendar = work_calendar(calendar_national_ensure(actor=system("setup"), at=LONG_AGO))
    asked = 0
    for _ in range(_PLACES):
        point, held = drawn.place()
        areas = areas_holding(point)
        assert set(areas) == set(held)
        lines = duty_lines(areas)
        for day in instants:
            for matter in _MATTERS:
                for working in (True, False):
                    question = DutyQuestion(
                        at=EPOCH + timedelta(days=day), areas=held, matter=matter, working=working
                    )
                    plain = {
                        "at": day, "areas": held, "matter": matter, "kind": "matter", "working": working,
                    }  # fmt: skip
                    found = answers(question, lines, away[day])
                    assert [told(one) for one in found] == duty_oracle.who(plain, drawn.lines, drawn.absences)
                    asked += 1
        at = EPOCH + timedelta(days=instants[0])
        whole = who_answers(place=point, at=at)
        plain = {
            "at": instants[0], "areas": held, "matter": "", "kind": "matter",
            "working": is_working(calendar, at),
        }  # fmt: skip
        assert [told(one) for one in whole] == duty_oracle.who(plain, drawn.lines, drawn.absences)
    assert asked == 10_000
