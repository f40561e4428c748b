"""OGC SensorThings 1.1: other systems read what devices measure, add to it, and name it.

The same tokens count as under /api/v1, and row-level security holds; a browser's session may read. Writing
takes a token: no cookie counts there, so nothing has to be proven against forgery.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, ClassVar

from django.db import DatabaseError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from xiuhua.access.services import require
from xiuhua.sensing.models import Device, Observation, Quantity, Stream
from xiuhua.sensing.queries.things import (
    KINDS,
    ROOT_SETS,
    Kind,
    Page,
    Relation,
    Row,
    entity_found,
    hurried,
    page_read,
    quantities_of,
    related_to,
)
from xiuhua.sensing.rules.things import AskedWrong, Expand, Options, Segment, Way, options_read, path_read
from xiuhua.sensing.rules.things.faults import AddressUnknown, OptionWrong, PropertyUnknown, SaidWrong
from xiuhua.sensing.serializers.things_in import (
    MOST_BYTES,
    Body,
    BodyWrong,
    ResultIn,
    arrays_in,
    body_read,
    changed_in,
    code_in,
    link_in,
    location_changes,
    merged_in,
    number_in,
    object_in,
    observation_in,
    stream_changes,
    stream_in,
    streams_in,
    thing_changes,
    thing_in,
)
from xiuhua.sensing.serializers.things_out import Teller, Told, arrays_told, page_told, root_told
from xiuhua.sensing.services.devices import device_withdraw
from xiuhua.sensing.services.observing import (
    NewObservation,
    observations_add,
    quantity_declare,
    stream_declare,
    stream_revise,
    stream_withdraw,
    thing_add,
    thing_revise,
)
from xiuhua.sensing.terms import DeviceAct
from xiuhua.shared.actor import Actor
from xiuhua.shared.clock import now
from xiuhua.shared.errors import CityError, NotSignedIn
from xiuhua.web.errors import MethodRefused, envelope

BASE = "/sta/v1.1"
_TIMEOUT_MS = 5_000
_MOST_TOLD = 20_000  # entities of one relation on one page; what is beyond stands behind a link
_READ = frozenset({"GET", "HEAD"})
_WRITE = frozenset({"POST", "PATCH", "PUT", "DELETE"})


class TooWide(CityError):
    """A query that would take too long."""

    code: ClassVar[str] = "sta_too_wide"
    http_status: ClassVar[int] = 400


class NotMadeHere(SaidWrong):
    """Entities that are not created by themselves. Arguments: said."""

    code: ClassVar[str] = "sta_not_made_here"
    http_status: ClassVar[int] = 400


class NotChangedHere(SaidWrong):
    """Entities that are not changed by themselves. Arguments: said."""

    code: ClassVar[str] = "sta_not_changed_here"
    http_status: ClassVar[int] = 409


class ObservationStays(CityError):
    """Somebody would change or delete what was acknowledged."""

    code: ClassVar[str] = "sta_observation_stays"
    http_status: ClassVar[int] = 409


class TokenOnly(CityError):
    """Somebody writes with a browser's session."""

    code: ClassVar[str] = "sta_token_only"
    http_status: ClassVar[int] = 403


@csrf_exempt
def things(request: HttpRequest, way: str = "") -> HttpResponse:
    """Tell what an address names, or create what is sent to it."""
    try:
        if request.method not in {*_READ, *_WRITE}:
            raise MethodRefused
        actor: Actor = request.actor  # type: ignore[attr-defined]  # set by access.middleware
        if not actor.user_id:
            raise NotSignedIn
        if request.method in _READ:
            return _read(request, way, actor)
        return _posted(request, way, actor) if request.method == "POST" else _changed(request, way, actor)
    except CityError as refusal:
        return JsonResponse(envelope(refusal), status=refusal.http_status)


def _base(request: HttpRequest) -> str:
    return request.build_absolute_uri(BASE)


def _answer(told: object, *, status: int = 200, headers: Mapping[str, str] | None = None) -> HttpResponse:
    text = json.dumps(told, ensure_ascii=False, default=_written, allow_nan=False)
    return HttpResponse(text, status=status, content_type="application/json", headers=headers)


def _written(value: object) -> str:
    if not isinstance(value, datetime):
        raise TypeError(type(value))
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


# --- reading ------------------------------------------------------------------------------------------------


def _read(request: HttpRequest, text: str, actor: Actor) -> HttpResponse:
    require(actor, DeviceAct.READ)
    way = path_read(text)
    options = options_read([(name, value) for name in request.GET for value in request.GET.getlist(name)])
    if not way.segments:
        return _answer(root_told(_base(request)))
    try:
        with hurried(_TIMEOUT_MS):
            return _Reader(request, options).answer(way)
    except OperationalError as error:
        raise TooWide from error
    except DatabaseError as error:  # a number divided by zero, a text beyond what a type holds
        raise AskedWrong(said="$filter") from error


class _Reader:
    """Follows an address, and tells what stands at its end."""

    def __init__(self, request: HttpRequest, options: Options) -> None:
        self._teller = Teller(_base(request))
        self._address = request.build_absolute_uri(request.path)
        self._options = options

    def answer(self, way: Way) -> HttpResponse:
        kind, within, row, rest = _followed(way)
        if self._options.is_array and (row is not None or kind.set != "Observations"):
            raise OptionWrong(said="$resultFormat")
        if rest:
            return self._property(kind, row, rest, is_value=way.is_value)
        if way.is_value:
            raise AddressUnknown(said="$value")
        if row is not None:
            (told,) = self._entities(kind, [row], self._options)
            return _answer({"@iot.selfLink": told["@iot.selfLink"]} if way.is_ref else told)
        page = page_read(kind, self._options, within=within)
        if way.is_ref:
            links = [{"@iot.selfLink": self._teller.link(kind, one)} for one in page.rows]
            return _answer(page_told(page, links, address=self._address, options=self._options))
        options = replace(self._options, select=None) if self._options.is_array else self._options
        told_ = self._entities(kind, page.rows, options)
        if self._options.is_array:
            told_ = arrays_told(kind, page, told_, self._options)
        return _answer(page_told(page, told_, address=self._address, options=self._options))

    def _property(self, kind: Kind, row: Row, name: str, *, is_value: bool) -> HttpResponse:
        """Tell one property of an entity, or its bare value."""
        self._known(kind, [row])
        told = self._teller.bare(kind, row)
        if name not in told:
            raise AddressUnknown(said=name[:80])
        if not is_value:
            return _answer({name: told[name]})
        value = told[name]
        plain = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=_written)
        return HttpResponse(plain.strip('"'), content_type="text/plain; charset=utf-8")

    def _entities(self, kind: Kind, rows: Sequence[Row], options: Options) -> list[Told]:
        """Return rows as they are told, with what is expanded in them."""
        self._known(kind, rows)
        expanded: list[Told] = [{} for _ in rows]
        for expand in options.expand:
            for told, more in zip(expanded, self._expanded(kind, rows, expand), strict=True):
                told.update(more)
        return [
            self._teller.entity(kind, row, options, more) for row, more in zip(rows, expanded, strict=True)
        ]

    def _expanded(self, kind: Kind, rows: Sequence[Row], expand: Expand) -> list[Told]:
        relation = kind.relations.get(expand.name)
        if relation is None:
            raise PropertyUnknown(said=expand.name[:80], kind=kind.name)
        options = replace(
            expand.options, rows=min(expand.options.rows, max(1, _MOST_TOLD // max(1, len(rows))))
        )
        pages = related_to(rows, relation, options) if rows else []
        told = iter(self._entities(KINDS[relation.to], [one for page in pages for one in page.rows], options))
        return [
            self._beside(kind, row, relation, expand.name, page, [next(told) for _ in page.rows], options)
            for row, page in zip(rows, pages, strict=True)
        ]

    def _beside(
        self,
        kind: Kind,
        row: Row,
        relation: Relation,
        name: str,
        page: Page,
        those: list[Told],
        options: Options,
    ) -> Told:
        """Return what an expanded relation adds to its parent."""
        if not relation.is_many:
            return {name: those[0]} if those else {}
        whole = page_told(page, those, address=f"{self._teller.link(kind, row)}/{name}", options=options)
        return {name: whole.pop("value"), **{f"{name}{key}": value for key, value in whole.items()}}

    def _known(self, kind: Kind, rows: Sequence[Row]) -> None:
        if kind.name == "MultiObservation":
            new = {row["device_id"] for row in rows} - self._teller.quantities.keys()
            if new:
                self._teller.quantities |= quantities_of(new)


def _followed(
    way: Way,
) -> tuple[Kind, Mapping[str, Any] | None, Row | None, str]:  # of what relations narrow by
    """Return where an address leads: the kind, what narrows a set, the one entity, the name of a property.

    Raises:
        AddressUnknown: it leads nowhere, or past what the scope lets through.
    """
    first, *rest = way.segments
    kind = ROOT_SETS.get(first.name)
    if kind is None:
        raise AddressUnknown(said=first.name)
    within: Mapping[str, Any] | None = None
    row = None
    if first.key is not None:
        kind, row = _one(kind, first.key, None)
    for place, segment in enumerate(rest):
        if row is None:
            raise AddressUnknown(said=segment.name)
        relation = kind.relations.get(segment.name)
        if relation is None:
            if place + 1 < len(rest) or segment.key is not None:
                raise AddressUnknown(said=segment.name)
            return kind, None, row, segment.name
        within = relation.key(row)
        kind, row = _below(relation, within, segment)
    return kind, within, row, ""


def _below(relation: Relation, within: Mapping[str, Any] | None, segment: Segment) -> tuple[Kind, Row | None]:
    """Return to which kind a relation leads, and the one entity where only one is meant."""
    kind = KINDS[relation.to]
    if not relation.is_many:
        return kind, _only(kind, within, segment.name)
    return (kind, None) if segment.key is None else _one(kind, segment.key, within)


def _one(kind: Kind, key: int | str, within: Mapping[str, Any] | None) -> tuple[Kind, Row]:  # as above
    """Return an entity and its kind: an observation may be one of a MultiDatastream."""
    row = entity_found(kind, key, within=within)
    if row is None and kind.name == "Observation" and within is None:
        kind = KINDS["MultiObservation"]
        row = entity_found(kind, key)
    if row is None:
        raise AddressUnknown(said=f"{kind.set}({key})"[:80])
    return kind, row


def _only(kind: Kind, within: Mapping[str, Any] | None, name: str) -> Row:  # as above
    rows = page_read(kind, Options(rows=1), within=within).rows
    if not rows:
        raise AddressUnknown(said=name)
    return rows[0]


# --- creating -----------------------------------------------------------------------------------------------


def _body(request: HttpRequest, actor: Actor) -> Any:  # any JSON
    """Return the body of whoever may write."""
    if not actor.name.startswith("token:"):
        raise TokenOnly
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
        raise BodyWrong(said="JSON")
    return {} if request.method == "DELETE" else body_read(request.body)


def _posted(request: HttpRequest, text: str, actor: Actor) -> HttpResponse:
    body = _body(request, actor)
    if text.strip("/") == "CreateObservations":
        return _array_added(request, body, actor)
    way = path_read(text)
    if not way.segments or way.is_ref or way.is_value:
        raise AddressUnknown(said=text[:80])
    made = _makers().get(way.segments[-1].name)
    if made is None or way.segments[-1].key is not None:
        raise NotMadeHere(said=way.segments[-1].name)
    parent = _parent(way)
    return made(request, object_in(body), parent, actor)


Parent = tuple[Kind, Row] | None
Maker = Callable[[HttpRequest, Body, Parent, Actor], HttpResponse]


def _makers() -> Mapping[str, Maker]:
    return {
        "Things": _thing_made, "Datastreams": _stream_made, "ObservedProperties": _property_made,
        "Observations": _observation_made,
    }  # fmt: skip


def _parent(way: Way) -> Parent:
    """Return the entity below which something is created; None at the root."""
    if len(way.segments) == 1:
        return None
    kind, _within, row, rest = _followed(Way(way.segments[:-1]))
    if row is None or rest or way.segments[-1].name not in kind.relations:
        raise AddressUnknown(said=way.segments[-1].name)
    return kind, row


def _created(request: HttpRequest, kind: str, row: Row) -> HttpResponse:
    """Answer with what was created: it stands by now, and its address is told."""
    teller = Teller(_base(request))
    full = entity_found(KINDS[kind], row) if isinstance(row, int) else row
    link = teller.link(KINDS[kind], full)
    return _answer(teller.entity(KINDS[kind], full, Options(), {}), status=201, headers={"Location": link})


def _thing_made(request: HttpRequest, body: Body, parent: Parent, actor: Actor) -> HttpResponse:
    if parent is not None:
        raise NotMadeHere(said="Things")
    streams = [stream_in(one, _code_of(one)) for one in streams_in(body)]
    made = thing_add(device=thing_in(body), streams=streams, actor=actor, at=now())
    return _created(request, "Thing", int(made.pk))


def _code_of(body: Body) -> str:
    """Return the code of the quantity that a Datastream links to or brings with it."""
    key = link_in(body, "ObservedProperty")
    if key is None:
        return code_in(object_in(body.get("ObservedProperty")))
    found: Quantity | None = entity_found(KINDS["ObservedProperty"], key)
    if found is None:
        raise BodyWrong(said="ObservedProperty/@iot.id")
    return found.code


def _stream_made(request: HttpRequest, body: Body, parent: Parent, actor: Actor) -> HttpResponse:
    """Declare a Datastream of a Thing; its Sensor is the Thing's own."""
    key, quantity = link_in(body, "Thing"), None
    if parent is not None and parent[0].name == "ObservedProperty":
        quantity = parent[1].code
    elif parent is not None:
        key = parent[1].pk
    if key is None:
        raise BodyWrong(said="Thing/@iot.id")
    if link_in(body, "Sensor") not in {None, key}:
        raise BodyWrong(said="Sensor/@iot.id")
    new = stream_in(body, quantity or _code_of(body))
    made = stream_declare(device_id=key, new=new, actor=actor, at=now())
    return _created(request, "Datastream", int(made.pk))


def _property_made(request: HttpRequest, body: Body, parent: Parent, actor: Actor) -> HttpResponse:
    if parent is not None:
        raise NotMadeHere(said="ObservedProperties")
    return _created(request, "ObservedProperty", quantity_declare(code=code_in(body), actor=actor, at=now()))


def _observation_made(request: HttpRequest, body: Body, parent: Parent, actor: Actor) -> HttpResponse:
    told, at = observation_in(body), now()
    if parent is not None:
        told = replace(told, **{"multi" if parent[0].name == "MultiDatastream" else "stream": parent[1].pk})
    new = _results(told, at, {})
    rows = observations_add(new=new, body=request.body, peer=_peer(request), actor=actor, at=at)
    if told.multi is None:
        return _created(request, "Observation", rows[0])
    link, row = _instant_told(request, rows[0])
    return _answer(row, status=201, headers={"Location": link})


def _instant_told(request: HttpRequest, one: Observation) -> tuple[str, Told]:
    kind = KINDS["MultiObservation"]
    row = kind.rows().filter(device_id=one.device_id, at=one.at).get()
    teller = Teller(_base(request), quantities_of({one.device_id}))
    return teller.link(kind, row), teller.entity(kind, row, Options(), {})


# --- changing and deleting ----------------------------------------------------------------------------------


def _changed(request: HttpRequest, text: str, actor: Actor) -> HttpResponse:
    """Change or delete the entity that an address names: of what is told, never what was measured.

    PUT is taken as PATCH, for what it would leave out has no empty value here.
    """
    body = merged_in(_body(request, actor))
    kind, _within, row, rest = _followed(path_read(text))
    if row is None or rest:
        raise MethodRefused
    if kind.set == "Observations":
        raise ObservationStays
    made = (_DELETED if request.method == "DELETE" else _REVISED).get(kind.name)
    if made is None:
        raise NotChangedHere(said=kind.set)
    if request.method == "DELETE":
        made(row, {}, {}, actor)
        return HttpResponse(status=200)
    told = Teller(_base(request)).bare(kind, row)
    made(row, changed_in(body, told, kind.relations), told, actor)
    full = entity_found(kind, row.pk)
    return _answer(Teller(_base(request)).entity(kind, full, Options(), {}))


def _thing_revised(row: Row, changed: Body, told: Body, actor: Actor) -> None:
    thing_revise(device_id=row.pk, changes=thing_changes(changed, told), actor=actor, at=now())


def _location_revised(row: Row, changed: Body, _told: Body, actor: Actor) -> None:
    thing_revise(device_id=row.pk, changes=location_changes(changed), actor=actor, at=now())


def _stream_revised(row: Row, changed: Body, _told: Body, actor: Actor) -> None:
    name, description = stream_changes(changed)
    stream_revise(stream_id=row.pk, name=name, description=description, actor=actor, at=now())


def _thing_deleted(row: Row, _changed: Body, _told: Body, actor: Actor) -> None:
    device_withdraw(device_id=row.pk, actor=actor, at=now())


def _stream_deleted(row: Row, _changed: Body, _told: Body, actor: Actor) -> None:
    stream_withdraw(stream_id=row.pk, actor=actor, at=now())


Change = Callable[[Row, Body, Body, Actor], None]
_REVISED: Mapping[str, Change] = {
    "Thing": _thing_revised, "Location": _location_revised, "Datastream": _stream_revised,
}  # fmt: skip
_DELETED: Mapping[str, Change] = {"Thing": _thing_deleted, "Datastream": _stream_deleted}


def _array_added(request: HttpRequest, body: Any, actor: Actor) -> HttpResponse:  # any JSON
    """Create the observations of data arrays, all or none, and tell their addresses."""
    at = now()
    streams: dict[tuple[str, int], Sequence[Stream]] = {}
    told = list(arrays_in(body))
    new = [_results(one, at, streams) for one in told]
    flat = [one for those in new for one in those]
    rows = iter(observations_add(new=flat, body=request.body, peer=_peer(request), actor=actor, at=at))
    teller = Teller(_base(request))
    links = []
    for one, those in zip(told, new, strict=True):
        first, *_others = [next(rows) for _ in those]
        kind = KINDS["Observation" if one.multi is None else "MultiObservation"]
        row = first if one.multi is None else {"device_id": first.device_id, "at": first.at}
        links.append(teller.link(kind, row))
    return _answer(links, status=201)


def _results(
    told: ResultIn, at: datetime, known: dict[tuple[str, int], Sequence[Stream]]
) -> list[NewObservation]:
    """Return what an observation adds to each of the streams it belongs to.

    Raises:
        BodyWrong: it belongs to none that is visible, or its result does not fit.
    """
    name, key = ("Datastream", told.stream) if told.multi is None else ("MultiDatastream", told.multi)
    if key is None or (told.stream is not None and told.multi is not None):
        raise BodyWrong(said="Datastream/@iot.id")
    if (name, key) not in known:
        known[name, key] = _streams(name, key)
    streams = known[name, key]
    values = told.result if name == "MultiDatastream" else [told.result]
    if not isinstance(values, list) or len(values) != len(streams) or all(value is None for value in values):
        raise BodyWrong(said="result")
    when = told.at or at
    return [
        NewObservation(stream=stream, at=when, value=number_in(value), sequence=told.sequence)
        for stream, value in zip(streams, values, strict=True)
        if value is not None or name == "Datastream"
    ]


def _streams(name: str, key: int) -> Sequence[Stream]:
    found: Device | Stream | None = entity_found(KINDS[name], key)
    if found is None:
        raise BodyWrong(said=f"{name}/@iot.id")
    if isinstance(found, Stream):
        return [found]
    streams: list[Stream] = found.told_streams  # type: ignore[attr-defined]  # fetched with it
    for stream in streams:
        stream.device = found
    return streams


def _peer(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))
