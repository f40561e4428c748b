"""Logs of other case systems: how their rows, words and times become the events of a history.

Source:
    own choice, after the exports of city hotlines and of vendors' platforms: one row a case with two or three
    dates, or one row a stage with its opinion; local times without a zone, placeholders for unknown places.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from xiuhua.cases.rules.histories import BadHistory, PastEvent
from xiuhua.cases.rules.loop import STEP_OF, STEPS
from xiuhua.cases.terms.acts import CaseAct
from xiuhua.cases.terms.histories import Ending
from xiuhua.cases.terms.states import OVER
from xiuhua.ground.rules.limits import Limit, Manual
from xiuhua.ground.terms.calendars import TimeUnit

STAGE_PARTS = ("act", "at", "opinion", "actor", "unit", "photos")
_PLACEHOLDERS = ((0.0, 0.0),)
_NEAR_DEGREES = 1e-6
_TIMES = ("%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y/%m/%d", "%Y年%m月%d日 %H:%M:%S", "%Y年%m月%d日 %H:%M")
_WORDS = frozenset(
    {
        *("source", "zone", "times", "area", "unplaced", "placeholders", "matters", "default_matter"),
        *("limits", "stages"),
    }
)
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
# Beside the loop's own words: what vendors' platforms call the same stages.
_STAGE_WORDS = {
    "上报": CaseAct.OPEN, "登记": CaseAct.OPEN, "派单": CaseAct.DISPATCH, "交办": CaseAct.DISPATCH,
    "接单": CaseAct.RECEIVE, "处置": CaseAct.FEED_BACK, "处理反馈": CaseAct.FEED_BACK,
    "核查": CaseAct.CHECK_PASS, "办结": CaseAct.CLOSE, "退单": CaseAct.SEND_BACK,
}  # fmt: skip


class BadLog(ValueError):
    """The table `[cases]` of a mapping says something that is not known."""

    def __init__(self, place: str, word: str) -> None:
        super().__init__(f"{place}: {word}")
        self.place = place
        self.word = word


@dataclass(frozen=True, kw_only=True)
class ServiceLimit:
    """How long a service may take, by the rules of where the log comes from; `[since, until)`."""

    service: str
    limit: Limit
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, kw_only=True)
class LogSettings:
    """What `[cases]` of a mapping says.

    Args:
        source: stands before every number, so that two sources may use the same.
        zone: of times without one.
        times: forms of times beside ISO 8601, tried in order.
        area_code: of cases without a place, or whose place lies in none of our areas.
        keeps_unplaced: whether a row with a placeholder comes in without a place, or is rejected.
        placeholders: longitude and latitude that stand for "nobody knows".
        matters: what a service is in our catalogue; `default_matter` for the others.
        limits: per service; where there are any, other services have no limit.
        stage_words: what the log's words for stages mean.
        stage_rows: heading of each part, where every row is a stage; empty where it is a case.
        stage_columns: headings of each part of every stage that has columns of its own; `act` is the act.
    """

    source: str = ""
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Asia/Shanghai"))
    times: tuple[str, ...] = ()
    area_code: str = ""
    keeps_unplaced: bool = True
    placeholders: tuple[tuple[float, float], ...] = _PLACEHOLDERS
    matters: Mapping[str, str] = field(default_factory=dict)
    default_matter: str = ""
    limits: Mapping[str, tuple[ServiceLimit, ...]] = field(default_factory=dict)
    stage_words: Mapping[str, CaseAct] = field(default_factory=dict)
    stage_rows: Mapping[str, str] = field(default_factory=dict)
    stage_columns: tuple[Mapping[str, str], ...] = ()

    def limit_for(self, service: str, on: date) -> Limit | None:
        """Return the limit of a service on a day; None where the log's table has none."""
        return next(
            (
                one.limit
                for one in self.limits.get(service, ())
                if (one.since is None or one.since <= on) and (one.until is None or on < one.until)
            ),
            None,
        )

    def is_placeholder(self, longitude: float, latitude: float) -> bool:
        """Return whether a place stands for "nobody knows"."""
        return any(
            abs(longitude - x) < _NEAR_DEGREES and abs(latitude - y) < _NEAR_DEGREES
            for x, y in self.placeholders
        )


def log_settings_read(said: Mapping[str, Any]) -> LogSettings:  # as TOML and JSON give it
    """Return what the table `[cases]` says.

    Raises:
        BadLog: a word or value that is not known; it says which.
    """
    if strange := sorted(set(said) - _WORDS):
        raise BadLog("cases", strange[0])
    unplaced = str(said.get("unplaced", "keep"))
    if unplaced not in {"keep", "reject"}:
        raise BadLog("cases.unplaced", unplaced)
    stages = _table(said, "stages")
    return LogSettings(
        source=str(said.get("source", "")),
        zone=_zone(str(said.get("zone", "Asia/Shanghai"))),
        times=tuple(str(one) for one in _list(said, "times")),
        area_code=str(said.get("area", "")),
        keeps_unplaced=unplaced == "keep",
        placeholders=tuple(_pair(one) for one in _list(said, "placeholders")) or _PLACEHOLDERS,
        matters={str(key): str(value) for key, value in _table(said, "matters").items()},
        default_matter=str(said.get("default_matter", "")),
        limits=_limits(_list(said, "limits")),
        stage_words={word: _act(str(act)) for word, act in _table(stages, "acts").items()},
        stage_rows={part: str(stages[part]) for part in STAGE_PARTS if part in stages},
        stage_columns=tuple(_stage_column(one) for one in _list(stages, "columns")),
    )


def _table(said: Mapping[str, Any], key: str) -> Mapping[str, Any]:  # as above
    found = said.get(key, {})
    if not isinstance(found, dict):
        raise BadLog(f"cases.{key}", str(found))
    return found


def _list(said: Mapping[str, Any], key: str) -> Sequence[Any]:  # as above
    found = said.get(key, [])
    if not isinstance(found, list):
        raise BadLog(f"cases.{key}", str(found))
    return found


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as fault:
        raise BadLog("cases.zone", name) from fault


def _pair(said: object) -> tuple[float, float]:
    if not isinstance(said, list) or len(said) != 2 or not all(isinstance(one, int | float) for one in said):
        raise BadLog("cases.placeholders", str(said))
    return float(said[0]), float(said[1])


def _limits(said: Sequence[Any]) -> dict[str, tuple[ServiceLimit, ...]]:  # as above
    found: dict[str, tuple[ServiceLimit, ...]] = {}
    for one in said:
        try:
            limit = ServiceLimit(
                service=str(one["service"]), limit=Limit(int(one["amount"]), TimeUnit(str(one["unit"]))),
                since=_day(one.get("since")), until=_day(one.get("until")),
            )  # fmt: skip
        except (KeyError, TypeError, ValueError, AttributeError) as fault:
            raise BadLog("cases.limits", str(one)[:60]) from fault
        if limit.limit.amount < 1:
            raise BadLog("cases.limits", str(one)[:60])
        found[limit.service] = (*found.get(limit.service, ()), limit)
    return found


def _day(said: object) -> date | None:
    return date.fromisoformat(str(said)) if said else None


def _act(word: str) -> CaseAct:
    try:
        return CaseAct(word)
    except ValueError as fault:
        raise BadLog("cases.stages.acts", word) from fault


def _stage_column(said: object) -> Mapping[str, str]:
    if not isinstance(said, dict) or not {"act", "at"} <= set(said) <= set(STAGE_PARTS):
        raise BadLog("cases.stages.columns", str(said)[:60])
    _act(str(said["act"]))
    return {str(part): str(heading) for part, heading in said.items()}


# --- cells --------------------------------------------------------------------------------------------------


def stage_act(word: str, settings: LogSettings) -> CaseAct | None:
    """Return which act a stage's word means; None where nobody knows."""
    tidy = word.strip()
    return settings.stage_words.get(tidy) or _STAGE_WORDS.get(tidy) or _BY_LABEL.get(tidy.casefold())


_BY_LABEL = {
    label.casefold(): act
    for act in (CaseAct.OPEN, CaseAct.SOLVE, *(step.act for step in reversed(STEPS)))
    for label in (act.value, act.zh, act.en)
}


def instant_of(
    cell: str | datetime | None, settings: LogSettings, *, not_before: datetime | None = None
) -> datetime | None:
    """Return an instant as a log writes it; None where it cannot be read.

    A local time that a clock change skips counts from before the change; one that it repeats is the first of
    both, unless that would lie before what it must follow.

    Source:
        PEP 495, the two readings of a local time.
    """
    found = cell if isinstance(cell, datetime) else _read(str(cell or "").strip(), settings.times)
    if found is None or found.tzinfo is not None:
        return found
    # In UTC from here on: two times of one zone are compared by their clocks' faces.
    first, second = (found.replace(tzinfo=settings.zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    return second if not_before is not None and first < not_before <= second else first


def _read(text: str, forms: Sequence[str]) -> datetime | None:
    if _ISO.match(text):
        try:
            return datetime.fromisoformat(text)
        except ValueError:
            pass  # perhaps one of the log's own forms
    for form in (*forms, *_TIMES):
        try:
            return datetime.strptime(text, form)  # noqa: DTZ007 - the zone is set by who asks
        except ValueError:
            continue
    return None


def stages_readable(text: str) -> bool:
    """Return whether a cell holds stages as JSON: a list of objects with an act of ours and an instant.

    Form: `[{"act": "case.file", "at": "2025-03-03T09:20+08:00", "opinion": "", "actor": "", "unit": "",
    "photos": "a.jpg b.jpg", "limit": "2 work_day", "until": "2025-04-01T00:00+08:00"}]`.
    """
    try:
        told = json.loads(text)
        for one in told:
            if not all(isinstance(value, str) for value in one.values()) or set(one) - _STAGE_KEYS:
                return False
            CaseAct(one["act"])
            for part in ("at", "until"):
                if part in one and datetime.fromisoformat(one[part]).tzinfo is None:
                    return False
            if "limit" in one:
                amount, unit = one["limit"].split()
                Limit(int(amount), TimeUnit(unit))
    except (ValueError, TypeError, KeyError, AttributeError):
        return False
    return bool(told) and all("at" in one for one in told)


_STAGE_KEYS = frozenset({*STAGE_PARTS, "limit", "until"})


# --- events -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class LogStage:
    """One stage of a case, read."""

    act: CaseAct
    at: datetime
    note: str = ""
    unit_id: int | None = None
    photos: tuple[str, ...] = ()
    limit: Limit | None = None
    until: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class LogRow:
    """A case of a log, read.

    Args:
        ending: None where only the stages tell.
        limit: of the log's own table; a `Manual` where that has none for it; None for the city's own rules.
        duplicate_of: the number of the case it repeats.
        further: what the first move keeps, plain JSON.
    """

    reported_at: datetime
    ending: Ending | None = None
    dispatched_at: datetime | None = None
    ended_at: datetime | None = None
    unit_id: int | None = None
    limit: Limit | Manual | None = None
    opinion: str = ""
    duplicate_of: str = ""
    stages: tuple[LogStage, ...] = ()
    further: Mapping[str, Any] = field(default_factory=dict)  # plain JSON


_ENDS: Mapping[Ending, tuple[CaseAct, ...]] = {
    Ending.CLOSED: (CaseAct.FEED_BACK, CaseAct.CLOSE),
    Ending.DUPLICATE: (CaseAct.MERGE,),
    Ending.TRANSFERRED: (CaseAct.NOT_ACCEPT,),
    Ending.NOT_ACCEPTED: (CaseAct.NOT_ACCEPT,),
    Ending.NOT_FILED: (CaseAct.NOT_FILE,),
    Ending.VOIDED: (CaseAct.VOID_ASK, CaseAct.VOID_GRANT),
    Ending.FORCED: (CaseAct.FORCE_ASK, CaseAct.FORCE_GRANT),
    Ending.INFORMED: (CaseAct.INFORM_ASK, CaseAct.INFORM_GRANT),
}
_UNHANDLED = frozenset({Ending.DUPLICATE, Ending.TRANSFERRED, Ending.NOT_ACCEPTED, Ending.NOT_FILED})


def log_events(row: LogRow) -> tuple[PastEvent, ...]:
    """Return the events of a case of a log.

    Raises:
        BadHistory: it ended without saying when, or before it was reported.
    """
    ending = row.ending or (Ending.CLOSED if row.ended_at else Ending.OPEN)
    if row.stages:
        return _staged(row)
    if ending is not Ending.OPEN and row.ended_at is None:
        raise BadHistory("case_end_missing")
    if ending is not Ending.OPEN and row.ended_at and row.ended_at < row.reported_at:
        raise BadHistory("case_end_before_report", at=row.ended_at.isoformat())
    if ending is Ending.SOLVED:
        return (PastEvent(act=CaseAct.SOLVE, at=row.reported_at, note=row.opinion, further=row.further),)
    return tuple(_plain(row, ending))


def _plain(row: LogRow, ending: Ending) -> Iterator[PastEvent]:
    yield PastEvent(act=CaseAct.OPEN, at=row.reported_at, silent=True, further=row.further)
    if ending not in _UNHANDLED:
        yield PastEvent(
            act=CaseAct.PUSH, at=row.dispatched_at or row.reported_at, unit_id=row.unit_id, limit=row.limit,
            silent=True,
        )  # fmt: skip
    if ending is Ending.OPEN or row.ended_at is None:
        return
    acts = _ENDS[ending]
    for place, act in enumerate(acts):
        said = row.opinion if place == 0 else ""
        yield PastEvent(act=act, at=row.ended_at, note=said, target=row.duplicate_of, silent=True)


def _staged(row: LogRow) -> tuple[PastEvent, ...]:
    first, *rest = sorted(row.stages, key=lambda stage: stage.at)
    opened = first.act in {CaseAct.OPEN, CaseAct.SOLVE}
    begun = first.at if opened else row.reported_at
    events = [
        PastEvent(
            act=first.act if opened else CaseAct.OPEN, at=begun, note=first.note if opened else "",
            further={**row.further, **_photos(first)} if opened else row.further,
        )
    ]  # fmt: skip
    for stage in rest if opened else (first, *rest):
        if stage.act in {CaseAct.OPEN, CaseAct.SOLVE}:
            raise BadHistory("history_act_unknown")
        dispatches = stage.act in {CaseAct.DISPATCH, CaseAct.PUSH}
        events += _wished(events, stage)
        events.append(
            PastEvent(
                act=stage.act, at=stage.at, note=stage.note,
                unit_id=stage.unit_id or (row.unit_id if dispatches else None),
                limit=row.limit if dispatches else stage.limit, until=stage.until, target=row.duplicate_of,
                further=_photos(stage),
            )
        )  # fmt: skip
    return (*events, *_ended(row, events))


def _photos(stage: LogStage) -> dict[str, Any]:  # plain JSON
    return {"photos": list(stage.photos)} if stage.photos else {}


def _wished(events: Sequence[PastEvent], stage: LogStage) -> Iterator[PastEvent]:
    """Yield the wish that a grant or refusal answers, where the log leaves it out."""
    step = STEP_OF.get(stage.act)
    kind = step and (step.proposes or step.grants or step.refuses)
    if not kind:
        return
    asking = next(one.act for one in STEPS if one.asks is kind)
    deciding = {one.act for one in STEPS if kind in {one.grants, one.refuses}}
    last = next((one.act for one in reversed(events) if one.act is asking or one.act in deciding), None)
    if last is not asking:
        yield PastEvent(act=asking, at=stage.at, further={"implied": True})


def _ended(row: LogRow, events: Sequence[PastEvent]) -> Iterator[PastEvent]:
    """Yield the end that the row tells beside its stages."""
    last = STEP_OF.get(events[-1].act)
    over = last is not None and last.to in OVER
    if row.ending in {None, Ending.OPEN} or over or row.ended_at is None:
        return
    if row.ended_at < events[-1].at:
        raise BadHistory("case_end_before_report", at=row.ended_at.isoformat())
    for act in _ENDS.get(row.ending or Ending.CLOSED, ()):
        if act is not CaseAct.FEED_BACK:
            yield PastEvent(act=act, at=row.ended_at, note=row.opinion, target=row.duplicate_of)
