"""What scenes declare of what is measured."""

from __future__ import annotations

from xiuhua.scenekit.manifest import ManifestError, SceneManifest
from xiuhua.sensing.rules.quantities import QuantityWords, quantity_declare
from xiuhua.shared.units import Unit
from xiuhua.web import words


def quantities_declared(manifest: SceneManifest) -> None:
    """Make the quantities of a scene known, with their names, units and ranges.

    Raises:
        ManifestError: one is no code, or is kept in another unit already.
    """
    for one in manifest.quantities:
        zh, en = one.title_zh or one.key, one.title or one.key
        low, high = one.valid
        unit = "" if one.unit is Unit.COUNT else str(one.unit)
        try:
            is_new = quantity_declare(one.key, QuantityWords(zh=zh, en=en, unit=unit, low=low, high=high))
        except ValueError as wrong:
            raise ManifestError(f"scene {manifest.key!r}: {wrong}") from None
        if is_new:
            words.kind_register(f"quantity:{one.key}", zh=zh, en=en)
