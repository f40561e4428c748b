"""Finding cases by words, however many of a million have them."""

from __future__ import annotations

from django.contrib.postgres.search import SearchQuery
from django.db.models import BooleanField, QuerySet
from django.db.models.expressions import RawSQL

from xiuhua.cases.models import Case
from xiuhua.shared.search import search_question

# Cases: of so many, fetching all to sort them takes as long as walking along the order until fifty are met.
_COMMON = 5_000


def cases_found(rows: QuerySet[Case], question: str, *, walk: bool = False) -> QuerySet[Case]:
    """Return those of some cases that every word of a question is found in; none where it asks nothing.

    Args:
        rows: which.
        question: as somebody typed it.
        walk: ask in a form that no index answers, for what `is_common` says yes to: the cases are walked in
            the order asked for until the page is full.
    """
    asked = search_question(question)
    if not asked:
        return rows.none()
    if not walk:
        return rows.filter(search=SearchQuery(asked, search_type="raw", config="simple"))
    return rows.filter(RawSQL(_WALKED, [asked], BooleanField()))  # noqa: S611 - our own text, the words apart


# `strip` keeps the index out. What is compared with a subselect is taken to meet one row in 200, whatever
# it asks: tsmatchsel() in PostgreSQL's src/backend/tsearch/ts_selfuncs.c.
_WALKED = 'strip("cases_case"."search") @@ (SELECT %s::tsquery)'


def is_common(question: str) -> bool:
    """Return whether PostgreSQL must be told that many cases have the words of a question.

    It takes the pairs of characters of a word for independent, so a common word of four characters looks rare
    to it, and every case that has it would be fetched and sorted to show fifty. A single pair it knows well.
    """
    asked = search_question(question)
    if "&" not in asked:
        return False
    words = SearchQuery(asked, search_type="raw", config="simple")
    return Case.objects.filter(search=words).order_by()[:_COMMON].count() == _COMMON
