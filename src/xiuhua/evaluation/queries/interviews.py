"""Questions about interviews and commendations, and about who is told."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db.models import QuerySet
from django.db.models.functions import Length

from xiuhua.access.models import RoleHolding
from xiuhua.access.services import scope_opened
from xiuhua.evaluation.models import Commendation, Interview, Round, Standing
from xiuhua.evaluation.rules.seats import TOLD
from xiuhua.evaluation.terms.contests import RoundState, SubjectLevel
from xiuhua.ground.models import Party, Premises, Unit
from xiuhua.ground.queries.people import users_of_unit
from xiuhua.ground.rules.areas import area_prefixes
from xiuhua.shared.actor import EVERYWHERE
from xiuhua.shared.errors import NotFound


def interviews_all() -> QuerySet[Interview]:
    """Return every interview that the database scope lets through."""
    return Interview.objects.select_related("standing__round__scheme", "result_round")


def interview_get(interview_id: int) -> Interview:
    """Return an interview in scope.

    Raises:
        NotFound: there is none.
    """
    found = interviews_all().filter(pk=interview_id).first()
    if found is None:
        raise NotFound(kind="interview", key=interview_id)
    return found


def interview_lock(interview_id: int) -> Interview:
    """Return an interview in scope, locked.

    Raises:
        NotFound: there is none.
    """
    rows = Interview.objects.select_for_update(of=("self",)).select_related("standing__round__scheme")
    found = rows.filter(pk=interview_id).first()
    if found is None:
        raise NotFound(kind="interview", key=interview_id)
    return found


def commendations_all() -> QuerySet[Commendation]:
    """Return every commendation that the database scope lets through."""
    return Commendation.objects.select_related("standing__round")


def rounds_after(interview: Interview) -> list[Round]:
    """Return the published rounds of the same contest after the one that called for an interview."""
    one = interview.standing.round
    rows = Round.objects.filter(
        key=one.key, area_code=one.area_code, state=RoundState.PUBLISHED.value, since__gt=one.since
    )
    return list(rows.order_by("since"))


def standing_in(one: Round, code: str) -> Standing | None:
    """Return how somebody stood in a round."""
    return Standing.objects.filter(round=one, subject_code=code).first()


def users_over(role: str, code: str, *, at: datetime, exactly: bool = False) -> list[int]:
    """Return the active accounts that hold a role over an area.

    Args:
        role: the role.
        code: of the area.
        at: when.
        exactly: over this very area; else those of the nearest area above that has any.
    """
    held = RoleHolding.objects.filter(role=role, validity__contains=at, user__is_active=True)
    if exactly:
        return list(held.filter(area=code).order_by("user_id").values_list("user_id", flat=True).distinct())
    rows = held.filter(area__in=area_prefixes(code)).annotate(depth=Length("area"))
    found = list(rows.order_by("-depth", "user_id").values_list("depth", "user_id"))
    return list(dict.fromkeys(user for depth, user in found if depth == found[0][0]))


def areas_of_users(users: Collection[int], *, below: str, at: datetime) -> dict[int, str]:
    """Return the widest area under another over which each account holds a role."""
    held = RoleHolding.objects.filter(user_id__in=users, validity__contains=at, area__startswith=below)
    return dict(held.order_by(Length("area").desc()).values_list("user_id", "area"))


def users_answering(level: SubjectLevel, code: str, *, at: datetime) -> list[int]:
    """Return the accounts of whoever answers for somebody ranked.

    For an area those who hold its posts; for a contractor its people; for premises those of the firm that
    runs them. A firm may be registered in a wider area than the actor sees; ids alone come back.
    """
    if level in {SubjectLevel.CONTRACTOR, SubjectLevel.PREMISES}:
        with scope_opened((EVERYWHERE,)):
            unit_code = code
            if level is SubjectLevel.PREMISES:
                runs = Party.objects.filter(premises__in=Premises.objects.filter(code=code))
                unit_code = runs.values_list("credit_code", flat=True).first() or ""
            unit = Unit.objects.filter(code=unit_code).values_list("pk", flat=True).first()
            return users_of_unit(unit, at=at) if unit_code and unit is not None else []
    found = [user for role in TOLD[level] for user in users_over(role.value, code, at=at, exactly=True)]
    return list(dict.fromkeys(found))
