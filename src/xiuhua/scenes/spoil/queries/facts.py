"""Sites, docks, points that are watched, manifests and hauls as figures see them."""

from __future__ import annotations

from xiuhua.evaluation.queries.facts.tables import Column, FactTable

_GROUPS = {"area": "area_code"}


def _table(
    key: str, table: str, columns: tuple[str, ...], began: str, since: str, **computed: str
) -> FactTable:
    """Return a fact table over one of the scene's tables: what was recorded by then stood then."""
    named = {name: Column(sql=f"fact.{name}") for name in ("area_code", *columns)}
    return FactTable(
        key=key, source=f"{table} AS fact", identity="fact.id", area="fact.area_code", groups=_GROUPS,
        columns={**named, **{name: Column(sql=sql) for name, sql in computed.items()}},
        unchanged=f"fact.{since} <= asked.at",
        begun=f"SELECT min({began}) FROM asked CROSS JOIN {table} AS fact "  # noqa: S608 - constants
        f"WHERE {{area}} AND (NOT asked.past OR fact.{since} <= asked.at)",
    )  # fmt: skip


FACTS = (
    _table("spoil_site", "scene_spoil_site", ("level", "stage"), "fact.updated_at", "updated_at"),
    _table("spoil_dock", "scene_spoil_dock", ("state",), "fact.updated_at", "updated_at"),
    _table(
        "spoil_point", "scene_spoil_coverpoint", ("kind",), "fact.recorded_at", "recorded_at",
        covered="(fact.monitor_id IS NOT NULL OR fact.camera_id IS NOT NULL)",
    ),
    _table(
        "spoil_manifest", "scene_spoil_manifest", ("state", "opened_at", "settled_at"), "fact.opened_at",
        "opened_at", cubic_metres="round(fact.tipped_m3)::bigint",
    ),
    _table("spoil_haul", "scene_spoil_haul", ("left_at", "at_fault"), "fact.left_at", "left_at",
           bound="(fact.manifest_id IS NOT NULL)"),
    _table("spoil_water", "scene_spoil_watertrip", ("began_at",), "fact.began_at", "began_at",
           metres="round(fact.length_m)::bigint", fell="(fact.after < fact.before)",
           measured="(fact.after IS NOT NULL AND fact.before IS NOT NULL)"),
    _table("spoil_ask", "scene_spoil_waterask", ("state", "asked_at", "judged_at"), "fact.asked_at",
           "asked_at"),
)  # fmt: skip
