"""Counting how fast past runs were, for the forecast of the workbench."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from xiuhua.access.services import scope_opened
from xiuhua.cases.models import Pace
from xiuhua.cases.queries.forecasting import paces_before
from xiuhua.shared.actor import EVERYWHERE


@transaction.atomic
def paces_count(*, at: datetime) -> int:
    """Count the paces of the last ninety days anew and return how many groups there are.

    Nobody acts on anything, so nothing is entered in the ledger: the same clocks give the same counts again.
    """
    with scope_opened((EVERYWHERE,)):
        found = paces_before(at)
        Pace.objects.all().delete()
        Pace.objects.bulk_create(
            [
                Pace(stage=stage, charged_to=charged_to, item_id=item, bins=list(pace.bins), counted_at=at)
                for (stage, charged_to, item), pace in found.items()
            ],
            batch_size=2_000,
        )
    return len(found)
