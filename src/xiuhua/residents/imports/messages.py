"""Sheets of message boards."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from xiuhua.cases.queries.histories import items_coded, spots_at
from xiuhua.cases.queries.near import Spot
from xiuhua.intake.rules import (
    Applied,
    Change,
    Column,
    ColumnKind,
    Fault,
    ImportKind,
    Known,
    Record,
    RowsHeld,
    Value,
)
from xiuhua.residents.queries.messages import messages_keyed
from xiuhua.residents.serializers.messages import message_key
from xiuhua.residents.services.messages import NewMessage, messages_import_many, messages_import_undo
from xiuhua.residents.services.refusals import MessageCased
from xiuhua.residents.terms.messages import MessageAct
from xiuhua.shared.actor import Actor
from xiuhua.shared.clock import now

_AHEAD = timedelta(days=1)  # a board's clock, or its zone, may be wrong


@dataclass(frozen=True, kw_only=True)
class _Here:
    """What the rows of a batch name: matters by code or name, and where each row is."""

    items: Mapping[str, int]
    spots: Sequence[Spot | None]


class MessageImporter:
    """Messages, named by their number on their board. What is recorded is never changed by a file."""

    def existing(self, keys: Collection[str], *, actor: Actor) -> Mapping[str, Known]:  # noqa: ARG002 - the scope bounds it
        """Return the messages that are recorded, with what later work changes."""
        return {
            key: Known(pk=row.pk, values={"state": row.state, "case": row.case_id})
            for key, row in messages_keyed(keys).items()
        }

    def faults(self, records: Sequence[Record], *, keys: Collection[str], actor: Actor) -> Sequence[Fault]:  # noqa: ARG002 - rows stand alone
        """Return places that lie nowhere, unknown matters, and times that cannot be."""
        here, latest = _here(records), now() + _AHEAD
        found = []
        for record, spot in zip(records, here.spots, strict=True):
            fault = _fault(record, spot, here, actor, latest)
            if fault:
                column, code, value = fault
                found.append(Fault(row=record.row, column=column, code=code, arguments={"value": value}))
        return found

    def apply(self, changes: Sequence[Change], *, actor: Actor, at: datetime) -> Sequence[Applied]:
        """Write messages."""
        records = [change.record for change in changes]
        here = _here(records)
        new = [
            _new(change.key, record, spot, here)
            for change, record, spot in zip(changes, records, here.spots, strict=True)
        ]
        ids = messages_import_many(new=new, actor=actor, at=at)
        return [Applied(key=change.key, pk=pk) for change, pk in zip(changes, ids, strict=True)]

    def revert(self, applied: Sequence[Applied], *, actor: Actor, at: datetime) -> None:
        """Take messages back.

        Raises:
            RowsHeld: somebody worked on one.
        """
        try:
            messages_import_undo(ids=[one.pk for one in applied], actor=actor, at=at)
        except MessageCased as held:
            worked = messages_keyed([one.key for one in applied]).values()
            ids = [row.pk for row in worked if row.case_id is not None or row.replied_at is not None]
            raise RowsHeld(ids) from held


def _here(records: Sequence[Record]) -> _Here:
    points, codes, items = [], [], set()
    for record in records:
        x, y = record.values.get("longitude"), record.values.get("latitude")
        points.append((x, y) if isinstance(x, float) and isinstance(y, float) else None)
        codes.append(_words(record.values, "area_code"))
        items.add(_words(record.values, "matter"))
    return _Here(items=items_coded(items - {""}), spots=spots_at(points, area_codes=codes))


def _fault(
    record: Record, spot: Spot | None, here: _Here, actor: Actor, latest: datetime
) -> tuple[str, str, str] | None:
    """Return column, code and value of what is wrong with a row; None where it can be taken."""
    values = record.values
    if spot is None:
        return "area_code", "message_nowhere", _words(values, "area_code")
    if not any(spot.area_code.startswith(area) for area in actor.areas):
        return "area_code", "case_place_elsewhere", spot.area_code
    matter = _words(values, "matter")
    if matter and matter not in here.items:
        return "matter", "case_matter_code_unknown", matter
    posted = values.get("posted_at")
    if isinstance(posted, datetime) and posted > latest:
        return "posted_at", "case_in_future", posted.isoformat()
    return None


def _new(key: str, record: Record, spot: Spot | None, here: _Here) -> NewMessage:
    values = record.values
    x, y, posted, due = (values.get(name) for name in ("longitude", "latitude", "posted_at", "due_at"))
    return NewMessage(
        key=key, board=_words(values, "board"), ref=_words(values, "ref"), title=_words(values, "title"),
        text=_words(values, "text"), author=_words(values, "author"), phone=_words(values, "phone"),
        address=_words(values, "address"), longitude=x if isinstance(x, float) else None,
        latitude=y if isinstance(y, float) else None, item_id=here.items.get(_words(values, "matter")),
        area_code=spot.area_code if spot else "",
        posted_at=posted if isinstance(posted, datetime) else now(),
        due_at=due if isinstance(due, datetime) else None,
    )  # fmt: skip


def _words(values: Mapping[str, Value], key: str) -> str:
    value = values.get(key)
    return "" if value is None else str(value).strip()


def _key(values: Mapping[str, Value]) -> str:
    board, ref = _words(values, "board"), _words(values, "ref")
    return message_key(board, ref) if board and ref else ""


MESSAGES = ImportKind(
    key="messages",
    zh="留言板留言",
    en="Messages of boards",
    act=MessageAct.IMPORT,
    key_column="ref",
    key_made=_key,
    importer=MessageImporter(),
    columns=(
        Column(
            key="board",
            zh="留言渠道",
            en="Board",
            required=True,
            max_length=60,
            aliases=("渠道", "来源", "平台"),
        ),
        Column(
            key="ref",
            zh="留言编号",
            en="Its own number",
            required=True,
            max_length=60,
            aliases=("编号", "序号"),
        ),
        Column(
            key="title", zh="标题", en="Title", required=True, max_length=200, aliases=("留言标题", "主题")
        ),
        Column(key="text", zh="内容", en="Text", max_length=8_000, aliases=("留言内容", "正文", "诉求内容")),
        Column(key="author", zh="留言人", en="Written by", max_length=40, aliases=("姓名", "网友")),
        Column(key="phone", zh="联系电话", en="Telephone", max_length=20, aliases=("电话", "手机")),
        Column(
            key="posted_at",
            zh="留言时间",
            en="Posted",
            kind=ColumnKind.MOMENT,
            required=True,
            aliases=("发布时间", "时间"),
        ),
        Column(
            key="due_at", zh="回复期限", en="Reply wanted by", kind=ColumnKind.MOMENT, aliases=("截止时间",)
        ),
        Column(key="area_code", zh="区域代码", en="Area code", max_length=20),
        Column(key="address", zh="地址", en="Address", max_length=160, aliases=("地点", "涉及地点")),
        Column(key="matter", zh="事项代码", en="Matter code", max_length=20, aliases=("小类代码",)),
        Column(key="longitude", zh="经度", en="Longitude", kind=ColumnKind.DECIMAL, aliases=("lon", "lng")),
        Column(key="latitude", zh="纬度", en="Latitude", kind=ColumnKind.DECIMAL, aliases=("lat",)),
    ),
    append_only=True,
)
