"""Questions about articles, where they stood, and clues of public opinion."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from django.db.models import QuerySet

from xiuhua.cases.queries.cases import serves_in
from xiuhua.oversight.models import Article, Opinion, Publication
from xiuhua.shared.errors import NotFound


def articles_all() -> QuerySet[Article]:
    """Return the articles that the database scope lets through."""
    return Article.objects.select_related("unit").defer("unit__search")


def article_get(article_id: int) -> Article:
    """Return an article.

    Raises:
        NotFound: there is none in scope.
    """
    found = articles_all().filter(pk=article_id).first()
    if found is None:
        raise NotFound(kind="article", key=str(article_id))
    return found


def article_lock(article_id: int) -> Article:
    """Return an article, locked until the transaction ends.

    Raises:
        NotFound: there is none in scope.
    """
    found = articles_all().select_for_update(of=("self",)).filter(pk=article_id).first()
    if found is None:
        raise NotFound(kind="article", key=str(article_id))
    return found


def writes_it(article: Article, *, user_id: int | None, at: datetime) -> bool:
    """Return whether a user serves in the unit that writes it."""
    return Article.objects.filter(serves_in(user_id, at=at), pk=article.pk).exists()


def publications_all() -> QuerySet[Publication]:
    """Return where articles stood, as far as the database scope lets through."""
    return Publication.objects.select_related("article", "article__unit").defer("article__unit__search")


def publications_of(article: Article) -> list[Publication]:
    """Return where an article stood, first to last."""
    return list(article.publications.order_by("at", "pk"))


def opinions_all() -> QuerySet[Opinion]:
    """Return the clues that the database scope lets through."""
    return Opinion.objects.select_related("unit", "case").defer(
        "unit__search", "case__search", "case__description"
    )


def opinions_own(user_id: int | None, *, at: datetime) -> QuerySet[Opinion]:
    """Return the clues assigned to a unit that a user serves in."""
    return opinions_all().filter(serves_in(user_id, at=at), unit__isnull=False)


def opinion_get(opinion_id: int) -> Opinion:
    """Return a clue.

    Raises:
        NotFound: there is none in scope.
    """
    found = opinions_all().filter(pk=opinion_id).first()
    if found is None:
        raise NotFound(kind="opinion", key=str(opinion_id))
    return found


def opinion_lock(opinion_id: int) -> Opinion:
    """Return a clue, locked until the transaction ends.

    Raises:
        NotFound: there is none in scope.
    """
    found = opinions_all().select_for_update(of=("self",)).filter(pk=opinion_id).first()
    if found is None:
        raise NotFound(kind="opinion", key=str(opinion_id))
    return found


def handles_it(row: Opinion, *, user_id: int | None, at: datetime) -> bool:
    """Return whether a user serves in the unit that has to handle it."""
    return opinions_own(user_id, at=at).filter(pk=row.pk).exists()


def _instant(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat() if at else None


def article_state(row: Article) -> dict[str, str | int | None]:
    """Return the columns of an article that the ledger answers for."""
    return {
        "unit": row.unit_id, "due_on": row.due_on.isoformat(), "state": row.state, "area_code": row.area_code,
        "published_at": _instant(row.published_at),
    }  # fmt: skip


def article_states() -> Iterator[tuple[int, dict[str, str | int | None]]]:
    """Yield every article's id and what the ledger answers for, for `ledger verify`."""
    rows = Article.objects.defer("text", "note").order_by("pk")
    return ((row.pk, article_state(row)) for row in rows.iterator(chunk_size=2_000))


def opinion_state(row: Opinion) -> dict[str, str | int | None]:
    """Return the columns of a clue that the ledger answers for."""
    return {
        "channel": row.channel, "level": row.level, "state": row.state, "unit": row.unit_id,
        "case": row.case_id, "area_code": row.area_code, "found_at": _instant(row.found_at),
        "answered_at": _instant(row.answered_at),
    }  # fmt: skip


def opinion_states() -> Iterator[tuple[int, dict[str, str | int | None]]]:
    """Yield every clue's id and what the ledger answers for, for `ledger verify`."""
    rows = Opinion.objects.defer("text", "handled", "answer").order_by("pk")
    return ((row.pk, opinion_state(row)) for row in rows.iterator(chunk_size=2_000))
