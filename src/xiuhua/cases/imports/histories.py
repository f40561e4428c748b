"""Files of past cases: exports of city hotlines, and vendors' dumps with their stages."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from xiuhua.cases.imports.preparing import NO_LIMIT, log_prepared
from xiuhua.cases.queries.histories import (
    histories_known,
    histories_told,
    items_coded,
    spots_at,
    units_called,
)
from xiuhua.cases.queries.near import Spot
from xiuhua.cases.rules.histories import BadHistory, History, PastReport, history_ordered
from xiuhua.cases.rules.logs import LogRow, LogStage, log_events
from xiuhua.cases.services.importing import cases_import_many, cases_import_undo
from xiuhua.cases.terms import CaseAct, Channel
from xiuhua.cases.terms.histories import Ending
from xiuhua.ground.rules.limits import Limit, Manual
from xiuhua.ground.terms.calendars import TimeUnit
from xiuhua.intake.rules import (
    Applied,
    Change,
    Column,
    ColumnKind,
    Fault,
    ImportKind,
    Known,
    Prepared,
    Record,
    Value,
)
from xiuhua.intake.rules.mapping import Mapping as ColumnMapping
from xiuhua.intake.rules.reading.tables import Sheet
from xiuhua.shared.actor import Actor
from xiuhua.shared.clock import now
from xiuhua.shared.ids import uuid7

_AHEAD = timedelta(days=1)  # a source's clock, or its zone, may be wrong
_SAID = ("service", "source_verdict")


@dataclass(frozen=True, kw_only=True)
class _Here:
    """What the rows of a batch name: matters and units by code or name, and where each row is."""

    items: Mapping[str, int]
    units: Mapping[str, int]
    spots: Sequence[Spot | None]


class HistoryImporter:
    """Past cases, named by their number where they come from. What is recorded is never changed by a file."""

    def existing(self, keys: Collection[str], *, actor: Actor) -> Mapping[str, Known]:  # noqa: ARG002 - the scope bounds it
        """Return the cases that are recorded under some numbers, with what later work would change."""
        return {
            ref: Known(pk=number, values={"moves": moves, "state": state, "reports": reports})
            for ref, number, moves, state, reports in histories_known(keys)
        }

    def faults(self, records: Sequence[Record], *, keys: Collection[str], actor: Actor) -> Sequence[Fault]:  # noqa: ARG002 - rows stand alone
        """Return unknown matters, places that lie nowhere, and times that cannot be."""
        here, latest = _here(records), now() + _AHEAD
        found: list[Fault] = []
        for record, spot in zip(records, here.spots, strict=True):
            fault = _fault(record, spot, here, actor) or _future(record, latest)
            if fault:
                column, code, value = fault
                found.append(Fault(row=record.row, column=column, code=code, arguments={"value": value}))
        return found

    def apply(self, changes: Sequence[Change], *, actor: Actor, at: datetime) -> Sequence[Applied]:
        """Write past cases."""
        records = [change.record for change in changes]
        here = _here(records)
        histories = [_history(record, here) for record in records]
        ids = cases_import_many(histories=histories, actor=actor, at=at)
        return [Applied(key=change.key, pk=pk) for change, pk in zip(changes, ids, strict=True)]

    def revert(self, applied: Sequence[Applied], *, actor: Actor, at: datetime) -> None:
        """Take past cases back."""
        cases_import_undo(case_ids=[one.pk for one in applied], actor=actor, at=at)


def _here(records: Sequence[Record]) -> _Here:
    points, codes, items, units = [], [], set(), set()
    for record in records:
        values = record.values
        x, y = values.get("longitude"), values.get("latitude")
        points.append((x, y) if isinstance(x, float) and isinstance(y, float) else None)
        codes.append(_words(values, "area_code"))
        items.add(_words(values, "matter"))
        units.add(_words(values, "unit"))
        units.update(one["unit"] for one in _stages(values) if "unit" in one)
    return _Here(
        items=items_coded(items - {""}), units=units_called(units - {""}),
        spots=spots_at(points, area_codes=codes),
    )  # fmt: skip


def _fault(record: Record, spot: Spot | None, here: _Here, actor: Actor) -> tuple[str, str, str] | None:
    """Return column, code and value of what is wrong with a row; None where it can be taken."""
    values = record.values
    if spot is None:
        place = f"{values.get('longitude')}, {values.get('latitude')} {_words(values, 'area_code')}"
        return "area_code", "case_place_nowhere", place
    if not any(spot.area_code.startswith(area) for area in actor.areas):
        return "area_code", "case_place_elsewhere", spot.area_code
    matter = _words(values, "matter")
    if matter and matter not in here.items:
        return "matter", "case_matter_code_unknown", matter
    if not matter and not _words(values, "text") and not _words(values, "service"):
        return "text", "case_text_missing", ""
    try:
        history_ordered(_history(record, here))
    except BadHistory as fault:
        return "ended_at", fault.code, fault.arguments.get("at", "")
    return None


def _future(record: Record, latest: datetime) -> tuple[str, str, str] | None:
    for key in ("reported_at", "dispatched_at", "ended_at"):
        at = record.values.get(key)
        if isinstance(at, datetime) and at > latest:
            return key, "case_in_future", at.isoformat()
    return None


def _words(values: Mapping[str, Value], key: str) -> str:
    value = values.get(key)
    return "" if value is None else str(value).strip()


def _instant(values: Mapping[str, Value], key: str) -> datetime | None:
    value = values.get(key)
    return value if isinstance(value, datetime) else None


def _stages(values: Mapping[str, Value]) -> list[dict[str, str]]:
    said = values.get("stages")
    return list(json.loads(str(said))) if said else []


def _history(record: Record, here: _Here) -> History:
    """Return a row as the services take it.

    Raises:
        BadHistory: its times cannot be.
    """
    values = record.values
    row = _log_row(values, here)
    service = _words(values, "service")
    x, y = values.get("longitude"), values.get("latitude")
    report = PastReport(
        client_id=uuid7(), channel=Channel(_words(values, "channel") or Channel.IMPORT.value),
        reported_at=row.reported_at, text=_words(values, "text") or _words(values, "title") or service,
        address=_words(values, "address"), source_ref=_words(values, "ref"),
        caller_name=_words(values, "caller_name"), caller_phone=_words(values, "caller_phone"),
    )  # fmt: skip
    return History(
        key=_words(values, "ref"), reports=(report,), events=log_events(row),
        item_id=here.items.get(_words(values, "matter")), title=_words(values, "title") or service,
        longitude=x if isinstance(x, float) else None, latitude=y if isinstance(y, float) else None,
        area_code=_words(values, "area_code"), upper_number=_words(values, "upper_number"),
        upper_due_at=_instant(values, "upper_due_at"), redo_of=_words(values, "redo_of"),
    )  # fmt: skip


def _log_row(values: Mapping[str, Value], here: _Here) -> LogRow:
    reported_at, ending = _instant(values, "reported_at"), _words(values, "ending")
    if reported_at is None:
        raise BadHistory("case_report_missing")
    due_at = _instant(values, "source_due_at")
    further = {
        "imported": True,
        **{key: said for key in _SAID if (said := _words(values, key))},
        **({"source_due": due_at.isoformat()} if due_at else {}),
        **({"photos": _words(values, "photos").split()} if _words(values, "photos") else {}),
    }
    return LogRow(
        reported_at=reported_at,
        ending=Ending(ending) if ending else None,
        dispatched_at=_instant(values, "dispatched_at"),
        ended_at=_instant(values, "ended_at") or (_instant(values, "changed_at") if ending else None),
        unit_id=here.units.get(_words(values, "unit")),
        limit=_limit(_words(values, "limit")),
        opinion=_words(values, "opinion"),
        duplicate_of=_words(values, "duplicate_of"),
        stages=tuple(_stage(one, here) for one in _stages(values)),
        further=further,
    )


def _limit(said: str) -> Limit | Manual | None:
    if not said:
        return None
    if said == NO_LIMIT:
        return Manual(NO_LIMIT)
    amount, unit = said.split()
    return Limit(int(amount), TimeUnit(unit))


def _stage(said: Mapping[str, str], here: _Here) -> LogStage:
    actor, opinion, until = (said.get(part, "") for part in ("actor", "opinion", "until"))
    limit = _limit(said.get("limit", ""))
    return LogStage(
        act=CaseAct(said["act"]), at=datetime.fromisoformat(said["at"]),
        note=f"{actor}：{opinion}" if actor and opinion else opinion or actor,
        unit_id=here.units.get(said.get("unit", "")), photos=tuple(said.get("photos", "").split()),
        limit=limit if isinstance(limit, Limit) else None,
        until=datetime.fromisoformat(until) if until else None,
    )  # fmt: skip


def _prepared(sheet: Sheet, mapping: ColumnMapping) -> Prepared:
    return log_prepared(sheet, mapping, keys=[column.key for column in _COLUMNS])


_COLUMNS = (
    Column(key="ref", zh="案件编号", en="Number", required=True, max_length=60, aliases=("任务号", "工单号")),
    Column(key="service", zh="问题类型", en="Service", max_length=120, aliases=("案件类型", "小类名称")),
    Column(key="matter", zh="事项代码", en="Matter code", max_length=20, aliases=("小类代码",)),
    Column(key="title", zh="案件标题", en="Title", max_length=120),
    Column(key="channel", zh="问题来源", en="Channel", kind=ColumnKind.TERM, vocabulary=Channel),
    Column(key="ending", zh="案件状态", en="Ending", kind=ColumnKind.TERM, vocabulary=Ending),
    Column(key="reported_at", zh="上报时间", en="Reported at", kind=ColumnKind.MOMENT),
    Column(key="dispatched_at", zh="派遣时间", en="Dispatched at", kind=ColumnKind.MOMENT),
    Column(key="changed_at", zh="状态时间", en="State changed at", kind=ColumnKind.MOMENT),
    Column(key="ended_at", zh="结案时间", en="Ended at", kind=ColumnKind.MOMENT),
    Column(key="source_due_at", zh="原截止时间", en="Due at, as the source says", kind=ColumnKind.MOMENT),
    Column(key="source_verdict", zh="原时限结论", en="On time, as the source says", max_length=40),
    Column(key="unit", zh="处置单位", en="Unit", max_length=80),
    Column(key="area_code", zh="区域代码", en="Area code", max_length=20),
    Column(key="address", zh="地址", en="Address", aliases=("案发地址", "问题位置")),
    Column(key="text", zh="问题描述", en="Description"),
    Column(key="opinion", zh="办结意见", en="Closing opinion"),
    Column(key="photos", zh="照片", en="Photos"),
    Column(key="duplicate_of", zh="重复于", en="Duplicate of", max_length=60),
    Column(key="redo_of", zh="重办自", en="Opened again from", max_length=60),
    Column(key="upper_number", zh="上级平台编号", en="Number at the platform above", max_length=40),
    Column(key="upper_due_at", zh="上级截止时间", en="Due to the platform above", kind=ColumnKind.MOMENT),
    Column(key="caller_name", zh="诉求人", en="Caller", max_length=40),
    Column(key="caller_phone", zh="诉求人电话", en="Caller's number", max_length=20),
    Column(key="longitude", zh="经度", en="Longitude", kind=ColumnKind.DECIMAL, aliases=("lon", "lng")),
    Column(key="latitude", zh="纬度", en="Latitude", kind=ColumnKind.DECIMAL, aliases=("lat",)),
    Column(key="stages", zh="办理过程", en="Stages"),
    Column(key="limit", zh="时限", en="Limit", max_length=40),
)
CASES = ImportKind(
    key="cases",
    zh="历史案件",
    en="Past cases",
    act=CaseAct.IMPORT,
    key_column="ref",
    importer=HistoryImporter(),
    columns=_COLUMNS,
    prepare=_prepared,
    append_only=True,
    told=histories_told,
    batch=2_000,
)
