"""Orders on the pages of what they are about."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse

from xiuhua.orders.queries.orders import orders_about
from xiuhua.orders.queries.rows import Case
from xiuhua.orders.terms.orders import OrderSource
from xiuhua.web.errors import language
from xiuhua.web.parts import Related


def orders_of_case(case: Case) -> Sequence[Related]:
    """Return the orders that a case answers: their numbers, and nothing of who asked."""
    return [
        Related(
            label=f"{OrderSource(one.source).label(language())} {one.number}",
            url=reverse("orders:order", args=(one.pk,)), icon="message-check",
        )
        for one in orders_about(case.pk)
    ]  # fmt: skip
