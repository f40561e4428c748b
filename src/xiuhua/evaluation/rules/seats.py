"""Which role of the act table sits on a post that interviews or is interviewed.

Source:
    R-01, R-04, R-05 for the posts; P-02, P-03, P-06 and P-08 for the roles. One role stands for the main
    leader, the deputy in charge and the administrative head of a street: the notice says which is meant.
"""

from __future__ import annotations

from xiuhua.access.terms import Role
from xiuhua.evaluation.terms.contests import Party, Seat, SubjectLevel
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
    SubjectLevel.PREMISES: (),
}
"""Who hears how their own area stood. Contractors and premises have people of their own."""

PARTIES: dict[Role, Party] = {
    Role.ASSESSOR: Party.DISTRICT,
    Role.TOWN_COMMITTEE: Party.TOWN,
    Role.SCORING_FIRM: Party.THIRD,
}
"""For whom a role scores.

Source:
    R-86 区、镇(街道)、第三方等多方主体联合考核; the roles are P-58, P-08 and the third party's.
"""


def party_of(actor: Actor, area_code: str) -> Party | None:
    """Return for whom an actor scores something of an area, or above it; None: for nobody.

    A town scores what works in its own streets, whose firm is registered for the whole district.
    """
    roles = {
        one.role for one in actor.holdings if area_code.startswith(one.area) or one.area.startswith(area_code)
    }
    return next((party for role, party in PARTIES.items() if role.value in roles), None)


def place_of(actor: Actor, area_code: str) -> str:
    """Return the area that a sheet belongs to: where the actor's own role lies below the subject's area."""
    below = [one.area for one in actor.holdings if one.area.startswith(area_code)]
    wide = any(area_code.startswith(one.area) for one in actor.holdings)
    return area_code if wide or not below else max(below, key=len)


def sits_on(actor: Actor, seat: Seat, area_code: str) -> bool:
    """Return whether an actor holds the role of a post over an area.

    Source:
        R-04 and R-05 name who interviews: nobody else holds that interview.
    """
    role = ROLES[seat].value
    return any(one.role == role and area_code.startswith(one.area) for one in actor.holdings)
