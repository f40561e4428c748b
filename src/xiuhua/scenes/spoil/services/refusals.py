"""Why an act of spoil can be refused, beyond role, state and area."""

from xiuhua.shared.errors import CityError


class NotYours(CityError):
    """The actor stands for another firm. Arguments: name."""

    code = "spoil_not_yours"
    http_status = 403


class NoApproval(CityError):
    """The disposal of the site's spoil is not approved, or no more. Arguments: name."""

    code = "spoil_no_approval"
    http_status = 409


class NoPermit(CityError):
    """The truck has no permit in force. Arguments: plate."""

    code = "spoil_no_permit"
    http_status = 409


class DockNotPermitted(CityError):
    """The approval or the permit names other docks. Arguments: name."""

    code = "spoil_dock_not_permitted"
    http_status = 409


class DockShut(CityError):
    """The dock takes nothing. Arguments: name."""

    code = "spoil_dock_shut"
    http_status = 409


class DockFull(CityError):
    """The load does not fit into the dock. Arguments: name, found, limit."""

    code = "spoil_dock_full"
    http_status = 409


class TruckBusy(CityError):
    """The truck has an open manifest. Arguments: plate, found."""

    code = "spoil_truck_busy"
    http_status = 409


class OverApproved(CityError):
    """The project would haul more than it may. Arguments: name, found, limit."""

    code = "spoil_over_approved"
    http_status = 409


class SiteStopped(CityError):
    """The site is not being worked on. Arguments: name."""

    code = "spoil_site_stopped"
    http_status = 409


class AlreadyListed(CityError):
    """The project is on the list. Arguments: name."""

    code = "spoil_already_listed"
    http_status = 409


class OutsideDistrict(CityError):
    """What leaves the district is approved, not reported. Arguments: name."""

    code = "spoil_outside_district"
    http_status = 409


class RoomPromised(CityError):
    """The dock's room is promised to others. Arguments: name, found, limit."""

    code = "spoil_room_promised"
    http_status = 409


class OverVolume(CityError):
    """The project has not so much to send. Arguments: name, found, limit."""

    code = "spoil_over_volume"
    http_status = 409


class NothingToPlace(CityError):
    """There is nothing to send, or no room for it."""

    code = "spoil_nothing_to_place"
    http_status = 409
