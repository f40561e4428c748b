"""Which role of the act table sits on a post that interviews or is interviewed.

Source:
    R-01, R-04, R-05 for the posts; P-02, P-03, P-06 and P-08 for the roles. One role stands for the main
    leader, the deputy in charge and the administrative head of a street: the notice says which is meant.
"""

from __future__ import annotations

from xiuhua.access.terms import Role
from xiuhua.evaluation.terms.contests import Seat, SubjectLevel
from xiuhua.shared.actor import Actor

ROLES: dict[Seat, Role] = {
    Seat.OFFICE_DIRECTOR: Role.COMMITTEE_OFFICE,
    Seat.COMMITTEE_HEAD: Role.COMMITTEE_HEAD,
    Seat.MAIN_LEADER: Role.TOWN_HEAD,
    Seat.STREET_DEPUTY: Role.TOWN_HEAD,
    Seat.STREET_HEAD: Role.TOWN_HEAD,
    Seat.COMMUNITY_HEAD: Role.COMMUNITY_SECRETARY,
}
INTERVIEWERS = (Seat.OFFICE_DIRECTOR, Seat.COMMITTEE_HEAD)
TOLD: dict[SubjectLevel, tuple[Role, ...]] = {
    SubjectLevel.DISTRICT: (Role.COMMITTEE_HEAD, Role.COMMITTEE_OFFICE),
    SubjectLevel.STREET: (Role.TOWN_HEAD, Role.TOWN_COMMITTEE),
    SubjectLevel.COMMUNITY: (Role.COMMUNITY_SECRETARY,),
    SubjectLevel.DUTY_GRID: (Role.GRID_MEMBER,),
    SubjectLevel.CONTRACTOR: (),
}
"""Who hears how their own area stood."""


def sits_on(actor: Actor, seat: Seat, area_code: str) -> bool:
    """Return whether an actor holds the role of a post over an area.

    Source:
        R-04 and R-05 name who interviews: nobody else holds that interview.
    """
    role = ROLES[seat].value
    return any(one.role == role and area_code.startswith(one.area) for one in actor.holdings)
