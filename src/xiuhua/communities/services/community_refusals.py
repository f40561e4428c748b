"""Why an act of communities can be refused, beyond role, state and area."""

from xiuhua.shared.errors import CityError


class NotCalled(CityError):
    """The actor serves in no department that the whistle calls. Arguments: number."""

    code = "whistle_not_called"
    http_status = 403


class CheckedInAlready(CityError):
    """The department has checked in before. Arguments: unit."""

    code = "whistle_checked_in_already"
    http_status = 409


class NotCheckedIn(CityError):
    """A department acts before it has checked in. Arguments: unit."""

    code = "whistle_not_checked_in"
    http_status = 409


class NotTheLead(CityError):
    """Only the lead department says what came of it jointly. Arguments: unit."""

    code = "whistle_not_the_lead"
    http_status = 403


class PartsMissing(CityError):
    """Not every department has said what it did. Arguments: units."""

    code = "whistle_parts_missing"
    http_status = 409


class Unrated(CityError):
    """A whistle is closed only once its community has rated it. Arguments: number."""

    code = "whistle_unrated"
    http_status = 409


class NoDutyGrid(CityError):
    """The premises lie in no duty grid, so nobody answers for them there. Arguments: name."""

    code = "grid_notice_no_grid"
    http_status = 409


class OwnFeedback(CityError):
    """Whoever fed back for a shop does not judge it as well."""

    code = "grid_notice_own_feedback"
    http_status = 403


class NoPersonOfActor(CityError):
    """The act is kept under the name of a person of a unit, and the account belongs to none."""

    code = "community_no_person"
    http_status = 409


class OwnDoing(CityError):
    """Whoever did something for a resident does not confirm it in their name."""

    code = "service_own_doing"
    http_status = 403


class NotOwnRequest(CityError):
    """A resident acts on their own requests only."""

    code = "service_not_own"
    http_status = 403


class NoCommunityUnit(CityError):
    """A community has no unit of its own that could handle a case. Arguments: name."""

    code = "health_no_community_unit"
    http_status = 409


class NotTheOwner(CityError):
    """Only people of the department that owns a resource decide about it. Arguments: unit."""

    code = "resource_not_the_owner"
    http_status = 403


class NoGrant(CityError):
    """No department of the actor has leave to use the resource today. Arguments: title."""

    code = "resource_no_grant"
    http_status = 403


class NothingDelivered(CityError):
    """The resource has no version yet, or no such one. Arguments: title."""

    code = "resource_nothing_delivered"
    http_status = 409
