"""What SensorThings tells, out of the tables of devices and readings."""

from xiuhua.sensing.queries.things.kinds import KINDS, ROOT_SETS, Kind, Relation, Row, micros
from xiuhua.sensing.queries.things.reading import (
    Page,
    entity_found,
    hurried,
    page_read,
    quantities_of,
    related_to,
)

__all__ = [
    "KINDS",
    "ROOT_SETS",
    "Kind",
    "Page",
    "Relation",
    "Row",
    "entity_found",
    "hurried",
    "micros",
    "page_read",
    "quantities_of",
    "related_to",
]
