"""Seats along the street: when one is no longer fit to sit on."""

from xiuhua.scenekit.manifest import CaseKind, Quantity, SceneManifest
from xiuhua.shared.units import Unit

MANIFEST = SceneManifest(
    key="seats",
    title="Street seats",
    title_zh="路椅",
    owner="parks",
    purpose="Somebody who is tired finds a seat that is whole.",
    purpose_zh="累了的人有完好的座椅可坐。",
    quantities=(
        Quantity(key="broken", unit=Unit.PERCENT, valid=(0, 100), title="Broken slats", title_zh="断条比例"),
    ),
    case_kinds=(CaseKind(key="unfit", title="Unfit seat", title_zh="座椅破损"),),
    sources=("own choice: one slat in four, because a grown person then falls through",),
    exempt={
        "indicators": "a scene that exists only in tests is measured by nobody",
        "map_layer": "a scene that exists only in tests has no place on a map",
    },
)
