"""The fixed words of the ground."""

from xiuhua.ground.terms.acts import Act
from xiuhua.ground.terms.areas import AreaLevel, RoadClass
from xiuhua.ground.terms.components import ComponentState
from xiuhua.ground.terms.premises import PremisesKind, PremisesState
from xiuhua.ground.terms.vehicles import MountKind

__all__ = ["Act", "AreaLevel", "ComponentState", "MountKind", "PremisesKind", "PremisesState", "RoadClass"]
