"""One question to the whole ground: premises, components, device places, roads, areas and units."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from django.contrib.postgres.search import SearchQuery
from django.db.models import Model, QuerySet

from xiuhua.ground.models.areas import Area, Road
from xiuhua.ground.models.people import Unit
from xiuhua.ground.models.premises import Premises
from xiuhua.ground.models.vehicles import Mount
from xiuhua.ground.queries.components import components_for
from xiuhua.shared.actor import Actor
from xiuhua.shared.search import search_question
from xiuhua.web.areas import within
from xiuhua.web.seams import areas_for, may


@dataclass(frozen=True, kw_only=True)
class Found:
    """One thing that a question met.

    Args:
        kind: its subject kind, `component`.
        name: its name, then its code.
        where: the area it lies in.
        url_name: the page of it, which takes the id.
    """

    kind: str
    id: int
    name: str
    code: str
    where: str
    url_name: str
    state: str = ""


@dataclass(frozen=True, kw_only=True)
class _Place:
    """Where a question looks: rows that the actor may read, and the columns that say one of them."""

    kind: str
    act: str
    rows: Callable[[Actor], QuerySet[Model]]
    where: str
    url_name: str
    state: str = "state"


def ground_search(
    question: str, actor: Actor, limit: int = 8, *, without: Collection[str] = ()
) -> dict[str, list[Found]]:
    """Return what a question finds, by kind, at most `limit` of each; an unaskable question finds nothing.

    Names that begin with the question come first, then codes that do, both from an ordinary index; what else
    the words meet follows in no order, cut off at the limit. So the commonest word costs as little as the
    rarest: nothing is sorted, and what a million codes begin with is never looked up among the words.
    """
    typed = " ".join(question.replace("\x00", " ").split())
    asked = search_question(typed)
    if not asked:
        return {}
    if _CODE.fullmatch(typed):
        asked = asked.removesuffix(":*")  # its beginning is looked up among the codes
    words = SearchQuery(asked, search_type="raw", config="simple")
    found = {
        place.kind: _found(place, typed, words, actor, limit)
        for place in _PLACES
        if place.kind not in without and may(actor, place.act)
    }
    return {kind: lines for kind, lines in found.items() if lines}


def _found(place: _Place, typed: str, words: SearchQuery, actor: Actor, limit: int) -> list[Found]:
    columns = ["pk", "name", "code", place.where, *([place.state] if place.state else [])]
    lines: dict[int, Found] = {}
    for step in _steps(place.rows(actor), typed, words):
        missing = limit - len(lines)
        for pk, name, code, where, *state in step.exclude(pk__in=lines).values_list(*columns)[:missing]:
            lines[pk] = Found(
                kind=place.kind, id=pk, name=name, code=code, where=where, url_name=place.url_name,
                state=state[0] if state else "",
            )  # fmt: skip
        if len(lines) >= limit:
            break
    return list(lines.values())


def _steps(rows: QuerySet[Model], typed: str, words: SearchQuery) -> Iterator[QuerySet[Model]]:
    """Yield what is looked up one after the other, until there is enough."""
    yield rows.filter(name__gte=typed, name__lt=typed + _LAST).order_by("name", "pk")
    if _CODE.fullmatch(typed):
        yield rows.filter(code__gte=typed.upper(), code__lt=typed.upper() + _LAST).order_by("code")
    yield rows.filter(search=words).order_by()


_LAST = "\U0010ffff"  # no name goes on with it
_CODE = re.compile(r"(?=.*\d)[0-9A-Za-z-]+")


def _premises(actor: Actor) -> QuerySet[Premises]:
    return Premises.objects.filter(within("area_code", areas_for(actor, "premises.read")))


_PLACES: Sequence[_Place] = (
    _Place(
        kind="premises",
        act="premises.read",
        rows=_premises,
        where="area__name",
        url_name="ground:premises-page",
    ),
    _Place(
        kind="component",
        act="component.read",
        rows=components_for,
        where="area__name",
        url_name="ground:component-page",
    ),
    _Place(
        kind="mount",
        act="mount.read",
        rows=lambda actor: (
            Mount.objects.filter(within("area_code", areas_for(actor, "mount.read")))
            .select_related("area")
            .defer("search", "area__shape")
        ),
        where="area__name",
        url_name="ground:mount-page",
    ),
    _Place(
        kind="road",
        act="area.read",
        rows=lambda _actor: Road.objects.all(),
        where="area_code",  # its district
        url_name="ground:road-page",
        state="",
    ),
    _Place(
        kind="area",
        act="area.read",
        rows=lambda _actor: Area.objects.all(),
        where="code",
        url_name="ground:area-page",
    ),
    _Place(
        kind="unit",
        act="area.read",
        rows=lambda _actor: Unit.objects.all(),
        where="area__name",
        url_name="ground:unit-page",
    ),
)
