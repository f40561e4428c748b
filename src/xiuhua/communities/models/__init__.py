"""Tables of communities."""

from xiuhua.communities.models.grid_notices import GridNotice, GridNoticePhoto
from xiuhua.communities.models.health import Disinfection, DisinfectionPhoto, HealthCase, Staffing
from xiuhua.communities.models.resources import (
    ResourceAccess,
    ResourceGrant,
    ResourceRow,
    ResourceVersion,
    SharedResource,
)
from xiuhua.communities.models.visits import ServiceRecord, ServiceRecordPhoto, ServiceRequest, ServiceSlot
from xiuhua.communities.models.whistles import (
    CheckInPhoto,
    Whistle,
    WhistleCall,
    WhistleLimitsVersion,
    WhistlePhoto,
)

__all__ = [
    "CheckInPhoto",
    "Disinfection",
    "DisinfectionPhoto",
    "GridNotice",
    "GridNoticePhoto",
    "HealthCase",
    "ResourceAccess",
    "ResourceGrant",
    "ResourceRow",
    "ResourceVersion",
    "ServiceRecord",
    "ServiceRecordPhoto",
    "ServiceRequest",
    "ServiceSlot",
    "SharedResource",
    "Staffing",
    "Whistle",
    "WhistleCall",
    "WhistleLimitsVersion",
    "WhistlePhoto",
]
