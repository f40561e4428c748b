"""The map layer of devices, each in the colour of how it is heard of."""

from __future__ import annotations

from xiuhua.ground.tiles.cutting import cut, lies_in
from xiuhua.sensing.terms import DeviceAct
from xiuhua.web.tiles import TileLayer

# Private: the database scope and the areas of the act decide what is in it. What moves stands where it was
# last; the two halves are found by the spatial index of one table each.
DEVICES = TileLayer(
    key="devices",
    act=DeviceAct.READ,
    sql=f"""
        SELECT id, name, protocol, liveness, {cut("stands")} AS geom
        FROM (
            SELECT device.id, device.name, device.protocol, contact.liveness, contact.place AS stands
            FROM sensing_contact AS contact JOIN sensing_device AS device ON device.id = contact.device_id
            WHERE device.area_code ^@ ANY (%(areas)s) AND {lies_in("contact.place")}
            UNION ALL
            SELECT device.id, device.name, device.protocol, contact.liveness, device.place
            FROM sensing_device AS device JOIN sensing_contact AS contact ON contact.device_id = device.id
            WHERE device.area_code ^@ ANY (%(areas)s) AND contact.place IS NULL AND {lies_in("device.place")}
        ) AS known
    """,
)
