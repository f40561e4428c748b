"""Questions about documents."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import QuerySet

from xiuhua.papers.models import Paper, PaperVersion
from xiuhua.shared.errors import NotFound


def papers_all() -> QuerySet[Paper]:
    """Return the documents that the database scope lets through."""
    return Paper.objects.select_related("file").defer("body", "sources")


def paper_get(paper_id: int) -> Paper:
    """Return one of the visible documents.

    Raises:
        NotFound: there is none, or outside the scope.
    """
    return _one(Paper.objects.select_related("file"), paper_id)


def paper_lock(paper_id: int) -> Paper:
    """Return one of the visible documents, locked until the transaction ends.

    Raises:
        NotFound: there is none, or outside the scope.
    """
    return _one(Paper.objects.select_for_update(), paper_id)


def _one(rows: QuerySet[Paper], paper_id: int) -> Paper:
    found = rows.filter(pk=paper_id).first()
    if found is None:
        raise NotFound(kind="paper", key=str(paper_id))
    return found


def versions_of(paper: Paper) -> list[PaperVersion]:
    """Return the texts of a document that somebody kept, latest first."""
    return list(PaperVersion.objects.filter(paper=paper).order_by("-number"))


def papers_about(subject: str) -> QuerySet[Paper]:
    """Return the documents about a subject."""
    return papers_all().filter(subject=subject)


def paper_state(paper: Paper) -> dict[str, str | int | None]:
    """Return the columns of a document that the ledger answers for: a draft's words are its writer's."""
    return {
        "kind": paper.kind, "subject": paper.subject, "state": paper.state, "number": paper.number,
        "version": paper.version, "file": paper.file_id,
    }  # fmt: skip


def paper_states() -> Iterator[tuple[int, dict[str, str | int | None]]]:
    """Yield every document's id and what the ledger answers for, for `ledger verify`."""
    rows = Paper.objects.defer("body", "sources").order_by("pk")
    return ((row.pk, paper_state(row)) for row in rows.iterator())
