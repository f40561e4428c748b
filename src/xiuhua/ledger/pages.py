"""Taking a proof away."""

from __future__ import annotations

import orjson
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from xiuhua.ledger import queries
from xiuhua.shared.errors import NotSignedIn
from xiuhua.web import seams


@require_GET
def proof_page(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Answer the proof of one entry as a file, with the words that the reader's scope sees.

    Raises:
        NotSignedIn: nobody asks.
        NotPermitted: no role of the reader gives proofs.
    """
    actor = request.actor  # type: ignore[attr-defined]  # set by access.middleware
    if actor.user_id is None:
        raise NotSignedIn
    seams.require(actor, "ledger.prove")
    document = queries.entry_proof(entry_id, reveal=True)
    body = orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
    headers = {"Content-Disposition": f'attachment; filename="xiuhua-proof-{entry_id}.json"'}
    return HttpResponse(body, content_type="application/json", headers=headers)
