"""Files of the base map: water, parks, buildings, plazas."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from xiuhua.ground import queries
from xiuhua.ground.imports.cells import hexadecimal
from xiuhua.ground.imports.roads import place_faults
from xiuhua.ground.imports.shared import words
from xiuhua.ground.models import Feature
from xiuhua.ground.services.roads import FeatureFacts, features_withdraw, features_write_many
from xiuhua.ground.terms.areas import AreaAct, FeatureKind
from xiuhua.intake.rules import (
    Applied,
    Change,
    Column,
    ColumnKind,
    Fault,
    ImportKind,
    Known,
    Record,
    ShapeKind,
)
from xiuhua.shared.actor import Actor
from xiuhua.web.seams import areas_for


class FeatureImporter:
    """Features, known by their codes."""

    def existing(self, keys: Collection[str], *, actor: Actor) -> Mapping[str, Known]:  # noqa: ARG002 - public ground
        """Return the features recorded under some codes."""
        return {row.code: _known(row) for row in Feature.objects.filter(code__in=keys)}

    def faults(self, records: Sequence[Record], *, keys: Collection[str], actor: Actor) -> Sequence[Fault]:  # noqa: ARG002 - features stand alone
        """Return the rows of unknown or foreign districts and those without a usable shape."""
        return place_faults(records, areas_for(actor, AreaAct.FEATURE_WRITE), shape_fault=_shape_fault)

    def apply(self, changes: Sequence[Change], *, actor: Actor, at: datetime) -> Sequence[Applied]:
        """Record features, or bring them up to date."""
        rows = features_write_many(features=[_facts(change.record) for change in changes], actor=actor, at=at)
        return [
            Applied(key=change.key, pk=row.pk, before=change.before)
            for change, row in zip(changes, rows, strict=True)
        ]

    def revert(self, applied: Sequence[Applied], *, actor: Actor, at: datetime) -> None:
        """Withdraw what was new, and give the others back what they were."""
        features_withdraw(
            feature_ids=[item.pk for item in applied if item.before is None], actor=actor, at=at
        )
        back = [
            Record(row=0, values=item.before.values, shape=item.before.shape)
            for item in applied
            if item.before is not None
        ]
        features_write_many(features=[_facts(record) for record in back], actor=actor, at=at)


def _shape_fault(record: Record) -> str | None:
    shape = record.shape
    usable = shape is not None and not shape.is_empty and shape.is_valid
    return None if usable else "feature_shape"


def _known(row: Feature) -> Known:
    return Known(
        pk=row.pk,
        values={
            "code": row.code,
            "kind": row.kind,
            "name": row.name,
            "floors": row.floors,
            "area_code": row.area_code,
        },
        shape=queries.plain(row.shape),
    )


def _facts(record: Record) -> FeatureFacts:
    floors = record.values.get("floors")
    return FeatureFacts(
        code=words(record.values, "code"),
        kind=FeatureKind(words(record.values, "kind")),
        name=words(record.values, "name"),
        floors=floors if isinstance(floors, int) else None,
        area_code=words(record.values, "area_code"),
        shape=hexadecimal(record.shape) or "",
    )


BASEMAP = ImportKind(
    key="basemap",
    zh="底图要素",
    en="Base map",
    act=AreaAct.FEATURE_WRITE.value,
    columns=(
        Column(key="code", zh="编号", en="Code", required=True, max_length=30, aliases=("代码",)),
        Column(key="kind", zh="种类", en="Kind", kind=ColumnKind.TERM, vocabulary=FeatureKind, required=True,
               aliases=("类型",)),
        Column(key="name", zh="名称", en="Name", max_length=60),
        Column(key="floors", zh="层数", en="Floors", kind=ColumnKind.INTEGER),
        Column(key="area_code", zh="区县代码", en="District code", required=True, max_length=20,
               aliases=("所在区县", "区域代码")),
    ),
    key_column="code",
    importer=FeatureImporter(),
    shape=ShapeKind.POLYGON,
    shape_required=True,
)  # fmt: skip
