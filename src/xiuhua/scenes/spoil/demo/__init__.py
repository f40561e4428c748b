"""The demo's spoil: sites, docks, hauliers and trucks, whose terminals are played over real sockets.

Trucks drive between a gate and a dock, loaded there and empty back. One of them tips by a side road at night
instead; one has no permit. The docks' monitors tell of dust while trucks tip; one dock has a spray that obeys
the platform. A water truck sprinkles a road, beside which a monitor stands. What was hauled in the last days
is told in the names of the accounts `sitemanager`, `haulier`, `dockkeeper`, `driver` and `window`.

A small demo plays 40 trucks, the two odd ones among them; `./xiuhua up --demo-size full` plays 300.
"""

from __future__ import annotations

from datetime import datetime

from xiuhua.scenes.spoil.demo.devices import devices_entered, devices_wanted
from xiuhua.scenes.spoil.demo.loads import loads_tell
from xiuhua.scenes.spoil.demo.playing import device_script, spray_played
from xiuhua.scenes.spoil.demo.town import town_build
from xiuhua.sensing.demo import Fleet
from xiuhua.shared.actor import Actor


def demo_build(*, at: datetime, actor: Actor | None = None) -> int:
    """Enter the district's firms, sites, docks, trucks, permits and loads that are not there yet.

    Args:
        at: when.
        actor: who enters them; without one nothing is entered, because nobody may.

    Returns:
        How many trucks are new.
    """
    if actor is None:
        return 0
    made = town_build(actor=actor, at=at)
    loads_tell(at=at)
    return made


def _enter(actor: Actor, at: datetime) -> None:
    demo_build(at=at, actor=actor)


FLEET = Fleet(
    key="spoil", enter=_enter, wanted=devices_wanted, script=device_script, every_s=20.0,
    entered=devices_entered, pump=spray_played,
)  # fmt: skip
