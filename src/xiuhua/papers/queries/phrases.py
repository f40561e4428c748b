"""Questions about phrases."""

from __future__ import annotations

from django.db.models import Case as When
from django.db.models import IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models import When as If
from django.db.models.functions import Coalesce

from xiuhua.papers.models import Phrase, PhraseUse
from xiuhua.papers.rules.phrases import Offered
from xiuhua.papers.terms import PhraseScope
from xiuhua.shared.errors import NotFound

_PLACES = {scope: place for place, scope in enumerate(PhraseScope)}


def _visible(user_id: int | None, unit_code: str) -> Q:
    mine = Q(scope=PhraseScope.MINE.value, user_id=user_id or 0)
    units = Q(scope=PhraseScope.UNIT.value, unit_code=unit_code) if unit_code else Q(pk__in=[])
    return mine | units | Q(scope=PhraseScope.PLATFORM.value)


def phrases_visible(*, user_id: int | None, unit_code: str) -> QuerySet[Phrase]:
    """Return the phrases in use that somebody sees, each with how often they picked it."""
    used = PhraseUse.objects.filter(phrase=OuterRef("pk"), user_id=user_id or 0).values("count")[:1]
    rows = Phrase.objects.filter(_visible(user_id, unit_code), ended_at=None)
    return rows.annotate(
        used=Coalesce(Subquery(used), 0),
        place=When(
            *(If(scope=scope.value, then=Value(place)) for scope, place in _PLACES.items()),
            output_field=IntegerField(),
        ),
    )


def phrases_for(*, user_id: int | None, unit_code: str) -> list[Offered]:
    """Return the same as the rules take them."""
    return [
        Offered(
            id=row.pk, key=row.key, words=row.wording, act=row.act, rank=row.rank,
            scope_place=_PLACES[PhraseScope(row.scope)], used=getattr(row, "used", 0),
        )
        for row in phrases_visible(user_id=user_id, unit_code=unit_code)
    ]  # fmt: skip


def phrases_known(*, user_id: int | None, unit_code: str) -> set[tuple[str, str]]:
    """Return the scope and words of every phrase in use that somebody sees."""
    rows = Phrase.objects.filter(_visible(user_id, unit_code), ended_at=None)
    return set(rows.values_list("scope", "wording"))


def phrase_get(phrase_id: int, *, user_id: int | None, unit_code: str) -> Phrase:
    """Return a phrase in use that somebody sees.

    Raises:
        NotFound: there is none.
    """
    return _one(phrases_visible(user_id=user_id, unit_code=unit_code), phrase_id)


def phrase_lock(phrase_id: int, *, user_id: int | None, unit_code: str) -> Phrase:
    """Return the same, locked until the transaction ends.

    Raises:
        NotFound: there is none.
    """
    rows = Phrase.objects.filter(_visible(user_id, unit_code), ended_at=None)
    return _one(rows.select_for_update(), phrase_id)


def _one(rows: QuerySet[Phrase], phrase_id: int) -> Phrase:
    found = rows.filter(pk=phrase_id).first()
    if found is None:
        raise NotFound(kind="phrase", key=str(phrase_id))
    return found
