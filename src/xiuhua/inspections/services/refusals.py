"""Why an act of inspections can be refused, beyond role, state and area."""

from xiuhua.shared.errors import CityError


class OwnAnswer(CityError):
    """Whoever said that a finding was put right does not look whether it is."""

    code = "finding_own_answer"
    http_status = 403


class NotConcerned(CityError):
    """A firm acts on what concerns itself only."""

    code = "finding_not_concerned"
    http_status = 403


class OtherInspection(CityError):
    """One order is about findings of one inspection."""

    code = "finding_other_inspection"
    http_status = 409
