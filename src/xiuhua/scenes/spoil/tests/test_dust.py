"""The dust of a dock pushed down by spraying: readings and commands over a real socket."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count

import pytest
from django.test import Client

from xiuhua.access.services import scope_opened
from xiuhua.cases.models import Report
from xiuhua.scenekit.testkit.witness import Door, Witness
from xiuhua.scenes.spoil.models import Dock, DustEpisode
from xiuhua.scenes.spoil.services.places import DockTold, dock_write
from xiuhua.scenes.spoil.services.watching import dust_look
from xiuhua.scenes.spoil.tests.spoil_kit import DISTRICT, KEEPER, Ground, ground_make
from xiuhua.sensing.gateway.server import Gateway
from xiuhua.sensing.models import Command, Device
from xiuhua.sensing.simulator import hj212
from xiuhua.sensing.terms import Protocol
from xiuhua.sensing.tests.command_kit import S, becomes, controlled, people_of
from xiuhua.sensing.tests.device_kit import monitor
from xiuhua.sensing.tests.gateway_kit import Wire, entered_and_known, wire
from xiuhua.shared.clock import now

SignIn = Callable[..., Client]
_NUMBERS = count(1)


@pytest.fixture
def session_open(live_city: str) -> Callable[..., Client]:
    """People of the committed district, who sign in at the page."""
    return people_of(live_city)


@pytest.fixture(scope="module")
def ground(live_city: str) -> Ground:
    """The dock, committed for all tests of the module."""
    with scope_opened(("",)):
        return ground_make(now() - timedelta(days=2))


def _dusty(gateway: Gateway, ground: Ground) -> tuple[Device, Dock]:
    """Give the dock a monitor whose cabinet switches the spray too."""
    mn = f"YC2026{next(_NUMBERS):06}"
    with scope_opened(("",)):
        (device,) = entered_and_known(gateway, monitor(mn, name="东港码头扬尘监测"))
    control = controlled(device, name="喷淋")
    with scope_opened(("",)):
        told = DockTold(
            premises_id=ground.dock.premises_id, monitor_id=device.pk, spray_id=control.pk, capacity_m3=1_000
        )
        return device, dock_write(told=told, actor=KEEPER, at=now())


def _acks(stream: bytes) -> list[dict[str, str]]:
    return [one for one in hj212.answers(stream) if one["CN"] == "9014"]


def _reads(line: Wire, device: Device, since: datetime, levels: list[float]) -> None:
    """Let the monitor say a level a minute, in µg/m³, and wait until all are kept."""
    before = len(_acks(line.heard))
    for minute, level in enumerate(levels):
        at = since + timedelta(minutes=minute)
        line.send(hj212.upload(mn=device.number, at=at, values={"a34002-Rtd": f"{level}"}))
    line.wait(_acks, before + len(levels), seconds=20)


def _looked(dock: Dock, at: datetime) -> DustEpisode | None:
    with scope_opened(("",)):
        return dust_look(dock_id=dock.pk, at=at)


@pytest.mark.slow("speaks with a gateway")
@pytest.mark.proves("S-228")
@pytest.mark.parametrize(
    ("after", "state", "words"),
    [(90.0, "dust_fell", "喷淋前 300，喷淋后 90"), (290.0, "dust_stayed", "喷淋前 300，喷淋后 290")],
)
def test_a_dusty_dock_is_sprayed_and_what_that_did_is_told(
    gateway: Gateway, ground: Ground, sign_in: SignIn, witness: Witness, after: float, state: str, words: str
) -> None:
    device, dock = _dusty(gateway, ground)
    with wire(gateway, Protocol.HJ212) as line:
        start = now()
        _reads(line, device, start - timedelta(minutes=18), [300.0] * 18)
        keeper = "dock cabinet"
        witness.passage(
            Door.SOCKET, role="spoil_hauler", person=keeper, acted=True, accepted=True, what="2011"
        )
        episode = _looked(dock, now())
        assert episode is not None
        assert episode.state == "dust_spraying"
        line.wait(hj212.requests)
        (asked,) = hj212.requests(line.heard)
        line.send(hj212.accepted(mn=device.number, qn=asked.qn))
        line.send(hj212.executed(mn=device.number, qn=asked.qn))
        with scope_opened(("",)):
            assert episode.command_id is not None
            command = Command.objects.get(pk=episode.command_id)
        becomes(command, S.CONFIRMED)
        sprayed = now()
        _reads(line, device, sprayed + timedelta(minutes=10, seconds=5), [after] * 16)
    assert _looked(dock, sprayed + timedelta(minutes=24)) is not None  # not judged before its time
    with scope_opened(("",)):
        assert DustEpisode.objects.get(pk=episode.pk).state == "dust_spraying"
    _looked(dock, sprayed + timedelta(minutes=26))
    with scope_opened(("",)):
        told = DustEpisode.objects.get(pk=episode.pk)
        assert told.state == state
        assert told.refusal == ""
        assert (told.case_id is not None) is (state == "dust_stayed")
        off = Command.objects.filter(device=device).order_by("-pk").first()
        assert off is not None
        assert off.parameters == {"on": False}
        if told.case_id:
            assert "未见下降" in Report.objects.get(case_id=told.case_id).text
    page = sign_in("leader", area=DISTRICT).get(f"/scenes/spoil/docks/{dock.pk}").content.decode()
    assert words in page
