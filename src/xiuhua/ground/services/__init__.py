"""Every way the ground can change."""

from xiuhua.ground.services.areas import (
    AreaChange,
    AreaInUse,
    NewArea,
    area_revise,
    area_void,
    areas_create_many,
    areas_revise_many,
    areas_withdraw,
)
from xiuhua.ground.services.premises import (
    NewPremises,
    premises_create_many,
    premises_move,
    premises_phone_reveal,
    premises_rename,
    premises_revise,
)

__all__ = [
    "AreaChange",
    "AreaInUse",
    "NewArea",
    "NewPremises",
    "area_revise",
    "area_void",
    "areas_create_many",
    "areas_revise_many",
    "areas_withdraw",
    "premises_create_many",
    "premises_move",
    "premises_phone_reveal",
    "premises_rename",
    "premises_revise",
]
