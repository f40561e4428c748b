"""SensorThings asked over a socket by the public client `frost_sta_client`, which knows nothing of us."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
import requests  # noqa: TID251 - the error that the client raises
from django.core.handlers.wsgi import WSGIHandler
from django.db import connections

from xiuhua.access.services import scope_set
from xiuhua.sensing.models import Device, LastValue
from xiuhua.sensing.tests.device_kit import STREET
from xiuhua.sensing.tests.things_kit import BASE, token_made
from xiuhua.shared.clock import now

frost = pytest.importorskip("frost_sta_client", reason="frost-sta-client is not installed")


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        """Say nothing."""


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True

    def process_request_thread(self, request: Any, client_address: Any) -> None:  # as the base class has it
        super().process_request_thread(request, client_address)
        connections.close_all()


@pytest.fixture
def address(live_city: str) -> Iterator[str]:
    """The product on a port of its own."""
    server = make_server("127.0.0.1", 0, WSGIHandler(), server_class=_Server, handler_class=_Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}{BASE}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def service(address: str) -> Any:  # the client publishes no types
    key = token_made("frost")

    def signed(request: Any) -> Any:  # as above
        request.headers["Authorization"] = f"Bearer {key}"
        return request

    bearer = type("Bearer", (frost.AuthHandler,), {"add_auth_header": lambda _self: signed})
    return frost.SensorThingsService(address, auth_handler=bearer())


@pytest.mark.filterwarnings("ignore:furl.pathstr:DeprecationWarning")
@pytest.mark.slow("starts a server")
def test_the_public_client_creates_reads_filters_and_pages(service: Any) -> None:
    thing = frost.Thing(name="河边水位计", description="LVL-3", properties={"area_code": STREET})
    thing.locations = [
        frost.Location(
            name="河边", description="桥下", encoding_type="application/geo+json",
            location={"type": "Point", "coordinates": [120.12, 30.26]},
        )
    ]  # fmt: skip
    service.create(thing)
    prop = frost.ObservedProperty(name="水位", description="", definition="urn:x-xiuhua:quantity:level")
    service.create(prop)
    stream = frost.Datastream(
        name="水位", description="桥下水位", observation_type="OM_Measurement",
        unit_of_measurement=frost.UnitOfMeasurement(name="m", symbol="m", definition="m"),
        thing=frost.Thing(id=thing.id), observed_property=frost.ObservedProperty(id=prop.id),
        sensor=frost.Sensor(id=thing.id),
    )  # fmt: skip
    service.create(stream)
    begin = (now() - timedelta(hours=2)).replace(microsecond=0)
    made: list[str] = []
    for minute in range(5):
        observation = frost.Observation(
            result=float(minute), phenomenon_time=(begin + timedelta(minutes=minute)).isoformat(),
            datastream=frost.Datastream(id=stream.id),
        )  # fmt: skip
        service.create(observation)
        made.append(observation.id)
    scope_set(("",))
    device = Device.objects.get(pk=thing.id)
    assert device.place is not None
    assert LastValue.objects.get(device=device).value == 4.0

    found = service.things().find(thing.id)
    assert (found.name, found.properties["area_code"]) == ("河边水位计", STREET)
    things = (
        service.things().query().filter("substringof('水位计',name)").expand("Datastreams,Locations").list()
    )
    (one,) = list(things)
    assert [each.name for each in one.datastreams] == ["水位"]
    assert one.locations.entities[0].location["coordinates"] == [120.12, 30.26]
    of_stream = service.datastreams().find(stream.id).get_observations()
    paged = of_stream.query().orderby("phenomenonTime", "asc").top(2).count().list()
    assert paged.count == 5
    assert [each.result for each in paged] == [0, 1, 2, 3, 4]
    assert [each.result for each in of_stream.query().filter("result gt 2").list()] == [3, 4]
    assert service.observations().find(made[-1]).result == 4.0

    found.name = "南岸水位计"
    service.update(found)
    found = service.things().find(thing.id)
    assert found.name == "南岸水位计"
    service.patch(found, [{"op": "replace", "path": "/properties/interval_s", "value": 120}])
    known = service.datastreams().find(stream.id)
    known.name = "南岸水位"
    service.update(known)
    assert service.datastreams().find(stream.id).name == "南岸水位"
    scope_set(("",))
    device = Device.objects.get(pk=thing.id)
    assert (device.name, device.interval_s, device.model) == ("南岸水位计", 120, "LVL-3")
    for held in (found, known):
        with pytest.raises(requests.exceptions.HTTPError, match="409"):
            service.delete(held)
    scope_set(("",))
    assert LastValue.objects.get(device=device).value == 4.0
