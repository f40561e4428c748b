"""Questions about red and black lists, and about what a contractor or a firm sees of its own."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from xiuhua.access.services import scope_opened
from xiuhua.evaluation.models import Listing, Mark, PaymentSheet, Round, Standing
from xiuhua.evaluation.terms.contests import ListingState, RoundState, SubjectLevel
from xiuhua.ground.models import Person, Post, Premises, Unit
from xiuhua.ground.queries.standing import parties_stood_for
from xiuhua.ground.terms.people import PersonState
from xiuhua.shared.actor import EVERYWHERE
from xiuhua.shared.errors import NotFound

SHOWN = (ListingState.PUBLISHED.value, ListingState.CLAIMED.value)
"""The states in which a place stands in public."""


def listings_all() -> QuerySet[Listing]:
    """Return every place on a list that the database scope lets through."""
    return Listing.objects.select_related("standing__round__scheme")


def listing_get(listing_id: int) -> Listing:
    """Return a place on a list in scope.

    Raises:
        NotFound: there is none.
    """
    found = listings_all().filter(pk=listing_id).first()
    if found is None:
        raise NotFound(kind="listing", key=listing_id)
    return found


def listing_lock(listing_id: int) -> Listing:
    """Return a place on a list in scope, locked.

    Raises:
        NotFound: there is none.
    """
    rows = listings_all().select_for_update(of=("self",))
    found = rows.filter(pk=listing_id).first()
    if found is None:
        raise NotFound(kind="listing", key=listing_id)
    return found


def listings_due(one: Round, *, at: datetime) -> list[Listing]:
    """Return what may be published of a round, locked: told, heard, nothing to answer."""
    rows = listings_all().select_for_update(of=("self",)).filter(standing__round=one)
    rows = rows.filter(state=ListingState.TOLD.value)
    answered = ~Q(answer="")
    return list(rows.filter(Q(object_until__lte=at) | answered).order_by("pk"))


def listings_waiting(one: Round) -> int:
    """Return how many places of a round are not decided yet."""
    states = (ListingState.TOLD.value, ListingState.OBJECTED.value)
    return Listing.objects.filter(standing__round=one, state__in=states).count()


def listings_shown(*, at: datetime) -> list[Listing]:
    """Return what stands in public at an instant, of every area: published, not ended, not taken off."""
    with scope_opened((EVERYWHERE,)):
        rows = listings_all().filter(Q(until__isnull=True) | Q(until__gt=at), state__in=SHOWN)
        return list(rows.order_by("-published_at", "subject_code")[:500])


def codes_stood_for(user_id: int | None, *, at: datetime) -> frozenset[str]:
    """Return the codes of the unit that an account serves in, and of the premises that its firm runs."""
    if user_id is None:
        return frozenset()
    with scope_opened((EVERYWHERE,)):
        held = Post.objects.filter(person__user_id=user_id, validity__contains=at)
        own = Person.objects.filter(user_id=user_id, state=PersonState.SERVING.value)
        units = Unit.objects.filter(Q(pk__in=own.values("unit")) | Q(pk__in=held.values("unit")))
        premises = Premises.objects.filter(party__in=parties_stood_for(user_id, at=at))
        return frozenset((*units.values_list("code", flat=True), *premises.values_list("code", flat=True)))


def listings_of(codes: frozenset[str]) -> list[Listing]:
    """Return the places of some subjects, the latest first; whoever asks stands for them."""
    with scope_opened((EVERYWHERE,)):
        return list(listings_all().filter(subject_code__in=codes).order_by("-pk")[:200])


def standings_of_codes(codes: frozenset[str]) -> QuerySet[Standing]:
    """Return how some subjects stood, the latest first."""
    rows = Standing.objects.select_related("round__scheme").filter(subject_code__in=codes)
    return rows.filter(round__scheme__level__in=_OWN_LEVELS).order_by("-published_at", "-pk")


_OWN_LEVELS = (SubjectLevel.CONTRACTOR.value, SubjectLevel.PREMISES.value)


def marks_of_codes(codes: frozenset[str]) -> QuerySet[Mark]:
    """Return the sheets about some contractors, of rounds open or published."""
    rows = Mark.objects.select_related("round__scheme").filter(subject_code__in=codes)
    return rows.filter(round__scheme__level__in=_OWN_LEVELS)


def contractor_scores(code: str, *, since: datetime, until: datetime) -> list[Standing]:
    """Return the published scores of a contractor over rounds that lie in a span, the oldest first.

    What a contract pays by meets its scores here.
    """
    rows = Standing.objects.select_related("round").filter(
        subject_code=code, round__scheme__level=SubjectLevel.CONTRACTOR.value,
        round__state=RoundState.PUBLISHED.value, round__since__gte=since, round__until__lte=until,
    )  # fmt: skip
    return list(rows.order_by("round__since"))


def payments_all() -> QuerySet[PaymentSheet]:
    """Return every payment sheet that the database scope lets through."""
    return PaymentSheet.objects.select_related("round__scheme")


def payment_get(payment_id: int, *, lock: bool = False) -> PaymentSheet:
    """Return a payment sheet in scope.

    Raises:
        NotFound: there is none.
    """
    rows = payments_all().select_for_update(of=("self",)) if lock else payments_all()
    found = rows.filter(pk=payment_id).first()
    if found is None:
        raise NotFound(kind="payment_sheet", key=payment_id)
    return found
