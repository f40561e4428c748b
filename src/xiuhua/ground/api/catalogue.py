"""The API of the catalogue and the handbook."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router

from xiuhua.access.services import require
from xiuhua.ground.queries.catalogue import item_named, items_found
from xiuhua.ground.queries.handbook import book_lines, handbook_get, handbook_line, handbooks
from xiuhua.ground.serializers.catalogue import (
    ConditionOut,
    HandbookFullOut,
    HandbookOut,
    HoldingOut,
    ItemOut,
    limit_out,
    line_out,
)
from xiuhua.ground.terms.catalogue import CatalogueAct, HandbookAct, ItemKind, Standard
from xiuhua.shared.clock import now
from xiuhua.shared.errors import NotFound
from xiuhua.web.api import Instant, asker

router = Router(tags=["ground"])


@router.get("/catalogue", response=list[ItemOut], summary="Components and matters of the standards, by code")
def item_list(
    request: HttpRequest,
    q: Annotated[str, Query(max_length=80, description="name, code or pinyin initials: bllj")] = "",
    standard: Standard | None = None,
    kind: ItemKind | None = None,
) -> object:
    """Return the items; with a question those it finds."""
    require(asker(request), CatalogueAct.READ)
    return items_found(q, standard=standard, kind=kind)


@router.get("/catalogue/{code}/holding", response=HoldingOut, summary="What the handbook says of an item")
def item_holding(
    request: HttpRequest,
    code: str,
    area: Annotated[str, Query(pattern=r"^[0-9]{4}[0-9A-Z]{0,16}$", description="where: any area code")],
    at: Annotated[Instant | None, Query(description="when; now where left out")] = None,
    standard: Standard = Standard.GB_2026,
    kind: ItemKind = ItemKind.MATTER,
) -> object:
    """Return the conditions that hold for an item in an area at an instant."""
    require(asker(request), HandbookAct.READ)
    item = item_named(code, kind=kind, standard=standard)
    held = handbook_line(item=item, at=at or now(), area_code=area)
    if held is None:
        raise NotFound(kind="handbook_line", key=code)
    return HoldingOut(
        handbook=held.handbook_id,
        number=held.number,
        area_code=held.area_code,
        item=ItemOut.from_orm(held.item),
        conditions=[
            ConditionOut(
                line=one.line_id,
                sequence=one.sequence,
                filing_condition=one.filing_condition,
                limit=limit_out(one.limit),
                closing_condition=one.closing_condition,
                steward=one.steward_id,
                owner=one.owner_id,
                keeper=one.keeper_id,
                handler=one.handler_id,
            )
            for one in held.conditions
        ],
    )


@router.get("/handbooks", response=list[HandbookOut], summary="Every version of every area's handbook")
def handbook_list(request: HttpRequest) -> object:
    """Return the versions, newest first."""
    require(asker(request), HandbookAct.READ)
    return handbooks().order_by("-recorded_at", "-pk")


@router.get("/handbooks/{int:handbook_id}", response=HandbookFullOut, summary="A version with every line")
def handbook_read(request: HttpRequest, handbook_id: int) -> object:
    """Return a version."""
    require(asker(request), HandbookAct.READ)
    book = handbook_get(handbook_id)
    lines = [line_out(line) for line in book_lines(book)]
    return HandbookFullOut(**HandbookOut.from_orm(book).model_dump(), lines=lines)
