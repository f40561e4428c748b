"""A small town with everybody the loop needs, for its tests."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from xiuhua.access.queries import actor_of, holdings_at
from xiuhua.access.services import NewRole, account_create
from xiuhua.access.terms import Role
from xiuhua.cases.models import Case
from xiuhua.cases.services import NewReport, Said, case_act, case_report
from xiuhua.cases.terms import CaseAct, Channel
from xiuhua.ground.models import Area, CatalogueItem, Handbook, HandbookLine, Unit
from xiuhua.ground.services.calendars import calendar_national_ensure
from xiuhua.ground.services.duty_revisions import NewLine, draft_lines_put, revision_draft, revision_publish
from xiuhua.ground.terms.duties import DutyGround
from xiuhua.ground.tests.duty_kit import CLERK, LONG_AGO, Town, box, town_make
from xiuhua.shared.actor import Actor, system
from xiuhua.shared.ids import uuid7

PASSWORD = "Embroidery-2026"
STREET, DISTRICT, GRID = "990101003", "990101", "990101003001001"
MONDAY = datetime(2026, 3, 2, 1, tzinfo=UTC)  # 09:00 in Shanghai, a working day
HERE = (120.105, 30.255)  # in the unit grid
AT_THE_KEY_SPOT = (120.1056, 30.2556)  # in the unit grid and in the key area
NOBODYS = (120.19, 30.29)  # in the street, with a duty for nothing

_PEOPLE = (
    ("collector", "赵一", Role.COLLECTOR, DISTRICT, "U-CENTRE"),
    ("acceptor", "钱二", Role.ACCEPTOR, DISTRICT, "U-CENTRE"),
    ("head", "孙三", Role.SHIFT_HEAD, DISTRICT, "U-CENTRE"),
    ("dispatcher", "李四", Role.DISPATCHER, DISTRICT, "U-CENTRE"),
    ("unit", "周五", Role.UNIT_CLERK, DISTRICT, "U-KEEPER"),
    ("handler", "吴六", Role.HANDLER, DISTRICT, "U-KEEPER"),
    ("street", "郑七", Role.TOWN_COMMITTEE, STREET, "U-OFFICE"),
    ("community", "王八一", Role.COMMUNITY_SECRETARY, f"{STREET}001", "U-COMMUNITY"),
    ("office", "冯九", Role.GOVERNMENT_OFFICE, DISTRICT, "U-DISTRICT"),
    ("own_checker", "陈十", Role.COLLECTOR, DISTRICT, "U-KEEPER"),
    ("upper", "褚云", Role.UPPER_PLATFORM, DISTRICT, "U-CENTRE"),
    ("leader", "卫明", Role.LEADER, DISTRICT, "U-DISTRICT"),
    ("keeper", "蒋言", Role.DATA_ADMIN, DISTRICT, "U-DISTRICT"),
)
_MATTERS = (
    ("06010", "暴露垃圾", 4, "work_hour", "U-KEEPER"),
    ("07001", "非法小广告", 1, "work_day", "U-KEEPER"),
    ("06013", "道路破损", 5, "work_day", "U-KEEPER"),
    ("09006", "占道经营", 2, "urgent_hour", ""),
    ("06035", "废弃家具设备", 2, "work_day", ""),
)


@dataclass
class Loop:
    """The town, its people as actors, its matters and units by short names."""

    town: Town
    actors: dict[str, Actor] = field(default_factory=dict)
    items: dict[str, CatalogueItem] = field(default_factory=dict)
    lines: dict[str, HandbookLine] = field(default_factory=dict)

    def unit(self, code: str) -> Unit:
        """Return a unit."""
        return self.town.units[code]

    def report(
        self, matter: str = "06010", *, at: datetime = MONDAY, who: str = "collector", **given: object
    ) -> Case:
        """Report a matter."""
        values: dict[str, object] = {
            "client_id": uuid7(), "channel": Channel.COLLECTOR, "item_id": self.items[matter].pk,
            "longitude": HERE[0], "latitude": HERE[1], "address": "滨河路 12 号", "text": "路边有垃圾",
        }  # fmt: skip
        new = NewReport(**(values | given))  # type: ignore[arg-type]  # named values of mixed types
        return case_report(new=new, actor=self.actors[who], at=at)

    def act(self, case: Case, act: CaseAct, who: str, at: datetime, **said: object) -> Case:
        """Do an act as somebody."""
        told = Said(**said)  # type: ignore[arg-type]  # as above
        return case_act(case_id=case.pk, act=act, said=told, actor=self.actors[who], at=at)

    def to_handling(self, case: Case, at: datetime, *, unit: str = "U-KEEPER") -> Case:
        """Lead a case to where its unit works on it; one minute for each act."""
        steps: tuple[tuple[CaseAct, str, dict[str, object]], ...] = (
            (CaseAct.ACCEPT, "acceptor", {}),
            (CaseAct.FILE, "head", {}),
            (CaseAct.DISPATCH, "dispatcher", {"unit_id": self.unit(unit).pk}),
            (CaseAct.RECEIVE, "unit", {}),
        )
        for minute, (act, who, said) in enumerate(steps, start=1):
            case = self.act(case, act, who, at + timedelta(minutes=minute), **said)
        return case


def loop_make() -> Loop:
    """Build it; the scope must be open."""
    town = town_make()
    town.unit("U-CENTRE", "区城市运行中心", DISTRICT, "bureau")
    for child, parent in (("U-COMMUNITY", "U-OFFICE"), ("U-OFFICE", "U-DISTRICT")):
        Unit.objects.filter(pk=town.units[child].pk).update(parent=town.units[parent])
        town.units[child].parent = town.units[parent]
    town.areas["990101003K01"] = Area.objects.create(
        code="990101003K01", name="中心广场重点区域", level="key_area",
        shape=box(120.1055, 30.2555, 120.1058, 30.2558), parent=town.areas[STREET], updated_at=LONG_AGO,
    )  # fmt: skip
    calendar_national_ensure(actor=system("setup"), at=LONG_AGO)
    loop = Loop(town=town)
    for name, label, role, area, unit in _PEOPLE:
        _come(loop, name, label, role, area, unit)
    _handbook(loop)
    _duties()
    return loop


def _come(loop: Loop, name: str, label: str, role: Role, area: str, unit: str) -> None:
    user = account_create(
        username=name, name=label, password=PASSWORD, roles=(NewRole(role=role, area=area),),
        actor=system("tests"), at=LONG_AGO,
    )  # fmt: skip
    loop.town.person(f"N-{name}", label, unit, user)
    loop.town.post(f"N-{name}", role.value, area)
    loop.actors[name] = actor_of(user, holdings_at(user.pk, at=MONDAY))


def _handbook(loop: Loop) -> None:
    book = Handbook.objects.create(
        area_code=DISTRICT, number=1, title="指挥手册", document_number="云城管〔2025〕1 号", state="draft",
        recorded_at=LONG_AGO, updated_at=LONG_AGO,
    )  # fmt: skip
    for code, zh, amount, unit, _owner in _MATTERS:
        loop.items[code] = CatalogueItem.objects.create(
            standard="gb47678_5_2026", kind="matter", code=code, zh=zh, class_code=code[:2],
            class_zh="市容环境", source="tests",
        )  # fmt: skip
        loop.lines[code] = HandbookLine.objects.create(
            handbook=book, item=loop.items[code], sequence=1, filing_condition=f"有{zh}", limit_amount=amount,
            limit_unit=unit, closing_condition="已清理",
        )  # fmt: skip
    Handbook.objects.filter(pk=book.pk).update(
        state="published", effective_at=LONG_AGO, published_at=LONG_AGO
    )


def _duties() -> None:
    """Let the keeper answer for three matters in the street, and the street office for what is left."""
    revision = revision_draft(title="职责表", area_code=DISTRICT, actor=CLERK, at=LONG_AGO)
    lines = [
        NewLine(code=f"HT-{code}", area_code=STREET, ground=DutyGround.CONTRACT, unit_code=unit, matter=code)
        for code, _zh, _amount, _unit, unit in _MATTERS
        if unit
    ]
    lines.append(NewLine(code="DD-1", area_code=STREET, ground=DutyGround.FALLBACK, unit_code="U-OFFICE"))
    draft_lines_put(revision_id=revision.pk, lines=lines, actor=CLERK, at=LONG_AGO)
    revision_publish(
        revision_id=revision.pk, effective_at=LONG_AGO, document_number="1 号", actor=CLERK, at=LONG_AGO
    )
