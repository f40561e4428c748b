"""Files of posts: who holds which role over which area."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.timezone import localtime

from xiuhua.access.terms import SEPARATED, Role
from xiuhua.ground.imports.shared import lies_within, words
from xiuhua.ground.imports.units import REASON
from xiuhua.ground.models import Person, Post, Unit
from xiuhua.ground.queries.people import people_numbered
from xiuhua.ground.queries.posts import posts_by_key
from xiuhua.ground.queries.units import known_areas, units_coded
from xiuhua.ground.services.posts import NewPost, post_deputy_change, post_end, post_open, posts_undo
from xiuhua.ground.terms.people import PersonState, PostAct, UnitState
from xiuhua.intake.rules import Applied, Change, Column, ColumnKind, Fault, ImportKind, Known, Record, Value
from xiuhua.shared.actor import Actor
from xiuhua.web.days import day_after, midnight
from xiuhua.web.seams import areas_for

_YEARS = range(1950, 2200)  # nobody serves outside; years are mistyped
_FIXED = ("unit", "title", "since")  # of a post that stands; another one is another post


def key_made(values: Mapping[str, Value]) -> str:
    """Return what names a post across files: holder, role and area, `G0001+road_chief+990101003`."""
    return "+".join(words(values, column) for column in ("work_number", "role", "area_code"))


def key_parts(key: str) -> tuple[str, str, str]:
    """Return work number, role and area code of a key."""
    number, role, area = key.rsplit("+", 2)
    return number, role, area


class PostImporter:
    """Posts, known by holder, role and area. Of one that stands only deputy and end may change."""

    def existing(self, keys: Collection[str], *, actor: Actor) -> Mapping[str, Known]:  # noqa: ARG002 - the database scope is the actor's
        """Return the latest post of each key."""
        parts = {key: key_parts(key) for key in keys}
        known = posts_by_key(set(parts.values()))
        return {key: _known(known[found]) for key, found in parts.items() if found in known}

    def faults(self, records: Sequence[Record], *, keys: Collection[str], actor: Actor) -> Sequence[Fault]:  # noqa: ARG002 - a post needs no other row
        """Return what is wrong with holders, deputies, units, areas, roles and periods."""
        ground = _Ground.around(records, areas_for(actor, PostAct.IMPORT))
        known = self.existing({key_made(record.values) for record in records}, actor=actor)
        return [
            Fault(row=record.row, column=column, code=code, arguments=arguments)
            for record in records
            for column, code, arguments in _faults(record, ground, known)
        ]

    def apply(self, changes: Sequence[Change], *, actor: Actor, at: datetime) -> Sequence[Applied]:
        """Open what is new; change deputy and end where they differ."""
        return [
            Applied(key=change.key, pk=_applied(change, actor=actor, at=at), before=change.before)
            for change in changes
        ]

    def revert(self, applied: Sequence[Applied], *, actor: Actor, at: datetime) -> None:
        """Take back what was new, and give the others their deputy and end back."""
        for item in applied:
            if item.before is not None:
                _revise(item.before, item.before.values, actor=actor, at=at)
        posts_undo(post_ids=[item.pk for item in applied if item.before is None], actor=actor, at=at)


@dataclass(frozen=True, kw_only=True)
class _Ground:
    """What the rows of a batch name, as far as it is recorded."""

    people: Mapping[str, Person]
    units: Mapping[str, Unit]
    areas: frozenset[str]
    reach: Sequence[str]

    @classmethod
    def around(cls, records: Sequence[Record], reach: Sequence[str]) -> _Ground:
        """Look up everything that some rows name."""
        numbers = {words(record.values, name) for record in records for name in ("work_number", "deputy")}
        return cls(
            people=people_numbered(numbers),
            units=units_coded({words(record.values, "unit") for record in records}),
            areas=known_areas({words(record.values, "area_code") for record in records}),
            reach=reach,
        )


def _faults(
    record: Record, ground: _Ground, known: Mapping[str, Known]
) -> Iterator[tuple[str, str, dict[str, str]]]:
    values = record.values
    key = key_made(values)
    number, role, area = key_parts(key)
    yield from _person_faults(number, words(values, "deputy"), ground)
    unit = ground.units.get(words(values, "unit"))
    if unit is None or unit.state != UnitState.ACTIVE:
        yield "unit", "unit_retired" if unit else "unit_unknown", {"unit": words(values, "unit")}
    if not lies_within(area, ground.reach):
        yield "area_code", "area_not_yours", {"area": area}
    elif area not in ground.areas:
        yield "area_code", "post_area_unknown", {"area": area}
    if role in {*(one.value for one in SEPARATED), Role.SYSTEM.value}:
        yield "role", "post_role_separated", {}
    yield from _period_faults(values.get("since"), values.get("until"))
    before = known.get(key)
    changed = [name for name in _FIXED if before and name in values and values[name] != before.values[name]]
    if changed:
        yield changed[0], "post_fixed", {"key": key}


def _period_faults(since: Value, until: Value) -> Iterator[tuple[str, str, dict[str, str]]]:
    for column, day in (("since", since), ("until", until)):
        if isinstance(day, date) and day.year not in _YEARS and (column, day) != ("until", date.max):
            yield column, "post_year", {"day": day.isoformat()}
    if isinstance(since, date) and isinstance(until, date) and until < since:
        yield "until", "period_turned", {}


def _person_faults(number: str, deputy: str, ground: _Ground) -> Iterator[tuple[str, str, dict[str, str]]]:
    person, other = ground.people.get(number), ground.people.get(deputy)
    if person is None or person.state != PersonState.SERVING:
        yield "work_number", "person_left" if person else "person_unknown", {"number": number}
    if deputy and deputy == number:
        yield "deputy", "deputy_is_holder", {}
    elif deputy and (other is None or other.state != PersonState.SERVING):
        yield "deputy", "deputy_left" if other else "deputy_unknown", {"deputy": deputy}


def _known(post: Post) -> Known:
    until = post.validity.upper
    return Known(
        pk=post.pk,
        values={
            "work_number": post.person.work_number,
            "unit": post.unit.code,
            "role": post.role,
            "title": post.title or None,
            "area_code": post.area_code,
            "since": localtime(post.validity.lower).date(),
            "until": localtime(until - timedelta(microseconds=1)).date() if until else None,
            "deputy": post.deputy.work_number if post.deputy else None,
        },
    )


def _applied(change: Change, *, actor: Actor, at: datetime) -> int:
    if change.before is not None:
        _revise(change.before, change.record.values, actor=actor, at=at)
        return change.before.pk
    return post_open(new=_new(change.record.values), actor=actor, at=at).pk


def _new(values: Mapping[str, Value]) -> NewPost:
    since, until = values.get("since"), values.get("until")
    assert isinstance(since, date)  # noqa: S101 - a required column of days
    return NewPost(
        work_number=words(values, "work_number"),
        unit_code=words(values, "unit"),
        role=Role(words(values, "role")),
        area_code=words(values, "area_code"),
        title=words(values, "title"),
        deputy_number=words(values, "deputy"),
        since=midnight(since),
        until=_end(until),
    )


def _revise(before: Known, values: Mapping[str, Value], *, actor: Actor, at: datetime) -> None:
    """Give a post the deputy and the end of a row; columns that the file lacks stay as they are."""
    wanted = {**before.values, **values}
    present = _known(posts_by_key({_own_key(before)})[_own_key(before)]).values
    if present["deputy"] != wanted["deputy"]:
        post_deputy_change(post_id=before.pk, deputy_number=words(wanted, "deputy"), actor=actor, at=at)
    until = wanted["until"]
    if present["until"] != until:
        post_end(post_id=before.pk, until=_end(until), reason=REASON, actor=actor, at=at)


def _own_key(before: Known) -> tuple[str, str, str]:
    return (
        words(before.values, "work_number"), words(before.values, "role"), words(before.values, "area_code")
    )  # fmt: skip


def _end(until: Value) -> datetime | None:
    """Return the first instant after a last day; sheets write 9999-12-31 where there is none."""
    return day_after(until) if isinstance(until, date) and until != date.max else None


POSTS = ImportKind(
    key="posts",
    zh="岗位",
    en="posts",
    act=PostAct.IMPORT,
    key_column="work_number",
    key_made=key_made,
    importer=PostImporter(),
    columns=(
        Column(key="work_number", zh="工号", en="Work number", required=True, max_length=30),
        Column(key="unit", zh="机构代码", en="Unit", required=True, max_length=18),
        Column(key="role", zh="岗位", en="Role", kind=ColumnKind.TERM, vocabulary=Role, required=True),
        Column(key="title", zh="职务", en="Title", max_length=40),
        Column(key="area_code", zh="区域代码", en="Area code", required=True, max_length=20),
        Column(key="since", zh="开始日期", en="From", kind=ColumnKind.DATE, required=True),
        Column(key="until", zh="结束日期", en="Last day", kind=ColumnKind.DATE),
        Column(key="deputy", zh="B岗工号", en="Deputy", max_length=30, aliases=("B 岗", "AB岗")),
    ),
)
