"""The map layer of devices, each in the colour of how it is heard of."""

from __future__ import annotations

from xiuhua.ground.tiles.cutting import cut, lies_in
from xiuhua.sensing.terms import DeviceAct
from xiuhua.web.tiles import TileLayer

# Private: the database scope and the areas of the act decide what is in it. What moves stands where it was
# last.
DEVICES = TileLayer(
    key="devices",
    act=DeviceAct.READ,
    sql=f"""
        SELECT id, name, protocol, liveness, {cut("stands")} AS geom
        FROM (
            SELECT device.id, device.name, device.protocol, contact.liveness,
                   coalesce(contact.place, device.place) AS stands
            FROM sensing_device AS device JOIN sensing_contact AS contact ON contact.device_id = device.id
            WHERE device.area_code ^@ ANY (%(areas)s)
              AND (device.place IS NULL OR {lies_in("device.place")})
        ) AS known
        WHERE {lies_in("stands")}
    """,
)
