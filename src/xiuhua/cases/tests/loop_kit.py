"""A small town with everybody the loop needs, for its tests."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from xiuhua.access.queries import actor_of, holdings_at
from xiuhua.access.services import NewRole, account_create
from xiuhua.access.terms import Role
from xiuhua.cases.models import Asking, Assignment, Case, CaseClock, Move
from xiuhua.cases.services import NewReport, Said, case_act, case_report, cases_compare
from xiuhua.cases.terms import OVER, CaseAct, CaseState, Channel, Stage
from xiuhua.ground.models import Area, CatalogueItem, Handbook, HandbookLine, Unit
from xiuhua.ground.rules.limits import Limit
from xiuhua.ground.services.calendars import calendar_national_ensure
from xiuhua.ground.services.duty_revisions import NewLine, draft_lines_put, revision_draft, revision_publish
from xiuhua.ground.terms.calendars import TimeUnit
from xiuhua.ground.terms.duties import DutyGround
from xiuhua.ground.tests.duty_kit import CLERK, LONG_AGO, Town, box, town_make
from xiuhua.ledger.queries.verifying import verify
from xiuhua.ledger.services import seal
from xiuhua.shared.actor import Actor, system
from xiuhua.shared.errors import CityError
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

_A, _S = CaseAct, CaseState
_TO_CHECKING = (_A.ACCEPT, _A.FILE, _A.DISPATCH, _A.RECEIVE, _A.FEED_BACK, _A.FEEDBACK_PASS)
WAYS: dict[CaseState, tuple[CaseAct, ...]] = {
    _S.REPORTED: (),
    _S.VERIFYING: (_A.ASK_VERIFY,),
    _S.FILING: _TO_CHECKING[:1],
    _S.DISPATCHING: _TO_CHECKING[:2],
    _S.DISPATCHED: _TO_CHECKING[:3],
    _S.HANDLING: _TO_CHECKING[:4],
    _S.REVIEWING: _TO_CHECKING[:5],
    _S.CHECKING: _TO_CHECKING,
    _S.CLOSING: (*_TO_CHECKING, _A.CHECK_PASS),
    _S.CLOSED: (*_TO_CHECKING, _A.CHECK_PASS, _A.CLOSE),
    _S.RETURNED: (*_TO_CHECKING[:3], _A.SEND_BACK),
    _S.DEFERRED: (*_TO_CHECKING[:4], _A.DEFER_ASK, _A.DEFER_GRANT),
    _S.SHELVED: (*_TO_CHECKING[:4], _A.SHELVE_ASK, _A.SHELVE_GRANT),
    _S.NOT_ACCEPTED: (_A.NOT_ACCEPT,),
    _S.NOT_FILED: (_A.ACCEPT, _A.NOT_FILE),
    _S.VOIDED: (_A.VOID_ASK, _A.VOID_GRANT),
}
"""The shortest way to each state that one case reaches alone; one act a minute from the report on."""
USUAL: dict[CaseAct, str] = {
    **dict.fromkeys((_A.ACCEPT, _A.ASK_VERIFY, _A.NOT_ACCEPT, _A.MERGE, _A.UNMERGE, _A.REDO), "acceptor"),
    **dict.fromkeys((_A.FILE, _A.NOT_FILE, _A.CLOSE, _A.CLOSE_REFUSE, _A.VOID_GRANT, _A.FORCE_GRANT), "head"),
    **dict.fromkeys((_A.INFORM_GRANT, _A.EXTEND_GRANT, _A.VOID_REFUSE, _A.FORCE_REFUSE), "head"),
    **dict.fromkeys((_A.INFORM_REFUSE, _A.EXTEND_REFUSE), "head"),
    **dict.fromkeys((_A.VERIFY_TRUE, _A.VERIFY_FALSE, _A.CHECK_PASS, _A.CHECK_FAIL, _A.PUSH), "collector"),
    **dict.fromkeys(
        (_A.RECEIVE, _A.SEND_BACK, _A.STEP_UP, _A.EXTEND_ASK, _A.DEFER_ASK, _A.SHELVE_ASK), "unit"
    ),
    **dict.fromkeys((_A.ASSIGN,), "unit"),
    _A.FEED_BACK: "handler",
}
"""Who does an act as a rule; the dispatcher does the others."""


def after(minutes: float) -> datetime:
    """Return an instant some minutes after Monday, nine o'clock."""
    return MONDAY + timedelta(minutes=minutes)


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

    def do(self, case: Case, act: CaseAct, minutes: float, **said: object) -> Case:
        """Do an act as whoever does it as a rule, told what it must be told, so many minutes after Monday."""
        who = str(said.pop("who", USUAL.get(act, "dispatcher")))
        told: dict[str, object] = {"reason": "现场情况"} | said
        if act in {_A.DISPATCH, _A.PUSH}:
            told.setdefault("unit_id", self.unit("U-KEEPER").pk)
        if act is _A.DEFER_ASK:
            told.setdefault("until", MONDAY + timedelta(days=30))
        if act is _A.EXTEND_ASK:
            told.setdefault("limit", Limit(1, TimeUnit.WORK_DAY))
        return self.act(case, act, who, after(minutes), **told)

    def case_in(self, state: CaseState, matter: str = "06010", **report: object) -> Case:
        """Return a case that was led to a state by the shortest way, one act a minute."""
        case = self.report(matter, **report)  # type: ignore[arg-type]  # named values of mixed types
        for minute, act in enumerate(WAYS[state], start=1):
            case = self.do(case, act, minute)
        assert case.state == state
        return case

    @contextmanager
    def refused(self, case: Case, why: type[CityError], **arguments: object) -> Iterator[None]:
        """See that what is done to a case is refused, and that it leaves no trace."""
        before = (Case.objects.get(pk=case.pk).moves_count, Move.objects.count(), _wishes(case))
        with pytest.raises(why) as told:
            yield
        assert (Case.objects.get(pk=case.pk).moves_count, Move.objects.count(), _wishes(case)) == before
        assert arguments.items() <= told.value.arguments.items()

    def clock(self, case: Case, stage: Stage, number: int = 1) -> CaseClock:
        """Return one run of a stage's clock."""
        return CaseClock.objects.get(case=case, stage=stage.value, number=number)

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


def _wishes(case: Case) -> list[tuple[int, str]]:
    return list(Asking.objects.filter(case=case).order_by("pk").values_list("pk", "state"))


def sound(*, at: datetime | None = None) -> None:
    """Nothing differs from what its moves make of it, the log agrees with the rows, and the tables agree."""
    assert list(cases_compare(at=at or after(100_000))) == []
    while seal():
        pass
    assert [fault for fault in verify().faults if str(fault.subject).startswith(("case:", "loop"))] == []
    for case in Case.objects.defer("search"):
        consistent(case)


def consistent(case: Case) -> None:
    """What is said of a case in several places is said alike."""
    clocks = list(CaseClock.objects.filter(case=case))
    going = [clock for clock in clocks if clock.stopped_at is None]
    over = CaseState(case.state) in OVER
    assert len({clock.stage for clock in going}) == len(going), "one stage has two clocks that go"
    assert over == (not going), f"{case.state}: {[clock.stage for clock in going]}"
    assert over == (case.over_at is not None)
    numbers = list(Move.objects.filter(case=case).order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, case.moves_count + 1))
    wishes = list(Asking.objects.filter(case=case, state__in=OPEN_WISH).values_list("kind", flat=True))
    assert wishes == ([case.asked] if case.asked else [])
    assert not (over and case.asked)
    leads = list(Assignment.objects.filter(case=case, until=None, lead=True).values_list("unit", flat=True))
    assert leads == ([case.unit_id] if case.unit_id and not over else [])
    assert (case.merged_into_id is not None) == (case.state == CaseState.MERGED)


OPEN_WISH: Sequence[str] = ("asking_asked", "asking_proposed")


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
        come(loop, name, label, role, area, unit)
    _handbook(loop)
    _duties()
    return loop


def come(loop: Loop, name: str, label: str, role: Role, area: str, unit: str) -> None:
    """Give the town a person with an account, a post and a role over an area."""
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
    loop.lines["06010.2"] = HandbookLine.objects.create(
        handbook=book, item=loop.items["06010"], sequence=2, filing_condition="大堆垃圾", limit_amount=1,
        limit_unit="work_day", closing_condition="已清理",
    )  # fmt: skip
    loop.items["05008"] = CatalogueItem.objects.create(
        standard="gb47678_5_2026", kind="matter", code="05008", zh="绿地缺株", class_code="05",
        class_zh="园林绿化", source="tests",
    )  # fmt: skip
    loop.lines["05008"] = HandbookLine.objects.create(
        handbook=book, item=loop.items["05008"], sequence=1, filing_condition="缺株",
        manual_reason="种植季节",
        closing_condition="已补植",
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
