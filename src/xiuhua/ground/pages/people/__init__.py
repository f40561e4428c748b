"""People on the screen: list, one person, the grid members, and the acts on them."""

from xiuhua.ground.pages.people.acts import (
    PersonCreatePage,
    PersonEditPage,
    PersonForPage,
    PersonHandOverPage,
    PersonLeavePage,
    PersonLinkPage,
    PersonPhonePage,
    PersonPhoneShownPage,
)
from xiuhua.ground.pages.people.grids import GridLine, GridMembersPage, GridMembersView
from xiuhua.ground.pages.people.lists import GridFilter, PersonListPage, PostFilter
from xiuhua.ground.pages.people.person import PersonPage, post_line
from xiuhua.ground.pages.people.words import period_said, person_suggestions, role_said

__all__ = [
    "GridFilter",
    "GridLine",
    "GridMembersPage",
    "GridMembersView",
    "PersonCreatePage",
    "PersonEditPage",
    "PersonForPage",
    "PersonHandOverPage",
    "PersonLeavePage",
    "PersonLinkPage",
    "PersonListPage",
    "PersonPage",
    "PersonPhonePage",
    "PersonPhoneShownPage",
    "PostFilter",
    "period_said",
    "person_suggestions",
    "post_line",
    "role_said",
]
