"""A city's settings of the loop as the API takes and gives them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from enum import Enum
from typing import Annotated, Any

from ninja import Field, Schema

from xiuhua.cases.queries.settings import Chosen
from xiuhua.cases.rules.settings import KeyLimit, LoopSettings
from xiuhua.cases.serializers.shared import AreaCode
from xiuhua.ground.rules.limits import Limit

_MOST_SEEN = 2**31 - 1


class VersionOut(Schema):
    """One version of an area's settings: what differs from the defaults, and why."""

    id: int
    area_code: str
    number: int
    chosen: dict[str, Any]
    reason: str
    effective_at: datetime


class SettingsOut(Schema):
    """What holds in an area now, in the form in which it is published; and every version there was."""

    version: Annotated[int | None, Field(description="id of the one that holds; null for the defaults")]
    settings: dict[str, Any]
    versions: list[VersionOut]


class PublishIn(Schema):
    """Settings that shall hold in an area from now on. `seen`: the number of its last version, 0 for none."""

    area_code: Annotated[AreaCode, Field(min_length=4)]
    chosen: Annotated[
        dict[str, Any],
        Field(
            max_length=50,
            examples=[{"rebound_days": 45, "stage_limits": {"stage_accept": [20, "work_minute"]}}],
        ),
    ]
    reason: Annotated[str, Field(max_length=200)]
    seen: Annotated[int, Field(ge=0, le=_MOST_SEEN)]


def settings_told(chosen: Chosen) -> dict[str, Any]:
    """Return settings in the form that `rules.settings.settings_read` reads."""
    return {one.name: _plain(getattr(chosen.settings, one.name)) for one in fields(LoopSettings)}


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return {_plain(key): _plain(kept) for key, kept in value.items()}
    if isinstance(value, frozenset):
        return sorted(str(_plain(one)) for one in value)
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, KeyLimit):
        return {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, Limit):
        return [value.amount, value.unit.value]
    return value.value if isinstance(value, Enum) else value
