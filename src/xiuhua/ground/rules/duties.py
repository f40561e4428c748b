"""Who answers here, now, for this matter: one total order over everything that says so.

Source:
    own choice, following the practice that a component's case goes to its keeper, then to its owner, and the
    sources' 三定一包 and four-level road chiefs (R-12, R-13); the order is written out in `DUTY_ORDER`, and
    what breaks ties in `_strength`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from xiuhua.ground.rules.people import Away, Seat, answers_in, holds_at
from xiuhua.ground.terms.areas import AreaLevel
from xiuhua.ground.terms.catalogue import ItemKind
from xiuhua.ground.terms.duties import AnswerGround, ChiefLevel, DutyGround, DutyHours, Lapse

DUTY_ORDER: tuple[str, ...] = (AnswerGround.KEEPER, AnswerGround.OWNER, *DutyGround)
# From the nearest road chief up; the officer stands at the side of the community's.
CHIEF_ORDER: tuple[str, ...] = (
    ChiefLevel.COMMUNITY,
    ChiefLevel.OFFICER,
    ChiefLevel.DEPUTY,
    ChiefLevel.OFFICE,
    ChiefLevel.DISTRICT,
)
# Narrowest first.
AREA_ORDER: tuple[str, ...] = (
    AreaLevel.UNIT_GRID,
    AreaLevel.SEGMENT,
    AreaLevel.GOVERNANCE_GRID,
    AreaLevel.DUTY_GRID,
    AreaLevel.KEY_AREA,
    AreaLevel.EVALUATION_GRID,
    AreaLevel.COMMUNITY,
    AreaLevel.STREET,
    AreaLevel.DISTRICT,
    AreaLevel.CITY,
)
# A place this near to the line of a duty segment lies on it. Own choice: half a wide urban road with its
# pavements (two times three lanes of 3.5 m, pavements of 6 m), rounded up.
SEGMENT_REACH_M = 30.0


@dataclass(frozen=True, kw_only=True)
class Body:
    """A unit as an answer names it."""

    id: int | None
    name: str
    phone: str = ""
    retired: bool = False


@dataclass(frozen=True, kw_only=True)
class DutyLine:
    """One line of the duty table with what stands behind it. `distance_m` is that of a segment."""

    duty_id: int
    area_id: int
    area: str
    area_level: str
    ground: str
    level: str = ""
    item: str = ""
    item_kind: str = ""
    item_name: str = ""
    class_code: str = ""
    hours: str = DutyHours.ALWAYS.value
    since: datetime
    until: datetime | None = None
    body: Body
    seat: Seat | None = None


@dataclass(frozen=True, kw_only=True)
class DutyQuestion:
    """What is asked.

    Args:
        at: the instant.
        areas: the areas the place lies in, each with the distance in metres (0 inside).
        matter: code of 2026; empty asks for whoever answers for everything.
        matter_kind: whether the code is of a component or of a matter: the two overlap.
        working: whether the instant is working time there.
        keeper, owner: what the component says of itself.
    """

    at: datetime
    areas: Mapping[int, float] = field(default_factory=dict)
    matter: str = ""
    matter_kind: str = ItemKind.MATTER.value
    working: bool = True
    keeper: Body | None = None
    owner: Body | None = None


@dataclass(frozen=True, kw_only=True)
class Answer:
    """Who answers, and on what ground.

    Args:
        rank: 1 is whom to ask first.
        reason: the code of the sentence that says why; `arguments` fill it, fixed words as stored.
        instead_of: the name of whom the person stands in for; `away_kind`, `away_until` say why and how long.
        lapse: why no person answers where the duty names one; the unit itself answers then.
        hours: the hours of the duty line.
    """

    rank: int
    reason: str
    ground: str
    arguments: Mapping[str, str] = field(default_factory=dict)
    level: str = ""
    duty_id: int | None = None
    unit_id: int | None = None
    unit: str = ""
    unit_retired: bool = False
    person_id: int | None = None
    person: str = ""
    instead_of: str = ""
    away_kind: str = ""
    away_until: datetime | None = None
    lapse: str = ""
    title: str = ""
    phone: str = ""
    hours: str = DutyHours.ALWAYS.value

    @property
    def is_nobody(self) -> bool:
        """Whether this answer says that nobody answers."""
        return self.ground == AnswerGround.NOBODY


def answers(question: DutyQuestion, lines: Sequence[DutyLine], away: Sequence[Away]) -> tuple[Answer, ...]:
    """Return everybody who answers, whom to ask first at the head; one that says "nobody" where nobody does.

    The component's keeper comes first, then its owner, then the duty table by ground. Within road chiefs the
    nearest level comes first; within a ground the narrower area, then the nearer segment, the exact matter
    before its class before any, set hours before round the clock, the younger line. Units that no longer
    exist come last: they cannot act, but the gap must be seen. The absent are represented (`rules.people`);
    where nobody can, the unit itself answers.
    """
    holding = sorted(_holding(question, lines), key=lambda line: _strength(line, question))
    found = [*_of_component(question), *(_from_line(line, away, question.at) for line in holding)]
    found.sort(key=lambda answer: answer.unit_retired)  # stable: the order stands within both halves
    ranked = tuple(replace(answer, rank=place) for place, answer in enumerate(found, start=1))
    return ranked or (_nobody(question),)


def _holding(question: DutyQuestion, lines: Sequence[DutyLine]) -> Iterator[DutyLine]:
    return (
        line
        for line in lines
        if line.area_id in question.areas
        and holds_at(line.since, line.until, question.at)
        and _fits_hours(line, working=question.working)
        and _fits_matter(line, question)
    )


def _fits_hours(line: DutyLine, *, working: bool) -> bool:
    fitting = DutyHours.WORKING if working else DutyHours.OFF
    return line.hours in {DutyHours.ALWAYS, fitting}


def _fits_matter(line: DutyLine, question: DutyQuestion) -> bool:
    if line.item:
        return (line.item, line.item_kind) == (question.matter, question.matter_kind)
    if line.class_code:
        return question.matter_kind == ItemKind.MATTER and question.matter[:2] == line.class_code
    return True


def _strength(line: DutyLine, question: DutyQuestion) -> tuple[float, ...]:
    """Return the place of a line in the order; the smallest comes first."""
    return (
        DUTY_ORDER.index(line.ground),
        CHIEF_ORDER.index(line.level) if line.level else len(CHIEF_ORDER),
        AREA_ORDER.index(line.area_level),
        question.areas[line.area_id],
        0 if line.item else 1 if line.class_code else 2,
        1 if line.hours == DutyHours.ALWAYS else 0,
        -line.since.timestamp(),
        line.duty_id,
    )


def _of_component(question: DutyQuestion) -> Iterator[Answer]:
    told = ((AnswerGround.KEEPER, question.keeper), (AnswerGround.OWNER, question.owner))
    for ground, body in told:
        if body is not None:
            yield _of_body(body, ground=ground.value, arguments={"unit": body.name})


def _of_body(body: Body, *, ground: str, arguments: Mapping[str, str]) -> Answer:
    return Answer(
        rank=0,
        reason=f"answer_{ground}",
        ground=ground,
        arguments=arguments,
        unit_id=body.id,
        unit=body.name,
        unit_retired=body.retired,
        phone=body.phone,
    )


def _from_line(line: DutyLine, away: Sequence[Away], at: datetime) -> Answer:
    bare = replace(
        _of_body(line.body, ground=line.ground, arguments=_said(line)),
        level=line.level,
        duty_id=line.duty_id,
        hours=line.hours,
    )
    if line.seat is None or line.body.retired:
        return bare
    somebody, absence = answers_in(line.seat, absences=away, at=at)
    if somebody is None:
        return replace(bare, lapse=_lapse(line.seat, absence, at), instead_of=line.seat.holder.name)
    standing_in = somebody.id != line.seat.holder.id
    return replace(
        bare,
        person_id=somebody.id,
        person=somebody.name,
        phone=somebody.phone,
        title=line.seat.title,
        instead_of=line.seat.holder.name if standing_in else "",
        away_kind=absence.kind if standing_in and absence else "",
        away_until=absence.until if standing_in and absence else None,
    )


def _said(line: DutyLine) -> Mapping[str, str]:
    return {"area": line.area, "level": line.level, "item": line.item_name, "class": line.class_code}


def _lapse(seat: Seat, absence: Away | None, at: datetime) -> str:
    if not holds_at(seat.since, seat.until, at):
        return Lapse.POST_ENDED.value
    return Lapse.AWAY.value if absence else Lapse.LEFT.value


def _nobody(question: DutyQuestion) -> Answer:
    ground = AnswerGround.NOBODY.value
    return Answer(rank=1, reason=ground, ground=ground, arguments={"matter": question.matter})


# --- what every published table must keep -------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Binding:
    """A line that binds a named person to a segment, as a table holds it on a day.

    `person_id` None says that the line names no post, or one that is over by then.
    """

    area_id: int
    ground: str
    level: str = ""
    person_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class Segment:
    """A segment that people can be bound to, on which road."""

    id: int
    name: str
    road: str = ""


@dataclass(frozen=True, kw_only=True)
class Violation:
    """Which mechanism a table breaks, where, and how.

    Args:
        code: of the sentence: `segment_unbound`, `segment_crowded`, `segment_unnamed`, `chief_missing`.
        levels: the levels of road chiefs that are missing.
    """

    code: str
    segment: str
    road: str = ""
    people: int = 0
    levels: tuple[str, ...] = ()


def binding_violations(segments: Collection[Segment], bindings: Sequence[Binding]) -> tuple[Violation, ...]:
    """Return the segments that do not have exactly one named person with a post and a duty.

    Nothing is asked of a table in which no segment is bound yet: the system has not begun there.

    Source:
        R-13, 三定一包: 定人、定岗、定职责、包路段; each segment exactly one named person, post and duty.
    """
    bound = [one for one in bindings if one.ground == DutyGround.THREE_FIXES]
    if not any(one.area_id == segment.id for one in bound for segment in segments):
        return ()
    return tuple(fault for segment in segments if (fault := _binding_fault(segment, bound)) is not None)


def _binding_fault(segment: Segment, bound: Sequence[Binding]) -> Violation | None:
    here = [one for one in bound if one.area_id == segment.id]
    people = {one.person_id for one in here}
    if not here:
        return Violation(code="segment_unbound", segment=segment.name, road=segment.road)
    if None in people:
        return Violation(code="segment_unnamed", segment=segment.name, road=segment.road)
    if len(people) > 1:
        return Violation(code="segment_crowded", segment=segment.name, road=segment.road, people=len(people))
    return None


def chief_violations(segments: Collection[Segment], bindings: Sequence[Binding]) -> tuple[Violation, ...]:
    """Return the segments of the road-chief system that lack one of its five names in four levels.

    A segment is in the system when its road has a road chief on any segment.

    Source:
        R-12: district leader; office director; deputy director; community director and officer.
    """
    named = {
        (one.area_id, one.level)
        for one in bindings
        if one.ground == DutyGround.ROAD_CHIEF and one.person_id is not None
    }
    chiefed = {one.area_id for one in bindings if one.ground == DutyGround.ROAD_CHIEF}
    roads = {segment.road for segment in segments if segment.id in chiefed}
    missing = (
        (segment, tuple(level.value for level in ChiefLevel if (segment.id, level.value) not in named))
        for segment in segments
        if segment.id in chiefed or (segment.road and segment.road in roads)
    )
    return tuple(
        Violation(code="chief_missing", segment=segment.name, road=segment.road, levels=levels)
        for segment, levels in missing
        if levels
    )


def level_above(level: str) -> tuple[str, ...]:
    """Return the levels above one, nearest first: whom a problem can be passed up to.

    An officer passes up to the community's chief first.

    Source:
        R-12, the four levels.
    """
    climb = (
        ChiefLevel.OFFICER.value,
        ChiefLevel.COMMUNITY.value,
        ChiefLevel.DEPUTY.value,
        ChiefLevel.OFFICE.value,
        ChiefLevel.DISTRICT.value,
    )
    return climb[climb.index(level) + 1 :] if level in climb else climb
