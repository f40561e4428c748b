"""The map layer of premises."""

from __future__ import annotations

from xiuhua.ground.terms import Act
from xiuhua.ground.tiles.cutting import cut, lies_in
from xiuhua.web.tiles import TileLayer

# Private: the database scope and the areas of the act decide what is in it. From afar every fourth, then
# every sixteenth is drawn and so on, by number, so that the same ones stand in every tile.
PREMISES = TileLayer(
    key="premises",
    act=Act.PREMISES_READ,
    sql=f"""
        SELECT id, name, kind, state, {cut("place")} AS geom
        FROM ground_premises
        WHERE {lies_in("place")}
          AND area_code ^@ ANY (%(areas)s)
          AND (%(z)s >= 13 OR id %% (1 << (2 * (13 - %(z)s)::int)) = 0)
    """,
)
