"""The API of phrases and drafts: what a picker offers, and what an editor writes down meanwhile."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from xiuhua.access.services import require
from xiuhua.papers import services
from xiuhua.papers.queries.phrases import phrases_for
from xiuhua.papers.rules.phrases import phrase_filled, phrases_offered
from xiuhua.papers.serializers import DraftIn, DraftOut, PhraseOut
from xiuhua.papers.terms import PhraseAct, PhraseScope
from xiuhua.shared.clock import now
from xiuhua.web.api import asker
from xiuhua.web.errors import language

router = Router(tags=["papers"])
_SCOPES = tuple(PhraseScope)


@router.get("/phrases", response=list[PhraseOut], summary="Phrases for a field, filled from its record")
def phrase_list(
    request: HttpRequest,
    about: Annotated[str, Query(max_length=40, description="the record: case:12")] = "",
    act: Annotated[str, Query(max_length=40, description="the act that is typed for")] = "",
) -> list[PhraseOut]:
    """Return your phrases, your unit's and everybody's, in the order in which a menu offers them."""
    actor, at = asker(request), now()
    require(actor, PhraseAct.READ)
    seat = services.seat_of(actor=actor)
    found = phrases_for(user_id=actor.user_id, unit_code=seat.unit_code if seat else "")
    facts = services.subject_facts(about, actor=actor, at=at) if about else {}
    return [
        PhraseOut(
            id=one.id, key=one.key, words=phrase_filled(one.words, facts),
            scope=_SCOPES[one.scope_place].value, label=_SCOPES[one.scope_place].label(language()),
        )
        for one in phrases_offered(found, act=act)
    ]  # fmt: skip


@router.post("/phrases/{int:phrase_id}/uses", response={204: None}, summary="Say that a phrase was picked")
def phrase_used(request: HttpRequest, phrase_id: int) -> HttpResponse:
    """Count one pick; what is picked often is offered first."""
    services.phrase_use(phrase_id=phrase_id, actor=asker(request), at=now())
    return HttpResponse(status=204)


@router.put("/papers/{int:paper_id}/draft", response=DraftOut, summary="Write a draft down")
def draft_write(request: HttpRequest, paper_id: int, new: DraftIn) -> DraftOut:
    """Write down what somebody has typed so far; a version is kept by the editor's own button."""
    text = services.Text(title=new.title, addressee=new.addressee, issuer=new.issuer, body=new.body)
    paper = services.paper_autosave(
        paper_id=paper_id, text=text, seen=new.seen, actor=asker(request), at=now()
    )
    return DraftOut(stamp=services.stamp(paper))
