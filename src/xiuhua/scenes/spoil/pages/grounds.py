"""A ground on the map: shown, drawn by hand, and read."""

from __future__ import annotations

import json
from typing import cast

from django.contrib.gis.geos import GEOSGeometry, Polygon

from xiuhua.ground.queries.areas import areas_bounds
from xiuhua.scenekit.words import said
from xiuhua.sensing.rules.tracks.drawing import geometry_read
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import Invalid
from xiuhua.web.pages.base import Words
from xiuhua.web.parts import MapLayer, MapView


def ground_map(label: str, geometry: str) -> MapView:
    """Return a map that shows a ground, GeoJSON."""
    feature = {"type": "Feature", "properties": {}, "geometry": json.loads(geometry)}
    layer = MapLayer(name="areas", label=str(said(zh="区域", en="Areas")))
    return MapView(label=label, layers=(layer,), feature=json.dumps(feature), feature_label=label)


def ground_drawn(typed: str, field: str) -> Polygon | None:
    """Return the ground that was drawn; None for none, refused where it is no piece of ground."""
    if not typed.strip():
        return None
    found = geometry_read(typed)
    if found is None or found.geom_type != "Polygon" or not found.is_valid:
        raise Invalid(fields={field: "spoil_shape_wrong"})
    return cast("Polygon", GEOSGeometry(found.wkt, srid=4326))


def ground_drawing(actor: Actor, label: Words) -> MapView:
    """Return a map to draw a ground on, over what the actor answers for."""
    return MapView(
        label=str(label),
        layers=(MapLayer(name="areas", label=str(said(zh="区域", en="Areas"))),),
        bounds=areas_bounds(actor),
    )
