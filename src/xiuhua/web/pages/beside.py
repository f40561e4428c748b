"""The records before and after one, in the list that it was opened from."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qs, urlencode, urlsplit

from django.db.models import Model
from django.http import HttpRequest
from django.urls import resolve

from xiuhua.shared.actor import Actor
from xiuhua.web import seams
from xiuhua.web.keyset import row_beside
from xiuhua.web.pages.lists import ListPage

FROM = "from"  # the list's own query, carried from one of its records to the next
_MOST_PARAMETERS = 100


@dataclass(frozen=True, kw_only=True)
class Beside:
    """Where the neighbours in the list are; empty at its ends, and where no list is known."""

    previous_url: str = ""
    next_url: str = ""


def list_query(request: HttpRequest, list_url: str) -> str | None:
    """Return the query of the list that a record was opened from; None where it came from elsewhere."""
    if FROM in request.GET:
        return request.GET[FROM]
    try:
        came_from = urlsplit(request.headers.get("Referer", ""))
    except ValueError:  # no address at all
        return None
    if came_from.netloc == request.get_host() and came_from.path == list_url:
        return came_from.query
    return None


def opened_from(url: str, query: str | None) -> str:
    """Return a record's address that remembers the list."""
    return url if query is None else f"{url}?{urlencode({FROM: query})}"


def beside(record: Model, *, list_url: str, query: str | None, actor: Actor) -> Beside:
    """Return the neighbours of a record in the list, as the list stands now.

    The list is read as its own page reads it: the same filters, order and scope. A record that the filters no
    longer find, such as one that was just settled, has no neighbours.
    """
    page = getattr(resolve(list_url).func, "view_class", None)
    if query is None or not (isinstance(page, type) and issubclass(page, ListPage)):
        return Beside()
    return _beside(page(), record, list_url=list_url, query=query, actor=actor)


def _beside(page: ListPage[Model], record: Model, *, list_url: str, query: str, actor: Actor) -> Beside:
    page.actor = actor
    try:
        asked = page.asked(list_url, parse_qs(query, max_num_fields=_MOST_PARAMETERS))
    except ValueError:  # more parameters than any list has
        return Beside()
    rows = page.filtered(asked)
    if rows.model is not type(record) or not seams.may(actor, page.act):
        return Beside()
    here = rows.filter(pk=record.pk).first()
    if here is None:
        return Beside()
    urls = []
    for back in (True, False):
        row = row_beside(rows, asked.order, here, back=back)
        urls.append(opened_from(page.row_url(row), query) if row else "")
    return Beside(previous_url=urls[0], next_url=urls[1])
