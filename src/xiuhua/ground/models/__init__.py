"""What lies on the ground, and who answers for it."""

from xiuhua.ground.models.areas import Area, AreaMember, Feature, Road
from xiuhua.ground.models.calendars import Calendar, SpecialDay
from xiuhua.ground.models.cameras import Camera, CameraSight
from xiuhua.ground.models.catalogue import CatalogueItem, ExamplePhoto, Handbook, HandbookLine, ItemSuccession
from xiuhua.ground.models.components import Component, ComponentPhoto, ComponentProposal
from xiuhua.ground.models.duties import Duty, DutyDraftLine, DutyRevision
from xiuhua.ground.models.parties import Party
from xiuhua.ground.models.patrols import Patrol
from xiuhua.ground.models.people import Absence, Person, Post, Unit
from xiuhua.ground.models.premises import Premises
from xiuhua.ground.models.road_issues import RoadIssue
from xiuhua.ground.models.surveys import Survey, SurveyFinding, SurveyGrid
from xiuhua.ground.models.tiles import LayerChange
from xiuhua.ground.models.vehicles import Mount, Vehicle

__all__ = [
    "Absence",
    "Area",
    "AreaMember",
    "Calendar",
    "Camera",
    "CameraSight",
    "CatalogueItem",
    "Component",
    "ComponentPhoto",
    "ComponentProposal",
    "Duty",
    "DutyDraftLine",
    "DutyRevision",
    "ExamplePhoto",
    "Feature",
    "Handbook",
    "HandbookLine",
    "ItemSuccession",
    "LayerChange",
    "Mount",
    "Party",
    "Patrol",
    "Person",
    "Post",
    "Premises",
    "Road",
    "RoadIssue",
    "SpecialDay",
    "Survey",
    "SurveyFinding",
    "SurveyGrid",
    "Unit",
    "Vehicle",
]
