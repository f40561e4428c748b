"""Why an act on a document can be refused, beyond role, state and area."""

from xiuhua.shared.errors import CityError


class Overtaken(CityError):
    """Somebody else has written in the same draft meanwhile."""

    code = "paper_overtaken"
    http_status = 409
