"""The act table: role × act × state × area, for the whole platform, in one place.

Acts and states are names here, so that the table can lie beneath the apps whose acts it lists. An app whose
acts are a table of their own, such as the loop, enters its lines when it starts (`grants_register`). What the
table should say is written a second time, by hand, in each app's `tests/grants.csv`, and compared cell by
cell.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from xiuhua.access.rules.roles import LOOP_ROLES, TEMPLATES, Family, roles_of


class AreaScope(Enum):
    """Which subjects a grant reaches."""

    OWN = "own"  # the subject's area lies inside the area over which the role is held
    ANY = "any"  # the subject has no area, or the role reaches across areas


@dataclass(frozen=True)
class Grant:
    """One line of the table: a role may do these acts, in these states, on subjects of this area."""

    role: str
    acts: tuple[str, ...]
    states: tuple[str, ...] | None = None  # None: in whatever state the subject is
    area: AreaScope = AreaScope.OWN


_LOOP = tuple(role.value for role in LOOP_ROLES)

_STAFF = (
    "ground_clerk",
    "leader",
    *_LOOP,
    *roles_of(Family.LEADERSHIP, Family.OFFICE, Family.DESK, Family.STREET, Family.TOWN, Family.OVERSIGHT),
)

_ADMINISTRATORS = ("system_admin", "security_admin", "auditor")

_EVERYBODY = (
    *(*_ADMINISTRATORS, "ground_clerk", "leader", *_LOOP),
    *(template.role.value for template in TEMPLATES),
    *(role.value for role in LOOP_ROLES),
)

_ACCOUNTS = (
    *(
        Grant(role, ("account.password", "token.issue", "token.revoke"), area=AreaScope.ANY)
        for role in _EVERYBODY
    ),
    Grant(
        "system_admin",
        ("account.read", "account.create", "account.stop", "account.password_reset"),
        area=AreaScope.ANY,
    ),
    Grant(
        "security_admin",
        ("account.read", "account.unlock", "account.role_grant", "account.role_end"),
        area=AreaScope.ANY,
    ),
    Grant(
        "system", ("account.create", "account.role_grant", "files.erase"), area=AreaScope.ANY
    ),  # set-up makes the first accounts; retention erases files
    Grant("auditor", ("account.read", "ledger.read"), area=AreaScope.ANY),
)

_FLOOR = (
    *(Grant(role, ("ledger.prove",), area=AreaScope.ANY) for role in _EVERYBODY),
    *(Grant(role, ("files.read", "export.start")) for role in (*_STAFF, "auditor")),
    Grant("ground_clerk", ("files.store",)),
    *(Grant(role, ("files.original",)) for role in ("ground_clerk", "data_admin", "auditor")),  # as evidence
)

_AREA_RECORDS = ("area.create", "road.write", "road.withdraw", "feature.write", "feature.withdraw")

_AREAS = (
    *(Grant(role, ("area.read",), area=AreaScope.ANY) for role in _EVERYBODY),
    *(Grant(role, ("road.read",), area=AreaScope.ANY) for role in _EVERYBODY),
    Grant("system_admin", (*_AREA_RECORDS, "area.withdraw"), area=AreaScope.ANY),
    Grant("ground_clerk", (*_AREA_RECORDS, "area.withdraw")),
    Grant("system_admin", ("area.revise", "area.void"), states=("valid",), area=AreaScope.ANY),
    Grant("ground_clerk", ("area.revise", "area.void"), states=("valid",)),
)

_PREMISES = (
    *(Grant(role, ("premises.read",)) for role in (*_STAFF, "auditor")),
    Grant("ground_clerk", ("premises.create",)),
    Grant("ground_clerk", ("premises.rename",), states=("open", "suspended")),
)

_REGISTER = ("ground_clerk", "data_admin")

_PROPOSERS = ("grid_member", *roles_of(Family.CONTRACTOR))

_COMPONENTS = (
    *(Grant(role, ("component.read",), area=AreaScope.ANY) for role in (*_STAFF, "auditor")),
    *(Grant(role, ("component.read",), area=AreaScope.ANY) for role in roles_of(Family.CONTRACTOR)),
    *(
        Grant(role, ("component.create", "component.revise", "component.photo", "component.import"))
        for role in _REGISTER
    ),
    *(
        Grant(role, ("component.move",), states=("intact", "broken", "lost", "abandoned"))
        for role in _REGISTER
    ),
    *(Grant(role, ("proposal.read",)) for role in (*_STAFF, "auditor", *roles_of(Family.CONTRACTOR))),
    *(Grant(role, ("proposal.create", "files.store")) for role in _PROPOSERS),
    *(Grant(role, ("proposal.check",), states=("proposed",)) for role in ("grid_member", "verifier")),
    Grant("verifier", ("files.store",)),
    *(Grant(role, ("proposal.accept",), states=("checked",)) for role in _REGISTER),
    *(Grant(role, ("proposal.refuse",), states=("proposed", "checked")) for role in _REGISTER),
    Grant("data_admin", ("files.store",)),
)

_CAMERAS = (
    *(Grant(role, ("camera.read",)) for role in (*_STAFF, "auditor", "upper_platform")),
    *(Grant(role, ("camera.create", "camera.revise")) for role in _REGISTER),
    *(
        Grant(role, ("camera.mark",), states=("camera_online", "camera_offline", "camera_repair"))
        for role in ("video_patroller", "alarm_reviewer")
    ),
    *(Grant(role, ("camera.mark",)) for role in _REGISTER),  # also one that was taken down
    *(Grant(role, ("camera.sight",)) for role in (*_REGISTER, "video_patroller", "grid_member")),
)

_PARTIES = (
    *(Grant(role, ("party.read", "vehicle.read", "survey.read")) for role in (*_STAFF, "auditor")),
    *(Grant(role, ("mount.read",), area=AreaScope.ANY) for role in (*_STAFF, "auditor")),
    *(
        Grant(
            role,
            (
                *("party.create", "party.revise", "party.phone_reveal"),
                *("vehicle.create", "vehicle.revise", "mount.create", "mount.revise"),
            ),
        )
        for role in _REGISTER
    ),
    *(Grant(role, ("premises.revise",), states=("open", "suspended")) for role in _REGISTER),
    *(Grant(role, ("premises.move", "premises.phone_reveal")) for role in _REGISTER),
    Grant("data_admin", ("premises.create",)),
)

_SURVEYS = (
    *(
        Grant(role, ("survey.order", "survey.assign"))
        for role in ("ground_clerk", "data_admin", "leader", *roles_of(Family.LEADERSHIP))
    ),
    Grant("grid_member", ("survey.walk",), states=("walk_waiting", "walk_under_way")),
)

_HANDBOOK = (
    *(Grant(role, ("catalogue.read", "handbook.read"), area=AreaScope.ANY) for role in _EVERYBODY),
    *(Grant(role, ("catalogue.load",), area=AreaScope.ANY) for role in ("system", "system_admin")),
    Grant("data_admin", ("files.store",), area=AreaScope.ANY),  # example photos are for everybody: no area
    Grant("data_admin", ("handbook.draft",)),
    Grant("data_admin", ("handbook.edit", "handbook.import", "handbook.publish"), states=("draft",)),
    Grant("data_admin", ("handbook.withdraw",), states=("draft", "published")),
)

# The duty table hangs on notice boards: all staff may read all of it and ask who answers anywhere.
_DUTIES = (
    *(Grant(role, ("duty.read", "duty.answer"), area=AreaScope.ANY) for role in (*_STAFF, "auditor")),
    Grant("ground_clerk", ("duty.draft", "duty.change", "duty.publish"), states=("draft",)),
    Grant("ground_clerk", ("duty.withdraw",), states=("draft", "published")),
)

_WALKERS = (*roles_of(Family.STREET, Family.TOWN), "district_leader", "volunteer")

_STREET_WORK = (
    *(Grant(role, ("patrol.read", "road_issue.read")) for role in (*_STAFF, "auditor", "volunteer")),
    *(Grant(role, ("patrol.record",)) for role in (*roles_of(Family.STREET), "road_chief")),
    *(Grant(role, ("road_issue.report",)) for role in _WALKERS),
    *(
        Grant(role, ("road_issue.escalate", "road_issue.link", "road_issue.solve"), states=("issue_open",))
        for role in _WALKERS
    ),
)

_KEEPERS = ("ground_clerk", "data_admin", "personnel")  # keep the registers of units, people and posts

_UNITS = (
    *(Grant(role, ("unit.read",), area=AreaScope.ANY) for role in _EVERYBODY),
    *(Grant(role, ("unit.create", "unit.import", "unit.undo")) for role in _KEEPERS),
    *(Grant(role, ("unit.edit", "unit.move", "unit.retire"), states=("active",)) for role in _KEEPERS),
)

_OFFICES = (  # write down who of their unit is away
    *("committee_office", "town_committee", "town_head", "community_secretary", "squad_leader"),
)

_PEOPLE = (
    *(Grant(role, ("person.read",)) for role in (*_STAFF, "auditor")),
    *(Grant(role, ("person.phone_reveal",)) for role in _STAFF),
    *(
        Grant(role, ("person.create", "person.import", "person.undo", "person.hand_over"))
        for role in _KEEPERS
    ),
    *(Grant(role, ("person.edit", "person.link", "person.leave"), states=("serving",)) for role in _KEEPERS),
    *(Grant(role, ("post.open", "post.end", "post.deputy", "post.import", "post.undo")) for role in _KEEPERS),
    *(Grant(role, ("absence.record", "absence.end"), states=("serving",)) for role in (*_KEEPERS, *_OFFICES)),
    *(Grant(role, ("absence.record_own",), states=("serving",), area=AreaScope.ANY) for role in _EVERYBODY),
)

_CALENDARS = (
    *(Grant(role, ("calendar.read",), area=AreaScope.ANY) for role in (*_STAFF, *_ADMINISTRATORS)),
    *(Grant("data_admin", (f"calendar.{act}",)) for act in ("draft", "hours", "year", "day", "publish")),
    Grant("system", ("calendar.publish",), area=AreaScope.ANY),  # set-up publishes the country's calendar
)

_IMPORTS = (
    # Opens the pages only: what may be imported is said by the act of each kind.
    *(
        Grant(role, ("import.start",), area=AreaScope.ANY)
        for role in ("ground_clerk", "data_admin", "system_admin")
    ),
)

_WEBHOOKS = (
    *(Grant(role, ("webhook.read",), area=AreaScope.ANY) for role in ("system_admin", "auditor")),
    Grant("system_admin", ("webhook.create", "webhook.send_again")),
    Grant("system_admin", ("webhook.pause",), states=("webhook_active",)),
    Grant("system_admin", ("webhook.resume",), states=("webhook_paused", "webhook_given_up")),
)

GRANTS: tuple[Grant, ...] = (
    *_WEBHOOKS,
    *_ACCOUNTS,
    *_FLOOR,
    *_AREAS,
    *_PREMISES,
    *_CALENDARS,
    *_UNITS,
    *_PEOPLE,
    *_DUTIES,
    *_STREET_WORK,
    *_IMPORTS,
    *_HANDBOOK,
    *_COMPONENTS,
    *_PARTIES,
    *_CAMERAS,
    *_SURVEYS,
)


_REGISTERED: dict[str, tuple[Grant, ...]] = {}
_KNOWN: list[tuple[Grant, ...]] = [GRANTS]
_BY_ACT: dict[tuple[str, str], tuple[Grant, ...]] = {}


def grants_register(app: str, grants: tuple[Grant, ...]) -> None:
    """Enter the lines of an app; entering them again replaces them.

    Source:
        own choice, because an app whose acts are a table of its own must not write them twice.
    """
    _REGISTERED[app] = grants
    _KNOWN[:] = [(*GRANTS, *(grant for those in _REGISTERED.values() for grant in those))]
    _BY_ACT.clear()


def grants_known() -> tuple[Grant, ...]:
    """Return the whole table: what is written here, and what apps have entered.

    Source:
        as `grants_register`.
    """
    return _KNOWN[0]


def grants_giving(role: str, act: str) -> tuple[Grant, ...]:
    """Return the lines that give a role an act. A page asks for sixty acts at once, so the table is indexed.

    Source:
        as `grants_register`.
    """
    if not _BY_ACT:
        found: dict[tuple[str, str], list[Grant]] = {}
        for grant in grants_known():
            for given in grant.acts:
                found.setdefault((grant.role, given), []).append(grant)
        _BY_ACT.update({key: tuple(those) for key, those in found.items()})
    return _BY_ACT.get((role, act), ())


def acts_of(role: str) -> tuple[str, ...]:
    """Return the acts that a role gives somewhere, in some state, in the order of the table.

    Source:
        own choice, because a list of acts read from the table itself cannot be out of date.
    """
    return tuple(dict.fromkeys(act for grant in grants_known() if grant.role == role for act in grant.acts))
