"""What the demo district's communities did lately; each noun has its own module."""

from xiuhua.communities.demo.grid_notices import notices_told
from xiuhua.communities.demo.health import disinfections_told, health_cases_told, staffings_told
from xiuhua.communities.demo.resources import resources_told
from xiuhua.communities.demo.visits import visits_told
from xiuhua.communities.demo.whistles import whistles_told

PARTS = (
    whistles_told,
    visits_told,
    staffings_told,
    health_cases_told,
    disinfections_told,
    notices_told,
    resources_told,
)
