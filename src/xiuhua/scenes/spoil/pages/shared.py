"""What the pages of spoil share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from xiuhua.scenekit.words import said
from xiuhua.scenes.spoil.rules.manifests import Fault, fault_said
from xiuhua.scenes.spoil.terms import HaulFault, ManifestFault, WeightFault
from xiuhua.shared.terms import Term
from xiuhua.web.errors import language
from xiuhua.web.pages.columns import ListColumn, tag_of
from xiuhua.web.parts import Cell, Tag

MENU = "spoil"
M3 = "m³"
MATCH = said(zh="匹配消纳点", en="Match docks")
OWN_SITE, OWN_FLEET = "spoil-own-site", "spoil-own-fleet"  # the places of firms in the rail


def link(text: str, url_name: str, *args: object) -> Cell:
    """Return a cell that leads somewhere."""
    return Cell(kind="link", text=text, url=reverse(url_name, args=args))


def point_drawn(lon: float, lat: float, kind: str, url: str) -> dict[str, object]:
    """Return a point of a map, of a kind that has a colour; `url` opens what stands there."""
    properties = {"kind": kind, "url": url} if url else {"kind": kind}
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [lon, lat]},
        "properties": properties,
    }


def case_column(*, drop: int = 0) -> ListColumn[Any]:
    """Return the column of the case that a row led to, with the way there; empty where it led to none."""
    return ListColumn(
        key="case",
        label=said(zh="案件", en="Case"),
        drop=drop,
        cell=lambda one: link(one.case.number, "cases:case", one.case_id) if one.case else Cell(),
    )


def plate_column() -> ListColumn[Any]:
    """Return the column of a row's truck; empty where it is about none."""
    return ListColumn(
        key="plate",
        label=said(zh="车牌", en="Plate"),
        kind="code",
        primary=True,
        locked=True,
        cell=lambda one: Cell(kind="code", text=one.vehicle.plate if one.vehicle else ""),
    )


def tag(value: Term) -> Cell:
    """Return a word as a coloured tag."""
    return Cell(kind="tag", tag=tag_of(value))


def choices_put(field: object, found: Sequence[tuple[object, str]]) -> None:
    """Let a choice offer what was found."""
    field.choices = found  # type: ignore[attr-defined]  # a ChoiceField


def faults_said(stored: Sequence[Sequence[Any]]) -> list[str]:  # as JSON has them: word and numbers
    """Return the sentences of a manifest's stored faults."""
    return [fault_said(Fault(_kind(kind), found, limit), language()) for kind, found, limit in stored]


def _kind(kind: str) -> ManifestFault | WeightFault:
    return ManifestFault(kind) if kind in {one.value for one in ManifestFault} else WeightFault(kind)


def faults_cell(stored: Sequence[Sequence[Any]]) -> Cell:  # as above
    """Return what is wrong with a manifest in one cell."""
    sentences = faults_said(stored)
    return Cell(text="；".join(sentences)) if sentences else Cell()


def haul_faults_cell(stored: Sequence[Sequence[Any]]) -> Cell:  # as above
    """Return what is wrong with a haul in one cell, with how many minutes where that is known."""
    told = []
    for kind, _since, lasted in stored:
        minutes = f" {lasted / 60:.0f} min" if lasted else ""
        told.append(HaulFault(kind).label(language()) + minutes)
    if not told:
        return Cell()
    return Cell(kind="tag", tag=Tag(text="、".join(told), colour="late"))
