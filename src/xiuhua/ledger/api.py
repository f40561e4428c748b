"""The API of the log: heads to keep elsewhere, proofs of entries, and that the log only ever grew."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router, Schema

from xiuhua.ledger import queries
from xiuhua.shared.errors import NotFound
from xiuhua.web import seams
from xiuhua.web.api import asker

router = Router(tags=["ledger"])


class ConsistencyOut(Schema):
    """The nodes that show that the larger log begins with the smaller one, hexadecimal, RFC 9162, 2.1.4."""

    old: int
    size: int
    path: list[str]


def _permit(request: HttpRequest) -> None:
    seams.require(asker(request), "ledger.prove")


@router.get("/ledger/head", response=dict[str, object], summary="The newest signed tree head")
def head(request: HttpRequest) -> dict[str, object]:
    """Return the newest signed tree head, as it is exported every minute."""
    _permit(request)
    latest = queries.head_latest()
    if latest is None:
        raise NotFound(kind="treehead", key="latest")
    return dict(latest.as_json())


@router.get("/ledger/proofs/{int:entry_id}", response=dict[str, object], summary="The proof of one entry")
def proof(request: HttpRequest, entry_id: int) -> dict[str, object]:
    """Return the document that `./xiuhua ledger verify` checks offline."""
    _permit(request)
    return dict(queries.entry_proof(entry_id, reveal=True))


@router.get("/ledger/consistency", response=ConsistencyOut, summary="That the log only grew")
def consistency(
    request: HttpRequest, old: Annotated[int, Query(ge=1)], size: Annotated[int, Query(ge=1)]
) -> ConsistencyOut:
    """Return the proof that the log of `size` leaves begins with the log of `old` leaves."""
    _permit(request)
    if not old <= size <= queries.tree_size():
        raise NotFound(kind="treehead", key=str(size))
    return ConsistencyOut(old=old, size=size, path=[node.hex() for node in queries.consistency(old, size)])
