"""Finding cases by words, however many of a million have them."""

from __future__ import annotations

from django.contrib.postgres.search import SearchQuery
from django.db import connection
from django.db.models import BooleanField, QuerySet
from django.db.models.expressions import RawSQL

from xiuhua.cases.models import Case
from xiuhua.shared.search import search_question

# Of so many cases drawn by chance, so many must have the words for a walk to beat the index: it takes a third
# of a microsecond a case, and fifty are sought. Measured by `./xiuhua bench casesearch`.
_DRAWN, _HITS = 4_000, 2


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


# IS TRUE keeps the index out. What is compared with a subselect is taken to meet one row in 200, whatever
# it asks: tsmatchsel() in PostgreSQL's src/backend/tsearch/ts_selfuncs.c.
_WALKED = '("cases_case"."search" @@ (SELECT %s::tsquery)) IS TRUE'
_SAMPLED = """
SELECT count(*) FROM (
    SELECT FROM cases_case TABLESAMPLE SYSTEM ((
        SELECT 100.0 * %(drawn)s / greatest(reltuples, %(drawn)s)
        FROM pg_class WHERE oid = 'cases_case'::regclass
    )) WHERE (search @@ (SELECT %(asked)s::tsquery)) IS TRUE LIMIT %(hits)s
) AS enough
"""


def is_common(question: str) -> bool:
    """Return whether PostgreSQL must be told that many cases have the words of a question.

    It takes the pairs of characters of a word for independent, so a common word of four characters looks rare
    to it, and every case that has it would be fetched and sorted to show fifty. A single pair it knows well.
    So some pages of the table are drawn by chance, and read until enough cases have them: the answer may
    differ from time to time, what is found does not.
    """
    asked = search_question(question)
    if "&" not in asked:
        return False
    with connection.cursor() as cursor:
        cursor.execute(_SAMPLED, {"drawn": _DRAWN, "asked": asked, "hits": _HITS})
        (hits,) = cursor.fetchone()
    return bool(hits >= _HITS)
