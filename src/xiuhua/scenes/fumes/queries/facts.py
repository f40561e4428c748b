"""Kitchens, hours, exceedances, papers, leads and samplings as figures see them."""

from __future__ import annotations

from xiuhua.evaluation.queries.facts.tables import Column, FactTable

_GROUPS = {"area": "area_code"}
_MONITORED = """EXISTS (SELECT FROM sensing_device AS device
    WHERE device.premises_id = fact.premises_id AND device.state = 'device_in_use'
    AND (NOT EXISTS (SELECT FROM sensing_stream AS stream WHERE stream.device_id = device.id)
        OR EXISTS (SELECT FROM sensing_stream AS stream JOIN sensing_quantity AS quantity
            ON quantity.id = stream.quantity_id
            WHERE stream.device_id = device.id AND quantity.code IN ('oil_fume', 'oil_fume.minute.avg'))))"""


def _table(key: str, table: str, columns: tuple[str, ...], began: str, **computed: str) -> FactTable:
    """Return a fact table over one of the scene's tables: what was recorded by then stood then."""
    named = {name: Column(sql=f"fact.{name}") for name in ("area_code", *columns)}
    return FactTable(
        key=key,
        source=f"{table} AS fact",
        columns={**named, **{name: Column(sql=sql) for name, sql in computed.items()}},
        identity="fact.id",
        area="fact.area_code",
        unchanged="fact.recorded_at <= asked.at",
        begun=f"SELECT min({began}) FROM asked CROSS JOIN {table} AS fact "  # noqa: S608 - constants
        "WHERE {area} AND (NOT asked.past OR fact.recorded_at <= asked.at)",
        groups=_GROUPS,
    )


FACTS = (
    _table("fume_kitchen", "scene_fumes_kitchen", ("size",), "fact.recorded_at", monitored=_MONITORED),
    _table("fume_hour", "scene_fumes_monitorhour", ("start", "online", "valid", "compliant"), "fact.start"),
    _table("fume_exceedance", "scene_fumes_exceedance", ("start", "is_over", "kitchen_id"), "fact.start"),
    _table("fume_ask", "scene_fumes_ask", ("sent_at", "is_notice"), "fact.drafted_at"),
    _table("fume_lead", "scene_fumes_lead", ("fixed_at", "kitchen_id"), "fact.opened_at"),
    _table("fume_proof", "scene_fumes_proof", ("at", "removal_met"), "fact.at"),
)
