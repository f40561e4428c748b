"""Days of spoil trucks of which it is known who dumped where: the truth for the suspicion of dumping.

Written from the words of the bureaus and not from the detector: whoever changes this file reads neither
`rules/dumping.py` nor its settings first. Each behaviour stands beside the sentence it follows; what no
sentence says (how long, how often) is an own choice from how such a yard works, and is a number in its
function. Bureau A: the district with 码头; bureau B: the district with villages; bureau C: the one with
廊道.

Honest:
    A load goes 产生、运输、消纳, its manifest signed at the dock:
    "实现工程渣土产生、运输、消纳等环节的全过程和精细化管理" (A).
    Gate, dock and the roads around are where trucks gather and wait:
    "渣土码头、工地出入口、周边道路“两点一线”" (A).
    Washing and covering at the gate: "驶出工地车辆冲洗，物料密闭运输" (B), "装载、苫盖和轮胎带泥上路情况"
    (B).
    A little is lost on the way and is no dumping: "道路扬尘、抛洒滴漏" (A).
    A transfer place takes loads: "渣土陆上码头（中转场地）建设" (C). A site takes another's spoil:
    "提升区内渣土自我消化能力" (C).
    Officers stop loaded trucks at the roadside, at night:
    "每晚安排执法人员，在渣土车辆途经路段等处进行巡查" (B),
    "现场整改" of what is not covered (B).
    Queues, lunch, fuel, breakdowns, rests, garage, a body lifted empty to scrape it, parking for the night
    loaded
    or empty, at a yard or in a village, a dock that is full, a keeper who forgets to sign: own choice.
Dumping:
    Where: "城中村、城边村、城乡结合部等易发生渣土偷倒区域" (B), "乱倒区域、易倒区域" (B): a few known
    places at the rim.
    When: mostly at night, for the patrols go "每晚" "根据渣土偷运、偷倒规律" (B); some by day.
    How: the load is gone where nobody may leave it; body up, minutes, away. In two halves, with the
    terminal
    unplugged, or after parking for hours until the street is empty: what a patrol tells, own choice.
    That GPS is what the officer looks at ("渣土车辆GPS监控平台", B) is why some unplug it.

The balance is 25 dumpers in 100 truck days, far more than a city has, so that recall can be measured;
precision
among honest fleets is lower in proportion. What the instruments do to it is in `_told`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import shapely
from shapely.geometry import MultiPoint, Polygon

from xiuhua.sensing.rules.tracks.shapes import Floats, Marks, Track, track_of

UTC_OFFSET_S = 8 * 3600.0
TRUCKS = 140
DUMPERS = 35
DAY_S = 86_400.0  # from noon to noon, so that a night is whole
_NOON_S = 1_772_510_400.0  # 2026-03-03 12:00 at UTC+8
_LON, _LAT = 120.15, 30.32
_M_PER_LAT = 110_850.0
_M_PER_LON = 111_320.0 * float(np.cos(np.radians(_LAT)))
_BLOCK_M = 500.0
_RIM_BLOCKS, _CORE_BLOCKS = 12, 7
Point = tuple[float, float]  # metres east and north of the middle


@dataclass(frozen=True, slots=True)
class TruthStop:
    """What a truck did for a while outside every permitted place; seconds since 1970 UTC, degrees."""

    since_s: float
    until_s: float
    lon: float
    lat: float
    behaviour: str


@dataclass(frozen=True, slots=True, eq=False)
class TruthTruck:
    """One truck from noon to noon, its fixes in the order they came in.

    Args:
        load: share of a full load, NaN unknown; tilt_deg: of the body, NaN unknown; both shape (n,), as the
            sensors tell it.
        owed: from when till when loads were on the books that no dock signed for.
        dumpings: from when the spoil begins to slide until it is out.
        stops: honest and other stops outside permitted places, to tell what an error was.
        sensors: what it carries: "load", "tilt", both with "+", or "none"; "stuck" where one lies all day.
    """

    key: str
    track: Track
    load: Floats
    tilt_deg: Floats
    owed: tuple[tuple[float, float], ...]
    dumpings: tuple[TruthStop, ...]
    stops: tuple[TruthStop, ...]
    sensors: str

    @property
    def is_dumper(self) -> bool:
        return bool(self.dumpings)


@dataclass(frozen=True, slots=True, eq=False)
class TruthDay:
    """A city's fleet for a day: the places where a load may be left or a truck may stand, and the trucks."""

    seed: int
    permitted: tuple[tuple[str, Polygon], ...]
    trucks: tuple[TruthTruck, ...]


@dataclass(frozen=True, slots=True)
class _City:
    sites: list[Point]
    docks: list[Point]  # with the transfer place and the sites that take spoil
    yards: list[Point]
    fields: list[Point]
    permitted: list[tuple[str, Polygon]]


@dataclass(slots=True)
class _Tale:
    """What a truck truly does, told step by step; seconds since noon, metres, shares, degrees."""

    rng: np.random.Generator
    at: float
    x: float
    y: float
    load: float = 0.0
    places: list[tuple[float, float, float]] = field(default_factory=list)
    loads: list[tuple[float, float]] = field(default_factory=list)
    tilts: list[tuple[float, float]] = field(default_factory=list)
    offs: list[tuple[float, float]] = field(default_factory=list)  # ignition off
    darks: list[tuple[float, float]] = field(default_factory=list)  # terminal unplugged
    stops: list[tuple[float, float, float, float, str]] = field(default_factory=list)
    dumpings: list[tuple[float, float, float, float, str]] = field(default_factory=list)
    owed: list[tuple[float, float]] = field(default_factory=list)
    manifest: float | None = None  # when the open one was begun

    def between(self, low: float, high: float) -> float:
        return float(self.rng.uniform(low, high))

    def chance(self, share: float) -> bool:
        return bool(self.rng.random() < share)

    @property
    def hour(self) -> float:
        return (12.0 + self.at / 3600.0) % 24.0

    @property
    def is_night(self) -> bool:
        return self.hour >= 21.5 or self.hour < 4.7

    def mark(self) -> None:
        self.places.append((self.at, self.x, self.y))
        self.loads.append((self.at, self.load))

    def stand(self, seconds: float, *, off: bool = False) -> None:
        self.mark()
        if off:
            self.offs.append((self.at + min(20.0, seconds / 4), self.at + seconds))
        self.at += seconds
        self.mark()

    def roll(self, to: Point, km_h: float) -> None:
        self.mark()
        self.at += float(np.hypot(to[0] - self.x, to[1] - self.y)) / max(km_h / 3.6, 0.3) + 0.5
        self.x, self.y = to
        self.mark()

    def roll_by(self, metres: float, km_h: float) -> None:
        turn = self.between(0.0, 2 * np.pi)
        self.roll((self.x + metres * float(np.cos(turn)), self.y + metres * float(np.sin(turn))), km_h)

    def travel(self, to: Point, *, short_m: float = 0.0) -> None:
        """Go by streets and the last piece by a lane; stop some metres short of the end if told to."""
        here, there = _kerb((self.x, self.y)), _kerb(to)
        corner, other = _corner(here), _corner(there)
        self.roll(here, self.between(8, 14))
        bend = (other[0], corner[1]) if self.chance(0.5) else (corner[0], other[1])
        for end in (corner, bend, other, there):
            self._street(end)
        if self.load > 0.3:  # 抛洒滴漏: a little is lost on the way
            self.load *= 1 - abs(float(self.rng.normal(0.0, 0.012)))
        way_m = float(np.hypot(to[0] - there[0], to[1] - there[1]))
        share = max(0.0, 1 - short_m / max(way_m, 1.0))
        end = there[0] + (to[0] - there[0]) * share, there[1] + (to[1] - there[1]) * share
        self.roll(end, self.between(8, 15))

    def _street(self, to: Point) -> None:
        along_m = float(np.hypot(to[0] - self.x, to[1] - self.y))
        since, count = (self.x, self.y), max(1, round(along_m / _BLOCK_M))
        for step in range(1, count + 1):
            share = step / count
            end = since[0] + (to[0] - since[0]) * share, since[1] + (to[1] - since[1]) * share
            if along_m > 1.0:
                self.roll(end, self.between(22, 52))
            if self.chance(0.18) and along_m > 1.0:
                self.stand(self.between(12, 95))  # lights
            elif self.chance(0.004):
                self.creep("traffic jam", self.between(240, 1200))

    def creep(self, behaviour: str, seconds: float) -> None:
        """Move a truck's length every minute or so: a queue."""
        since, until = self.at, self.at + seconds
        ahead = self.between(0.0, 2 * np.pi)
        while self.at < until:
            self.stand(self.between(20, 160))
            step_m = self.between(0, 14)
            self.roll((self.x + step_m * float(np.cos(ahead)), self.y + step_m * float(np.sin(ahead))), 4.0)
        self.stops.append((since, self.at, self.x, self.y, behaviour))

    def pause(self, behaviour: str, seconds: float, *, off: float = 0.0) -> None:
        """Stand outside; off: how likely with the engine off."""
        since = self.at
        self.stand(seconds, off=self.chance(off))
        self.stops.append((since, self.at, self.x, self.y, f"{behaviour}, {self.laden}"))

    @property
    def laden(self) -> str:
        return "loaded" if self.load > 0.3 else "empty"

    def lift(self, share: float, *, hold_s: float, top_deg: float) -> tuple[float, float]:
        """Raise the body, let a share slide out, lower it; return the span in which it slid."""
        up_s, down_s = self.between(25, 50), self.between(18, 40)
        self.mark()
        begins = self.at + 0.5 * up_s
        ends = self.at + up_s + self.between(0.3, 0.9) * hold_s
        self.tilts += [(self.at, 0.0), (self.at + up_s, top_deg), (self.at + up_s + hold_s, top_deg)]
        left = self.load * (1 - share) + (self.between(0.0, 0.05) if share > 0.95 else 0.0)
        self.loads += [(begins, self.load), (ends, min(left, self.load))]
        self.load = min(left, self.load)
        self.at = max(self.at + up_s + hold_s, ends)
        self.mark()
        self.roll_by(self.between(1, 9), 3.0)  # forward, so that the heap lets go of the tailgate
        self.stand(down_s)
        self.tilts.append((self.at, 0.0))
        return begins, ends

    def dump(self, style: str, share: float = 1.0) -> None:
        if self.chance(0.6):
            self.roll_by(self.between(8, 30), 4.0)  # back up to the edge
            self.stand(self.between(5, 40))
        since, until = self.lift(share, hold_s=self.between(15, 70), top_deg=self.between(36, 50))
        self.dumpings.append((since, until, self.x, self.y, style))

    def sign_out(self) -> None:
        """Leave a gate with a new manifest; the one before, if nobody signed it, was owed till now."""
        self.close()
        self.manifest = self.at

    def close(self) -> None:
        if self.manifest is not None:
            self.owed.append((self.manifest, self.at))
        self.manifest = None


def generate(seed: int) -> TruthDay:
    """Return a fleet's day; the same seed gives the same day, bit for bit.

    Source:
        the module's own.
    """
    rng = np.random.default_rng(seed)
    city = _city(rng)
    dumpers = set(rng.permutation(TRUCKS)[:DUMPERS].tolist())
    trucks = tuple(
        _truck(f"{seed}-{row}", rng.spawn(1)[0], city, is_dumper=row in dumpers) for row in range(TRUCKS)
    )
    return TruthDay(seed, tuple(city.permitted), trucks)


def degrees(x: float, y: float) -> Point:
    """Return a place in degrees."""
    return _LON + x / _M_PER_LON, _LAT + y / _M_PER_LAT


def _city(rng: np.random.Generator) -> _City:
    core = [(a, b) for a in range(-_CORE_BLOCKS, _CORE_BLOCKS) for b in range(-_CORE_BLOCKS, _CORE_BLOCKS)]
    rim = [
        (a, b)
        for a in range(-_RIM_BLOCKS, _RIM_BLOCKS)
        for b in range(-_RIM_BLOCKS, _RIM_BLOCKS)
        if max(abs(a), abs(b)) > _CORE_BLOCKS - 2
    ]
    inner = [core[row] for row in rng.permutation(len(core))[:16]]
    outer = [rim[row] for row in rng.permutation(len(rim)) if rim[row] not in inner][:17]
    points = [
        (
            (a + 0.5) * _BLOCK_M + float(rng.uniform(-60, 60)),
            (b + 0.5) * _BLOCK_M + float(rng.uniform(-60, 60)),
        )
        for a, b in inner + outer
    ]
    sites, yards, docks, fields = points[:10], points[10:16], points[16:20], points[20:]
    named = [("site", sites), ("yard", yards), ("dock", docks)]
    permitted = [
        (f"{kind} {row}", _shape(rng, point)) for kind, some in named for row, point in enumerate(some)
    ]
    return _City(sites, docks + sites[:2], yards, fields, permitted)


def _shape(rng: np.random.Generator, middle: Point) -> Polygon:
    turns = np.sort(rng.uniform(0, 2 * np.pi, 9)) + np.linspace(0, 0.01, 9)
    far_m = rng.uniform(70, 125, 9)
    around = np.column_stack([middle[0] + far_m * np.cos(turns), middle[1] + far_m * np.sin(turns)])
    core = np.array(middle) + np.array([[-45, -45], [45, -45], [45, 45], [-45, 45]])
    hull = MultiPoint(np.vstack([around, core])).convex_hull
    shape = shapely.transform(hull, lambda xy: np.column_stack(degrees(xy[:, 0], xy[:, 1])))
    assert isinstance(shape, Polygon)
    return shape


def _kerb(point: Point) -> Point:
    """Return the nearest place on a street."""
    x, y = (round(value / _BLOCK_M) * _BLOCK_M for value in point)
    return (x, point[1]) if abs(point[0] - x) < abs(point[1] - y) else (point[0], y)


def _corner(point: Point) -> Point:
    return round(point[0] / _BLOCK_M) * _BLOCK_M, round(point[1] / _BLOCK_M) * _BLOCK_M


def _one(tale: _Tale, some: list[Point]) -> Point:
    return some[int(tale.rng.integers(len(some)))]


# ---- honest


def _roadside(tale: _Tale, to: Point) -> None:
    """Go to some place at a kerb about half way, or to a lane at the rim."""
    middle = (tale.x + to[0]) / 2 + tale.between(-900, 900), (tale.y + to[1]) / 2 + tale.between(-900, 900)
    kerb = _kerb(middle)
    tale.travel((kerb[0] + tale.between(-25, 25), kerb[1] + tale.between(-25, 25)))


def _checked(tale: _Tale) -> None:
    tale.pause("officers' check", tale.between(240, 1300), off=0.5)


def _lunch(tale: _Tale) -> None:
    tale.pause("meal at the roadside", tale.between(1200, 3300), off=0.85)


def _breakdown(tale: _Tale) -> None:
    tale.pause("breakdown", tale.between(1800, 5400), off=0.6)


def _relief(tale: _Tale) -> None:
    tale.pause("short rest", tale.between(150, 600), off=0.3)


def _cover(tale: _Tale) -> None:
    tale.pause("cover put right", tale.between(100, 320))


def _fuel(tale: _Tale) -> None:
    tale.pause("fuel", tale.between(300, 900), off=0.9)


def _nap(tale: _Tale) -> None:
    tale.pause("nap", tale.between(2400, 9000), off=0.7)


def _scrape(tale: _Tale) -> None:
    """Lift the empty body at the roadside to scrape off what stuck."""
    since = tale.at
    tale.stand(tale.between(20, 120))
    tale.lift(0.0, hold_s=tale.between(60, 400), top_deg=tale.between(25, 48))
    tale.stops.append((since, tale.at, tale.x, tale.y, "empty body scraped"))


_WITH_LOAD: list[tuple[Callable[[_Tale], None], float]] = [
    (_checked, 0.03), (_lunch, 0.03), (_breakdown, 0.012), (_relief, 0.03), (_cover, 0.03),
    (_fuel, 0.02), (_nap, 0.008),
]  # fmt: skip
_WITHOUT: list[tuple[Callable[[_Tale], None], float]] = [
    (_checked, 0.01), (_lunch, 0.05), (_breakdown, 0.005), (_relief, 0.03), (_scrape, 0.006),
    (_fuel, 0.05), (_nap, 0.01),
]  # fmt: skip


def _interrupted(tale: _Tale, to: Point) -> None:
    """Make a stop on the way to a place, now and then, for one of the reasons drivers have."""
    for reason, share in _WITH_LOAD if tale.load > 0.3 else _WITHOUT:
        if tale.chance(share):
            _roadside(tale, to)
            reason(tale)
            return
    if tale.chance(0.015):  # in a field or lane where others dump, for no ill
        _roadside(tale, to)
        tale.pause("stands off the road", tale.between(300, 2400), off=0.5)


def _fetch(tale: _Tale, city: _City, site: Point) -> None:
    """Queue at the gate, be loaded bucket by bucket, washed, covered and sent off with a manifest."""
    _interrupted(tale, site)
    if tale.chance(0.35):
        tale.travel(site, short_m=tale.between(190, 260))
        tale.creep("queue at a gate", tale.between(120, 1500))
        tale.roll(site, 9.0)
    else:
        tale.travel(site)
    tale.stand(tale.between(60, 700))
    full = tale.between(0.8, 1.12)
    for bucket in range(1, 6):
        tale.load = full * bucket / 5
        tale.at += tale.between(5, 15)
        tale.stand(tale.between(30, 130))
    tale.roll_by(30, 5)
    tale.stand(tale.between(50, 180))
    tale.sign_out()
    if tale.chance(0.05):
        tale.roll(_kerb(site), 8.0)
        _cover(tale)


def _deliver(tale: _Tale, city: _City) -> None:
    """Take the load to a dock, a transfer place or a site that takes spoil; weigh, tip, weigh, sign."""
    dock = _one(tale, city.docks)
    _interrupted(tale, dock)
    if tale.chance(0.5):
        tale.travel(dock, short_m=tale.between(185, 260))
        tale.creep("queue at a dock", tale.between(120, 2100))
        if tale.chance(0.03):  # full: sent on to the next
            dock = _one(tale, [other for other in city.docks if other != dock])
            tale.travel(dock)
        else:
            tale.roll(dock, 9.0)
    else:
        tale.travel(dock)
    tale.stand(tale.between(40, 100))  # weighed
    tale.roll_by(30, 6)
    tale.stand(tale.between(10, 300))
    tale.lift(1.0, hold_s=tale.between(15, 60), top_deg=tale.between(36, 50))
    tale.roll(dock, 6.0)
    tale.stand(tale.between(40, 220))  # weighed and washed
    if not tale.chance(0.012):  # the keeper forgot
        tale.manifest = None


def _garage(tale: _Tale, city: _City) -> None:
    """Be repaired in a garage that is no permitted place, often with the body up."""
    block = _corner((tale.between(-3000, 3000), tale.between(-3000, 3000)))
    tale.travel((block[0] + 40, block[1] + 30))
    since = tale.at
    tale.stand(tale.between(600, 2400), off=True)
    if tale.chance(0.6):
        tale.lift(0.0, hold_s=tale.between(300, 2400), top_deg=tale.between(30, 48))
    tale.stand(tale.between(600, 5400), off=True)
    tale.stops.append((since, tale.at, tale.x, tale.y, "garage"))


def _home(tale: _Tale, city: _City, site: Point, yard: Point) -> None:
    """Park until the next shift: mostly empty at the yard, some loaded, some in a village."""
    if tale.chance(0.06):
        _fetch(tale, city, site)
    if tale.chance(0.07):
        _roadside(tale, yard)
        behaviour = f"parked till the next shift, {tale.laden}"
        since = tale.at
        tale.stand(max(600.0, DAY_S - tale.at), off=True)
        tale.stops.append((since, tale.at, tale.x, tale.y, behaviour))
        return
    tale.travel(yard)
    tale.stand(max(600.0, DAY_S - tale.at), off=True)


# ---- dumping


def _night(tale: _Tale, city: _City) -> None:
    _to_field(tale, city)
    _tip(tale, "at night")


def _day(tale: _Tale, city: _City) -> None:
    _to_field(tale, city)
    _tip(tale, "by day")


def _to_field(tale: _Tale, city: _City) -> None:
    """Go down a lane to one of the known places at the rim."""
    spot = _one(tale, city.fields)
    tale.travel((spot[0] + float(tale.rng.normal(0, 40)), spot[1] + float(tale.rng.normal(0, 40))))


def _tip(tale: _Tale, style: str, share: float = 1.0) -> None:
    since = tale.at
    tale.stand(
        tale.between(20, 90) if tale.chance(0.7) else tale.between(90, 480)
    )  # look whether anybody comes
    tale.dump(style, share)
    tale.stand(tale.between(5, 90) if tale.chance(0.88) else tale.between(300, 2400))
    tale.stops.append((since, tale.at, tale.x, tale.y, f"dumping {style}"))


def _halves(tale: _Tale, city: _City) -> None:
    _to_field(tale, city)
    _tip(tale, "first half", tale.between(0.42, 0.6))
    if tale.chance(0.5):
        _to_field(tale, city)
    else:
        tale.roll(_kerb((tale.x, tale.y)), 10.0)
        tale.roll_by(tale.between(350, 1200), 20.0)
    _tip(tale, "second half")


def _unplugged(tale: _Tale, city: _City) -> None:
    """Pull the terminal's plug at the place, or a little before, and put it back when the load is gone."""
    spot = _one(tale, city.fields)
    if tale.chance(0.35):
        tale.travel(spot, short_m=tale.between(40, 160))
        dark = tale.at
        tale.roll(spot, 9.0)
    else:
        tale.travel(spot)
        tale.stand(tale.between(15, 60))
        dark = tale.at
    _tip(tale, "unplugged")
    if tale.chance(0.3):
        tale.roll(_kerb((tale.x, tale.y)), 12.0)
    tale.darks.append((dark - tale.between(0, 10), tale.at + tale.between(2, 40)))
    tale.stand(tale.between(10, 60))


def _parked(tale: _Tale, city: _City) -> None:
    """Stand for hours until the street is empty, and dump only then."""
    _to_field(tale, city)
    since = tale.at
    tale.stand(tale.between(3000, 11_000), off=tale.chance(0.8))
    tale.stand(tale.between(30, 120))
    tale.dump("after parking")
    tale.stand(tale.between(5, 90))
    tale.stops.append((since, tale.at, tale.x, tale.y, "dumping after parking"))


_STYLES: tuple[tuple[Callable[[_Tale, _City], None], float], ...] = (
    (_night, 0.47), (_day, 0.15), (_halves, 0.14), (_unplugged, 0.12), (_parked, 0.12),
)  # fmt: skip


# ---- a truck's day


def _truck(key: str, rng: np.random.Generator, city: _City, *, is_dumper: bool) -> TruthTruck:
    pick = int(rng.choice(len(_STYLES), p=[share for _, share in _STYLES]))
    style = _STYLES[pick][0] if is_dumper else None
    works_by_day = style is _day or (style is None and bool(rng.random() < 0.25))
    yard = _one_of(rng, city.yards)
    tale = _Tale(rng, 0.0, *yard)
    if works_by_day:
        _shift(tale, city, style, until_s=tale.between(5.2, 6.2) * 3600, yard=yard)
        if tale.at < 17 * 3600.0:
            tale.stand(tale.between(18, 19) * 3600.0 - tale.at, off=True)
        _shift(tale, city, None, until_s=tale.between(22.0, 23.0) * 3600, yard=yard)
    else:
        tale.stand(tale.between(6.5, 9.0) * 3600, off=True)
        if tale.chance(0.03):
            _garage(tale, city)
        _shift(tale, city, style, until_s=tale.between(15.0, 17.5) * 3600, yard=yard)
    _home(tale, city, _one(tale, city.sites), yard)
    tale.close()
    return _told(key, tale)


def _one_of(rng: np.random.Generator, some: list[Point]) -> Point:
    return some[int(rng.integers(len(some)))]


def _shift(
    tale: _Tale, city: _City, style: Callable[[_Tale, _City], None] | None, *, until_s: float, yard: Point
) -> None:
    """Make trips until the hour; a dumper dumps one to three loads of it and takes the others to a dock."""
    site = _one(tale, city.sites)
    left = int(tale.rng.choice([1, 2, 3], p=[0.55, 0.33, 0.12])) if style else 0
    has_dumped = False
    while tale.at < until_s:
        _fetch(tale, city, site)
        wants = tale.is_night or style is _day
        presses = not has_dumped and (tale.hour < 4 or style is _day)
        if style and left and wants and (presses or tale.chance(0.5)):
            _papers(tale)
            style(tale, city)
            has_dumped, left = True, left - 1
        else:
            _deliver(tale, city)
            if tale.chance(0.12):
                _rest_at(tale, yard)
    tale.travel(yard)


def _papers(tale: _Tale) -> None:
    """Mostly nobody signs for a load to be dumped; some have no manifest, some are signed falsely."""
    if tale.chance(0.3):
        tale.manifest = None


def _rest_at(tale: _Tale, yard: Point) -> None:
    tale.travel(yard)
    tale.stand(tale.between(900, 3600), off=tale.chance(0.8))


# ---- what the instruments tell of it


def _told(key: str, tale: _Tale) -> TruthTruck:
    rng = tale.rng
    tick = float(rng.choice([10.0, 15.0, 30.0]))
    true_s = np.arange(float(rng.uniform(0, tick)), DAY_S, tick).round()
    asleep = _within(true_s, tale.offs)
    rare = int(rng.choice([60.0, 120.0, 300.0]) // tick)
    awake = ~asleep | (np.arange(len(true_s)) % max(rare, 1) == 0)
    kept = awake & ~_within(true_s, tale.darks) & ~_within(true_s, _spells(rng, 1.2, 240.0, 3600.0))
    true_s, asleep = true_s[kept], asleep[kept]
    at, x, y = np.array(tale.places).T
    xs, ys = np.interp(true_s, at, x), np.interp(true_s, at, y)
    moved = np.hypot(np.interp(true_s + 2, at, x) - xs, np.interp(true_s + 2, at, y) - ys) / 2 * 3.6
    kind = str(rng.choice(["load+tilt", "load", "tilt", "none"], p=[0.5, 0.33, 0.13, 0.04]))
    load = _load_told(rng, tale, true_s, moved, asleep)
    tilt = _tilt_told(rng, tale, true_s, moved)
    is_stuck = bool(rng.random() < 0.015)
    if is_stuck:
        load, tilt = np.full(len(load), load[0]), np.full(len(tilt), tilt[0])
    load = load if "load" in kind else np.full(len(load), np.nan)
    tilt = tilt if "tilt" in kind else np.full(len(tilt), np.nan)
    track, rows = _track_told(rng, true_s, (xs, ys), moved, asleep)
    owed = tuple((_NOON_S + since, _NOON_S + until) for since, until in tale.owed)
    dumpings, stops = _labels(tale.dumpings), _labels(tale.stops)
    sensors = f"{kind} stuck" if is_stuck else kind
    return TruthTruck(key, track, load[rows], tilt[rows], owed, dumpings, stops, sensors)


def _labels(some: list[tuple[float, float, float, float, str]]) -> tuple[TruthStop, ...]:
    return tuple(
        TruthStop(_NOON_S + since, _NOON_S + until, *degrees(x, y), behaviour)
        for since, until, x, y, behaviour in some
        if since < DAY_S
    )


def _within(at_s: Floats, spans: list[tuple[float, float]]) -> Marks:
    marks = np.zeros(len(at_s), np.bool_)
    for since, until in spans:
        marks |= (at_s > since) & (at_s < until)
    return marks


def _spells(
    rng: np.random.Generator, many: float, median_s: float, most_s: float
) -> list[tuple[float, float]]:
    """Return spells at random hours: so many on average, log-normal in length."""
    starts = rng.uniform(0, DAY_S, int(rng.poisson(many)))
    return [(float(s), float(s + min(most_s, median_s * np.exp(rng.normal(0, 1))))) for s in starts]


def _slow(rng: np.random.Generator, count: int, over: int) -> Floats:
    """Return noise of deviation 1 that wanders over so many fixes."""
    white = rng.normal(size=count + over)
    return np.convolve(white, np.full(over, over**-0.5), mode="valid")[:count]


def _load_told(rng: np.random.Generator, tale: _Tale, true_s: Floats, moved: Floats, asleep: Marks) -> Floats:
    """Return what a load cell says: scale, zero, drift, noise double on the road, upset while the body is up.

    It is silent at times: while it warms up, when a plug shakes loose, with some when the engine is off.
    """
    load = np.interp(true_s, *np.array(tale.loads).T)
    count = len(load)
    told = load * rng.uniform(0.95, 1.06) + rng.uniform(-0.04, 0.04)
    told += float(rng.uniform(0.0, 0.03)) * _slow(rng, count, max(2, count // 8))
    told += rng.normal(size=count) * float(rng.uniform(0.012, 0.035)) * np.where(moved > 3, 2.0, 1.0)
    told += np.where(_tilt(tale, true_s) > 6, rng.normal(-0.03, 0.08, count), 0.0)
    spikes = rng.random(count) < 0.001
    told[spikes] = rng.uniform(0, 1.3, int(spikes.sum()))
    warm_s = float(rng.uniform(10, 90))
    silent = _within(true_s, [(until, until + warm_s) for _, until in tale.offs])
    silent |= _within(true_s, _spells(rng, 1.0, 120.0, 1800.0)) | (rng.random(count) < 0.01)
    if rng.random() < 0.4:
        silent |= asleep
    return np.where(silent, np.nan, np.maximum(told, 0.0).round(2))


def _tilt(tale: _Tale, true_s: Floats) -> Floats:
    return np.interp(true_s, *np.array(tale.tilts).T) if tale.tilts else np.zeros(len(true_s))


def _tilt_told(rng: np.random.Generator, tale: _Tale, true_s: Floats, moved: Floats) -> Floats:
    """An inclinometer: an offset from mounting, the slope it stands on, and shaking on the road."""
    count = len(true_s)
    told = _tilt(tale, true_s) + float(rng.uniform(-2, 2)) + 1.2 * _slow(rng, count, 12)
    told += rng.normal(size=count) * np.where(moved > 3, 1.6, 0.6)
    return np.where(rng.random(count) < 0.01, np.nan, told.round(1))


def _track_told(
    rng: np.random.Generator, true_s: Floats, place: tuple[Floats, Floats], moved: Floats, asleep: Marks
) -> tuple[Track, np.ndarray[tuple[int], np.dtype[np.intp]]]:
    """Return the fixes in the order they come in, and which true row each tells of."""
    count = len(true_s)
    wild_m = float(rng.uniform(2.0, 6.0))
    strays = rng.random(count) < 0.0006
    off_m = np.where(strays, rng.uniform(150, 1500, count), 0.0)
    turn = rng.uniform(0, 2 * np.pi, count)
    x = place[0] + wild_m * _slow(rng, count, 6) + rng.normal(0, 1.2, count) + off_m * np.cos(turn)
    y = place[1] + wild_m * _slow(rng, count, 6) + rng.normal(0, 1.2, count) + off_m * np.sin(turn)
    lost = _within(true_s, _spells(rng, 2.0, 90.0, 900.0)) | (rng.random(count) < 0.002)
    lon, lat = np.asarray(_LON + x / _M_PER_LON), np.asarray(_LAT + y / _M_PER_LAT)
    if rng.random() < 0.5:
        lon[lost], lat[lost] = 0.0, 0.0
    else:
        last = np.maximum.accumulate(np.where(lost, 0, np.arange(count)))
        lon, lat = lon[last], lat[last]
    speed = np.where(moved > 1, np.maximum(moved + rng.normal(0, 1.0, count), 0), 0.0)
    speed = np.where(lost, 0.0, np.where(rng.random(count) < 0.02, speed + 1.5, speed)).round(1)
    if rng.random() < 0.05:
        speed[:] = np.nan
    ignition = np.full(count, -1) if rng.random() < 0.08 else np.where(asleep, 0, 1)
    received = true_s + rng.uniform(0.5, 4.0, count)
    for since, until in _spells(rng, 1.5, 900.0, 7200.0):  # no network: the batch comes afterwards
        late = (true_s > since) & (true_s < until)
        received[late] = until + rng.uniform(1, 30) + np.sort(rng.uniform(0, 5, int(late.sum())))
    again = np.flatnonzero(rng.random(count) < 0.012)
    rows = np.concatenate([np.arange(count), again])
    received = np.concatenate([received, received[again] + rng.uniform(5, 60, len(again))])
    arrived = np.argsort(received, kind="stable")
    rows, received = rows[arrived], received[arrived]
    clock_s = float(rng.integers(-6, 7))
    track = track_of(
        _NOON_S + true_s[rows] + clock_s, lon[rows], lat[rows], speed_km_h=speed[rows],
        ignition=ignition[rows], received_s=_NOON_S + received, has_fix=~lost[rows],
    )  # fmt: skip
    return track, rows
