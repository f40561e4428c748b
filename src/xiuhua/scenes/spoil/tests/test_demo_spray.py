"""The demo's spray obeys the platform over its socket, and the dust that its dock tells falls."""

from __future__ import annotations

from datetime import timedelta

import pytest

from xiuhua.access.services import scope_opened
from xiuhua.scenes.spoil.demo import FLEET, playing
from xiuhua.scenes.spoil.demo.devices import SPRAY, SPRAY_SECRET, SPRAYED
from xiuhua.scenes.spoil.models import Dock, DustEpisode
from xiuhua.scenes.spoil.services.watching import dust_look
from xiuhua.scenes.spoil.tests.spoil_kit import KEEPER, ground_make
from xiuhua.sensing.gateway.server import Gateway
from xiuhua.sensing.models import Command, Device
from xiuhua.sensing.simulator import hj212, sl651
from xiuhua.sensing.terms import Protocol
from xiuhua.sensing.tests.command_kit import S, becomes
from xiuhua.sensing.tests.device_kit import monitor, station
from xiuhua.sensing.tests.gateway_kit import Wire, entered_and_known, wire
from xiuhua.shared.clock import now


def _acks(stream: bytes) -> list[dict[str, str]]:
    return [one for one in hj212.answers(stream) if one["CN"] == "9014"]


def _reads(line: Wire, device: Device, minutes: range) -> None:
    """Send what the demo's monitor says at some minutes from now, and wait until all is kept."""
    script = playing.device_script(device)
    assert script is not None
    before, at = len(_acks(line.heard)), now()
    for minute in minutes:
        for one in script(at + timedelta(minutes=minute), 2):
            line.send(one.octets)
    line.wait(_acks, before + len(minutes), seconds=20)


@pytest.mark.slow("speaks with a gateway")
def test_the_demos_spray_runs_when_its_dock_is_dusty_and_the_dust_falls(
    gateway: Gateway, live_city: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(playing, "_DUSTY_HOURS", frozenset(range(24)))
    with scope_opened(("",)):
        ground = ground_make(now() - timedelta(days=2))
        made = entered_and_known(
            gateway, monitor(SPRAYED, name="东港渣土码头扬尘监测"), station(SPRAY, secret=SPRAY_SECRET)
        )
        FLEET.entered(made, KEEPER, now())
        dock = Dock.objects.get(pk=ground.dock.pk)
    device, cabinet = made
    spray = playing.spray_played(cabinet)
    assert spray is not None
    assert spray.switchings == []
    with wire(gateway, Protocol.HJ212) as line, wire(gateway, Protocol.SL651) as switch:
        _reads(line, device, range(-18, 0))
        switch.send(spray.report(now()))
        with scope_opened(("",)):
            episode = dust_look(dock_id=dock.pk, at=now())
        assert episode is not None
        assert (episode.state, episode.refusal) == ("dust_spraying", "")
        switch.wait(sl651.questions)
        for answer in spray.received(switch.heard, now()):
            switch.send(answer)
        assert episode.command_id is not None
        with scope_opened(("",)):
            command = Command.objects.get(pk=episode.command_id)
        becomes(command, S.CONFIRMED)
        assert spray.switchings == [True]
        _reads(line, device, range(11, 27))
    with scope_opened(("",)):
        dust_look(dock_id=dock.pk, at=now() + timedelta(minutes=27))
        told = DustEpisode.objects.get(pk=episode.pk)
    assert told.state == "dust_fell"
    assert told.before is not None
    assert told.after is not None
    assert told.before > 150 > told.after
    spray.is_running = False
