"""Units, people and posts of the demo district. Every name and number is generated."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

from xiuhua.ground.demo.areas import Areas
from xiuhua.ground.demo.codes import credit_code
from xiuhua.ground.demo.names import person_name

HOME = "990101"
SINCE = "2026-01-01T00:00:00+08:00"
_GRID_MEMBERS = 569
_DEPARTMENTS = (
    ("城市管理局", "城管局", "bureau"),
    ("住房和城乡建设局", "住建局", "department"),
    ("交通运输局", "交通局", "department"),
    ("公安交警大队", "交警大队", "department"),
    ("园林绿化管理局", "园林局", "department"),
    ("水务局", "水务局", "department"),
    ("生态环境分局", "环保分局", "department"),
    ("市场监督管理局", "市场监管局", "department"),
    ("自然资源和规划分局", "规划分局", "department"),
    ("应急管理局", "应急局", "department"),
    ("文化广电旅游局", "文旅局", "department"),
    ("卫生健康局", "卫健局", "department"),
    ("民政局", "民政局", "department"),
    ("消防救援大队", "消防大队", "department"),
)
_CONTRACTORS = (
    ("road1", "云州市通达市政养护有限公司", "通达市政"),
    ("road2", "云州市恒固市政工程有限公司", "恒固市政"),
    ("light", "云州市明辉照明工程有限公司", "明辉照明"),
    ("green1", "云州市绿漪园林养护有限公司", "绿漪园林"),
    ("green2", "云州市沐青园林工程有限公司", "沐青园林"),
    ("clean1", "云州市洁悦环境服务有限公司", "洁悦环境"),
    ("clean2", "云州市新晨环卫有限公司", "新晨环卫"),
    ("clean3", "云州市净美保洁服务有限公司", "净美保洁"),
    ("sticker", "云州市焕新清洗有限公司", "焕新清洗"),
)
_ENTERPRISES = (
    ("power", "云州市供电公司", "供电公司"),
    ("water", "云州市自来水有限公司", "自来水公司"),
    ("drain", "云州市排水有限公司", "排水公司"),
    ("telecom", "云州市通信传输有限公司", "通信公司"),
    ("gas", "云州市燃气有限公司", "燃气公司"),
    ("bus", "云州市公共交通有限公司", "公交公司"),
)
# The people behind the demo accounts, as `access.demo` names them: account, name, role, title, area.
_ACCOUNTS = (
    ("clerk", "陈晓岚", "ground_clerk", "台账管理员", HOME),
    ("clerk2", "周一鸣", "ground_clerk", "台账管理员", HOME),
    ("street", "林若溪", "ground_clerk", "街道台账员", f"{HOME}003"),
    ("leader", "何启明", "leader", "分管副区长", HOME),
    ("linjiang", "方予安", "ground_clerk", "台账管理员", "990102"),
    ("district", "顾明远", "district_leader", "区长", HOME),
    ("keeper", "苏念慈", "data_admin", "平台数据管理员", HOME),
    ("dispatcher", "许知行", "dispatcher", "派遣员", HOME),
    ("shifthead", "沈知言", "shift_head", "值班长", HOME),
    ("acceptor", "江映雪", "acceptor", "受理员", HOME),
    ("collector", "秦子昂", "collector", "信息采集员", HOME),
    ("verifier", "白云舒", "verifier", "核查员", HOME),
    ("unitclerk", "冯远航", "unit_clerk", "收发员", HOME),
    ("handler", "郭立诚", "handler", "处置员", HOME),
    ("assessor", "程砚秋", "assessor", "考核员", HOME),
    ("committee", "韩春霖", "town_committee", "街道党工委委员", f"{HOME}003"),
    ("office", "宋清和", "government_office", "区政府办副主任", HOME),
    ("team", "程以宁", "complaint_team", "接诉即办专班员", HOME),
    ("agent", "唐雨桐", "hotline_agent", "热线话务员", HOME),
    ("housing", "石明哲", "peer_department", "联络员", HOME),
    ("market", "黎书瑶", "peer_department", "联络员", HOME),
    ("health", "尹若溪", "health_office", "爱卫办主任", HOME),
    ("cityoffice", "龚致远", "committee_office", "城管委办公室主任", HOME),
    ("finance", "毛佳怡", "finance", "会计", HOME),
    ("squad", "戴云峰", "squad_leader", "中队长", f"{HOME}001"),
    ("officer", "文清扬", "officer", "执法队员", f"{HOME}001"),
    ("secretary", "孟繁星", "community_secretary", "社区书记", f"{HOME}001001"),
    ("secretary2", "余沐阳", "community_secretary", "社区书记", f"{HOME}001002"),
    ("patroller", "乔安然", "video_patroller", "视频巡检员", HOME),
)
_WORKS_IN = {
    **dict.fromkeys(("leader", "district_leader", "government_office", "assessor"), "government"),
    **dict.fromkeys(("dispatcher", "shift_head", "acceptor", "collector", "verifier"), "centre"),
    # The contractor that cleans the first street, so that a unit has people to act.
    **dict.fromkeys(("unit_clerk", "handler"), "clean2"),
    **dict.fromkeys(("complaint_team", "hotline_agent", "video_patroller"), "centre"),
    "health_office": "department:卫健局",
}
_PEERS_IN = {"housing": "department:住建局", "market": "department:市场监管局"}
_GRID_LEAD = ("叶小满", "gridmember")  # leads the first duty grid of the third street
_OFFICE_HEAD = ("罗景行", "roadchief")  # heads its office
_THIRD_STREET = f"{HOME}003"
_CHIEF_LEVELS = ("chief_district", "chief_office", "chief_deputy", "chief_community")


@dataclass(frozen=True, kw_only=True)
class UnitRow:
    """A unit as the file gives it."""

    code: str
    name: str
    short_name: str
    kind: str
    parent: str
    area_code: str
    duty_phone: str


@dataclass(frozen=True, kw_only=True)
class PersonRow:
    """A person as the file gives them."""

    work_number: str
    name: str
    phone: str
    unit: str
    username: str = ""


@dataclass(frozen=True, kw_only=True)
class PostRow:
    """A post as the file gives it."""

    work_number: str
    unit: str
    role: str
    title: str
    area_code: str
    deputy: str = ""


@dataclass(kw_only=True)
class Staff:
    """Everybody, and who has which task.

    Attributes:
        unit_of: unit codes by what they do: `light`, `office:990101003`, `bureau`.
        members: work numbers of each duty grid's members, the lead first.
        chiefs: work number by level and area.
        officers: work number of the officer of each segment.
    """

    units: list[UnitRow] = field(default_factory=list)
    people: list[PersonRow] = field(default_factory=list)
    posts: list[PostRow] = field(default_factory=list)
    unit_of: dict[str, str] = field(default_factory=dict)
    members: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    chiefs: dict[tuple[str, str], str] = field(default_factory=dict)
    officers: dict[str, str] = field(default_factory=dict)

    def name(self, code: str) -> str:
        """Return the name of a unit."""
        return next(unit.name for unit in self.units if unit.code == code)


def staff_drawn(areas: Areas, *, seed: int, scale: float) -> Staff:
    """Return units, people and posts of the first district, and a handful in the second."""
    hiring = _Hiring(areas, Random(seed + 43))  # noqa: S311 - a drawing, not a secret
    hiring.units()
    hiring.accounts()
    hiring.grid_members(round(_GRID_MEMBERS * scale**0.5) if scale < 1 else _GRID_MEMBERS)
    hiring.chiefs()
    hiring.officers()
    hiring.department_staff()
    return hiring.staff


class _Hiring:
    def __init__(self, areas: Areas, chance: Random) -> None:
        self.areas = areas
        self.chance = chance
        self.staff = Staff()
        self.serial = 0

    def _unit(self, key: str, name: str, short: str, kind: str, parent: str, area: str) -> str:
        number = len(self.staff.units) + 1
        public = kind not in {"contractor", "enterprise"}
        code = credit_code("11" if public else "91", area[:6], number)
        phone = f"0990-8800{number:04d}"
        self.staff.units.append(
            UnitRow(
                code=code,
                name=name,
                short_name=short,
                kind=kind,
                parent=parent,
                area_code=area,
                duty_phone=phone,
            )
        )
        self.staff.unit_of[key] = code
        return code

    def units(self) -> None:
        """Found departments, street offices with their squads, the command centre and the contractors."""
        for number, (name, short, kind) in enumerate(_DEPARTMENTS):
            self._unit(
                "bureau" if number == 0 else f"department:{short}", f"云河区{name}", short, kind, "", HOME
            )
        bureau = self.staff.unit_of["bureau"]
        self._unit("centre", "云河区城市运行管理服务中心", "区城运中心", "centre", bureau, HOME)
        self._unit("government", "云河区人民政府", "区政府", "department", "", HOME)
        for street in self.areas.of_level("street"):
            kind = "人民政府" if street.name.endswith("镇") else "办事处"
            office = self._unit(
                f"office:{street.code}", f"{street.name}{kind}", street.name, "street_office", "", street.code
            )
            if street.code.startswith(HOME):
                word = street.name.removesuffix("街道").removesuffix("镇")
                self._unit(
                    f"squad:{street.code}",
                    f"云河区综合行政执法大队{word}中队",
                    f"{word}中队",
                    "squad",
                    bureau,
                    street.code,
                )
            for community in self.areas.of_level("community", street.code):
                kind = "村民委员会" if community.name.endswith("村") else "居民委员会"
                self._unit(
                    f"community:{community.code}",
                    f"{community.name}{kind}",
                    community.name,
                    "community_office",
                    office,
                    community.code,
                )
        for key, name, short in _CONTRACTORS:
            self._unit(key, name, short, "contractor", "", HOME)
        for key, name, short in _ENTERPRISES:
            self._unit(key, name, short, "enterprise", "", HOME)

    def _person(self, unit: str, *, name: str = "", username: str = "") -> str:
        self.serial += 1
        number = f"YH{self.serial:05d}"
        self.staff.people.append(
            PersonRow(
                work_number=number,
                name=name or person_name(self.chance),
                phone=f"199-0000-{self.serial:04d}",
                unit=unit,
                username=username,
            )
        )
        return number

    def _post(self, number: str, unit: str, role: str, title: str, area: str, deputy: str = "") -> None:
        self.staff.posts.append(
            PostRow(work_number=number, unit=unit, role=role, title=title, area_code=area, deputy=deputy)
        )

    def accounts(self) -> None:
        """Hire the people who have a demo account already."""
        for username, name, role, title, area in _ACCOUNTS:
            homes = [row.code for row in self.areas.rows if row.code == area]
            if not homes:
                continue
            unit = self.staff.unit_of[_PEERS_IN.get(username) or self._account_unit(role, area)]
            self._post(self._person(unit, name=name, username=username), unit, role, title, area)

    @staticmethod
    def _account_unit(role: str, area: str) -> str:
        if role == "community_secretary":
            return f"community:{area}"
        if role in {"squad_leader", "officer"}:
            return f"squad:{area}"
        if area != HOME:
            return f"office:{area if len(area) > 6 else area + '001'}"
        return _WORKS_IN.get(role, "bureau")

    def grid_members(self, total: int) -> None:
        """Hire nine or ten members for each duty grid; each stands in for the next."""
        grids = self.areas.of_level("duty_grid", HOME)
        for place, grid in enumerate(grids):
            count = max(2, (total * (place + 1)) // len(grids) - (total * place) // len(grids))
            unit = self.staff.unit_of[f"office:{grid.code[:9]}"]
            lead = _GRID_LEAD if grid.code == f"{_THIRD_STREET}Z01" else ("", "")
            numbers = [self._person(unit, name=lead[0], username=lead[1])]
            numbers += [self._person(unit) for _ in range(count - 1)]
            self.staff.members[grid.code] = numbers
            for order, (number, deputy) in enumerate(zip(numbers, [*numbers[1:], numbers[0]], strict=True)):
                title = "网格长" if order == 0 else "专职网格员"
                self._post(number, unit, "grid_member", title, grid.code, deputy)

    def chiefs(self) -> None:
        """Name the road chiefs: of the district, of each office, its deputy, and of each community."""
        government = self.staff.unit_of["government"]
        district = [self._person(government) for _ in range(8)]
        for number, deputy in zip(district, [*district[1:], district[0]], strict=True):
            self._post(number, government, "road_chief", "区级路长", HOME, deputy)
        for street_place, street in enumerate(self.areas.of_level("street", HOME)):
            office = self.staff.unit_of[f"office:{street.code}"]
            known = _OFFICE_HEAD if street.code == _THIRD_STREET else ("", "")
            head = self._person(office, name=known[0], username=known[1])
            second = self._person(office)
            word = "镇长" if street.name.endswith("镇") else "办事处主任"
            self._post(head, office, "road_chief", word, street.code, second)
            self._post(second, office, "road_chief", f"{word[:-2]}副{word[-2:]}", street.code, head)
            self.staff.chiefs["chief_district", street.code] = district[street_place % len(district)]
            self.staff.chiefs["chief_office", street.code] = head
            self.staff.chiefs["chief_deputy", street.code] = second
        for community in self.areas.of_level("community", HOME):
            unit = self.staff.unit_of[f"community:{community.code}"]
            head, second = self._person(unit), self._person(unit)
            self._post(head, unit, "road_chief", "社区主任", community.code, second)
            self._post(second, unit, "community_secretary", "社区书记", community.code, head)
            self.staff.chiefs["chief_community", community.code] = head

    def officers(self) -> None:
        """Name exactly one officer for each segment; a squad's officers share its segments out evenly."""
        segments: dict[str, list[str]] = defaultdict(list)
        for segment in self.areas.of_level("segment", HOME):
            segments[segment.code[:9]].append(segment.code)
        for street in self.areas.of_level("street", HOME):
            squad = self.staff.unit_of[f"squad:{street.code}"]
            leader = self._person(squad)
            self._post(leader, squad, "squad_leader", "中队长", street.code)
            team = [self._person(squad) for _ in range(max(3, len(segments[street.code]) // 3))]
            for number, deputy in zip(team, [*team[1:], team[0]], strict=True):
                self._post(number, squad, "officer", "执法队员", street.code, deputy)
            for place, code in enumerate(segments[street.code]):
                self.staff.officers[code] = team[place * len(team) // len(segments[street.code])]

    def department_staff(self) -> None:
        """Hire liaison staff of departments and contractors, and the seats of the command centre."""
        for unit in list(self.staff.units):
            if unit.area_code != HOME or unit.kind == "squad":
                continue
            if unit.kind == "centre":
                for role, title in _seats():
                    self._post(self._person(unit.code), unit.code, role, title, HOME)
                continue
            role = {"contractor": "road_contractor"}.get(unit.kind, "peer_department")
            if unit.code in {self.staff.unit_of[key] for key in ("clean1", "clean2", "clean3")}:
                role = "sanitation_contractor"
            first, second = self._person(unit.code), self._person(unit.code)
            self._post(first, unit.code, role, "联络员", HOME, second)
            self._post(second, unit.code, role, "备岗联络员", HOME, first)


def _seats() -> Iterator[tuple[str, str]]:
    for role, title, count in (
        ("acceptor", "受理员", 6),
        ("dispatcher", "派遣员", 6),
        ("verifier", "核查员", 4),
        ("alarm_reviewer", "复核员", 3),
    ):
        yield from [(role, title)] * count
