"""The API of links to other systems."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router, Status

from xiuhua.access.services import require
from xiuhua.orders.queries.links import links_all
from xiuhua.orders.serializers.links import LinkIn, LinkMadeOut, LinkOut
from xiuhua.orders.services import links as services
from xiuhua.orders.terms.links import LinkAct
from xiuhua.shared.clock import now
from xiuhua.web.api import asker

router = Router(tags=["orders"])


@router.get("/links", response=list[LinkOut], summary="Every link to another system")
def link_list(request: HttpRequest) -> object:
    """Return the links, by name."""
    require(asker(request), LinkAct.READ)
    return links_all().order_by("name", "pk")


@router.post("/links", response={201: LinkMadeOut}, summary="Link another system")
def link_create(request: HttpRequest, new: LinkIn) -> Status[LinkMadeOut]:
    """Make a link; key and secret are in this answer and nowhere else, so it takes no idempotency key."""
    link = services.link_create(**new.model_dump(), actor=asker(request), at=now())
    return Status(201, LinkMadeOut.from_orm(link))
