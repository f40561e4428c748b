"""Which matter a text may speak of: the newest model asked, or the words of catalogue and handbook."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.db import connection

from xiuhua.cases.models import Case, MatterModel, MatterSuggestion
from xiuhua.cases.rules.matching import (
    LinearModel,
    Match,
    MatterWords,
    WordIndex,
    matched,
    model_unpacked,
    word_index,
    words_matched,
)
from xiuhua.cases.terms import CaseState
from xiuhua.ground.models import HandbookLine
from xiuhua.ground.queries.duties import matters
from xiuhua.ground.queries.seed import seed_rows
from xiuhua.ground.terms.catalogue import HandbookState

MOST = 3
_NAMED_FROM = 0.5  # by hand: a text that says a matter's whole name, whatever the model has learnt
_TEXTS_MOST = 60_000


@dataclass(frozen=True, kw_only=True)
class MatterFound:
    """A matter that a text may speak of.

    Args:
        confidence: 0 to 1; calibrated where a model said it.
        words: those that spoke for it.
        model_id, model_number: which version said so; None where words alone did.
    """

    item_id: int
    code: str
    zh: str
    en: str
    confidence: float
    words: tuple[str, ...]
    model_id: int | None = None
    model_number: int | None = None


def matters_found(text: str, *, most: int = MOST) -> list[MatterFound]:
    """Return the matters that a text may speak of, likeliest first. One statement, once all is read."""
    standing = _standing()
    known = _catalogue(standing.catalogue)
    spoken = words_matched(known.index, text, most=most)
    if standing.model is None:
        return [known.found(one) for one in spoken]
    model = _model(*standing.model)
    told = [one for one in matched(model.model, text, most=2 * most) if one.label in known.items][:most]
    if not told:
        return [known.found(one) for one in spoken]
    found = [known.found(one, model) for one in told]
    named = [one for one in spoken[:1] if one.confidence >= _NAMED_FROM]
    return [
        *found[: most - len(named)],
        *(known.found(one) for one in named if one.label not in {match.label for match in told}),
        *found[most - len(named) :],
    ][:most]


def matters_suggested(case_id: int) -> list[MatterSuggestion]:
    """Return what was suggested for a case, likeliest first."""
    rows = MatterSuggestion.objects.filter(case=case_id).select_related("item", "model")
    return list(rows.defer("item__search", "model__packed", "model__measured").order_by("rank"))


def suggestion_followed(case_id: int, item_id: int) -> dict[str, object]:
    """Return which suggestion a choice of matter followed, as its move keeps it; empty for none."""
    rows = MatterSuggestion.objects.filter(case=case_id, item=item_id)
    found = rows.values("rank", "confidence", "model__number").first()
    if found is None:
        return {}
    told = {
        "rank": found["rank"],
        "percent": round(100 * found["confidence"]),
        "model": found["model__number"],
    }
    return {"suggested": told}


def cases_untold(ids: Iterable[int]) -> list[Case]:
    """Return those of some cases that are open, have words, and have no suggestion yet."""
    rows = Case.objects.filter(pk__in=set(ids), over_at=None, matters_suggested=None)
    return list(rows.exclude(description="").only("description", "item_id", "area_code").order_by("pk"))


def texts_closed() -> Iterable[tuple[str, str]]:
    """Yield what was reported of closed cases and the codes of their matters, newest first."""
    rows = Case.objects.filter(state=CaseState.CLOSED.value, item__in=matters()).exclude(description="")
    told = rows.order_by("-pk").values_list("description", "item__code")[:_TEXTS_MOST]
    return told.iterator(chunk_size=5_000)


def model_newest() -> MatterModel | None:
    """Return the version that is asked now, without its numbers."""
    return MatterModel.objects.defer("packed").order_by("-number").first()


def codes_unknown(labels: Sequence[str]) -> list[str]:
    """Return those of some labels that are no code of a matter."""
    return sorted(set(labels) - set(matters().filter(code__in=labels).values_list("code", flat=True)))


# --- what is read once a process ----------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class _Standing:
    model: tuple[int, str] | None
    catalogue: tuple[object, ...]


_STANDS = """
SELECT (SELECT (id || ' ' || digest) FROM cases_mattermodel ORDER BY number DESC LIMIT 1),
    (SELECT max(id) FROM ground_catalogueitem),
    (SELECT max(id::text || effective_at::text) FROM ground_handbook WHERE state = %s)
"""


def _standing() -> _Standing:
    """Return which versions hold now: what was read for others is read again."""
    with connection.cursor() as cursor:
        cursor.execute(_STANDS, [HandbookState.PUBLISHED.value])
        newest, *rest = cursor.fetchone()
    pk, digest = newest.split() if newest else (None, "")
    return _Standing(model=(int(pk), digest) if pk else None, catalogue=tuple(rest))


@dataclass(frozen=True, kw_only=True)
class _Asked:
    model: LinearModel
    pk: int
    number: int


@lru_cache(maxsize=2)
def _model(pk: int, digest: str) -> _Asked:
    row = MatterModel.objects.get(pk=pk, digest=digest)
    return _Asked(model=model_unpacked(bytes(row.packed)), pk=row.pk, number=row.number)


@dataclass(frozen=True, kw_only=True)
class _Known:
    items: dict[str, tuple[int, str, str]]
    index: WordIndex

    def found(self, match: Match, asked: _Asked | None = None) -> MatterFound:
        """Return a label as the matter that it is."""
        item_id, zh, en = self.items[match.label]
        return MatterFound(
            item_id=item_id, code=match.label, zh=zh, en=en, confidence=match.confidence, words=match.words,
            model_id=asked.pk if asked else None, model_number=asked.number if asked else None,
        )  # fmt: skip


@lru_cache(maxsize=2)
def _catalogue(_standing: tuple[object, ...]) -> _Known:
    aliases: dict[str, list[str]] = defaultdict(list)
    for row in seed_rows("aliases"):
        aliases[row["code"]].append(row["word"])
    items = {item.code: (item.pk, item.zh, item.en) for item in matters().only("code", "zh", "en")}
    conditions: dict[str, list[str]] = defaultdict(list)
    lines = HandbookLine.objects.filter(
        handbook__state=HandbookState.PUBLISHED.value, item__code__in=items, item__in=matters()
    )
    for code, condition in lines.values_list("item__code", "filing_condition"):
        conditions[code].append(condition)
    known = [
        MatterWords(
            label=code, name=zh, aliases=tuple(aliases[code]),
            conditions=tuple(dict.fromkeys(conditions[code])),
        )
        for code, (_pk, zh, _en) in items.items()
    ]  # fmt: skip
    return _Known(items=items, index=word_index(known))
