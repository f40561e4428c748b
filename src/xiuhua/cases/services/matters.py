"""Keeping a trained model, and suggesting matters for cases whose reports named none."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256

from django.db import transaction

from xiuhua.access.services import require
from xiuhua.cases.models import MatterModel, MatterSuggestion
from xiuhua.cases.queries.matters import MatterFound, cases_untold, codes_unknown, matters_found, model_newest
from xiuhua.cases.rules.matching import model_packed
from xiuhua.cases.services.learning import Learnt
from xiuhua.cases.terms import MatterAct
from xiuhua.ledger.services import entry_append
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import Invalid

_SURE = 0.6  # a model that is less sure does not contradict whoever named the matter
_WORD_MOST = 40


@transaction.atomic
def matter_model_keep(*, learnt: Learnt, source: str, actor: Actor, at: datetime) -> MatterModel:
    """Let a trained model be asked from now on; what it said before keeps the version that said it.

    Raises:
        NotPermitted: not by this actor.
        Invalid: it tells apart what is no matter of the catalogue.
    """
    require(actor, MatterAct.TRAIN)
    unknown = codes_unknown(learnt.model.labels)
    if unknown:
        raise Invalid(fields={"labels": "matter_label_unknown"})
    last, packed = model_newest(), model_packed(learnt.model)
    row = MatterModel(
        number=last.number + 1 if last else 1, source=source[:120], texts=learnt.texts,
        labels=len(learnt.model.labels), measured=learnt.measured.stored(),
        digest=sha256(packed).hexdigest(), packed=packed, trained_at=at,
    )  # fmt: skip
    row.save(force_insert=True)
    entry_append(
        at=at, actor=actor, act=MatterAct.TRAIN.value, subject=f"matter_model:{row.pk}",
        detail={"number": row.number, "digest": row.digest, "texts": row.texts, "labels": row.labels},
    )  # fmt: skip
    return row


@transaction.atomic
def matters_suggest(*, case_ids: Iterable[int], at: datetime) -> int:
    """Suggest matters for the open cases among some that nobody has suggested any for.

    Where the report named a matter, only another one of which the model is sure is kept. No entry: nothing is
    decided here, and who accepts a suggestion says so by an act of their own. Doing it twice changes nothing.

    Returns:
        How many cases got suggestions.
    """
    rows: list[MatterSuggestion] = []
    told = 0
    for case in cases_untold(case_ids):
        found = matters_found(case.description)
        if case.item_id is not None and not _contradicts(found, case.item_id):
            continue
        told += bool(found)
        rows += [
            MatterSuggestion(
                case=case, rank=rank, item_id=one.item_id, confidence=one.confidence, model_id=one.model_id,
                words=[word[:_WORD_MOST] for word in one.words], area_code=case.area_code, suggested_at=at,
            )
            for rank, one in enumerate(found, 1)
        ]  # fmt: skip
    MatterSuggestion.objects.bulk_create(rows, ignore_conflicts=True)
    return told


def _contradicts(found: list[MatterFound], item_id: int) -> bool:
    first = found[0] if found else None
    return (
        first is not None
        and first.model_id is not None
        and first.item_id != item_id
        and first.confidence >= _SURE
    )
