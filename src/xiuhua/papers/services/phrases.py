"""Every change of a phrase book."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F

from xiuhua.access.services import require
from xiuhua.ledger.services import entry_append
from xiuhua.papers.models import Phrase, PhraseUse
from xiuhua.papers.queries.phrases import phrase_lock, phrases_known
from xiuhua.papers.rules.phrases import key_suggested, phrase_faults
from xiuhua.papers.services.subjects import Seat, seat_of
from xiuhua.papers.terms import PhraseAct, PhraseScope
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import Invalid


@dataclass(frozen=True, kw_only=True)
class NewPhrase:
    """A phrase to be kept; without a key its pinyin initials become one."""

    words: str
    key: str = ""
    scope: PhraseScope = PhraseScope.MINE
    act: str = ""
    rank: int = 0


@transaction.atomic
def phrase_add(*, new: NewPhrase, actor: Actor, at: datetime) -> Phrase:
    """Keep a phrase in one's own book, the unit's or everybody's.

    Raises:
        NotPermitted, NotAllowedNow: this book is not the actor's to change.
        Invalid: the key, the words or the unit will not do; `fields` says which.
    """
    phrase = _filled(Phrase(recorded_at=at), new, actor=actor)
    require(actor, PhraseAct.ADD, phrase)
    phrase.updated_at = at
    phrase.save(force_insert=True)
    _record(phrase, PhraseAct.ADD, actor=actor, at=at)
    return phrase


@transaction.atomic
def phrase_change(*, phrase_id: int, new: NewPhrase, actor: Actor, at: datetime) -> Phrase:
    """Change a phrase, or share it: who moves it into another book must be allowed to change both.

    Raises:
        NotFound: there is none that the actor can see.
        NotPermitted, NotAllowedNow, Invalid: as `phrase_add`.
    """
    phrase = phrase_lock(phrase_id, user_id=actor.user_id, unit_code=_unit_code(seat_of(actor=actor)))
    require(actor, PhraseAct.CHANGE, phrase)
    phrase = _filled(phrase, new, actor=actor)
    require(actor, PhraseAct.CHANGE, phrase)
    phrase.updated_at = at
    phrase.save()
    _record(phrase, PhraseAct.CHANGE, actor=actor, at=at)
    return phrase


@transaction.atomic
def phrase_end(*, phrase_id: int, actor: Actor, at: datetime) -> Phrase:
    """Let a phrase be offered no more.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: as `phrase_change`.
    """
    phrase = phrase_lock(phrase_id, user_id=actor.user_id, unit_code=_unit_code(seat_of(actor=actor)))
    require(actor, PhraseAct.END, phrase)
    phrase.ended_at = phrase.updated_at = at
    phrase.save(update_fields=["ended_at", "updated_at"])
    _record(phrase, PhraseAct.END, actor=actor, at=at)
    return phrase


@transaction.atomic
def phrases_put(*, many: Sequence[NewPhrase], actor: Actor, at: datetime) -> tuple[int, int]:
    """Keep many phrases at once; return how many are new and how many stood there already.

    Raises:
        NotPermitted, NotAllowedNow, Invalid: as `phrase_add`; nothing is kept then.
    """
    known = phrases_known(user_id=actor.user_id, unit_code=_unit_code(seat_of(actor=actor)))
    fresh = 0
    for new in many:
        if (new.scope.value, new.words.strip()) in known:
            continue
        phrase_add(new=new, actor=actor, at=at)
        known.add((new.scope.value, new.words.strip()))
        fresh += 1
    return fresh, len(many) - fresh


@transaction.atomic
def phrase_use(*, phrase_id: int, actor: Actor, at: datetime) -> None:
    """Count that somebody picked a phrase. No entry: nothing but the order of their menu follows from it.

    Raises:
        NotFound: there is none that the actor can see.
    """
    require(actor, PhraseAct.READ)
    phrase = phrase_lock(phrase_id, user_id=actor.user_id, unit_code=_unit_code(seat_of(actor=actor)))
    use, _made = PhraseUse.objects.get_or_create(
        phrase=phrase, user_id=actor.user_id or 0, defaults={"used_at": at}
    )
    PhraseUse.objects.filter(pk=use.pk).update(count=F("count") + 1, used_at=at)


def _unit_code(seat: Seat | None) -> str:
    return seat.unit_code if seat else ""


def _filled(phrase: Phrase, new: NewPhrase, *, actor: Actor) -> Phrase:
    words = new.words.strip()
    key = (new.key.strip() or key_suggested(words)).lower()
    faults = phrase_faults(key, words)
    seat = seat_of(actor=actor) if new.scope is PhraseScope.UNIT else None
    if new.scope is PhraseScope.UNIT and seat is None:
        faults["scope"] = "phrase_unit_missing"
    if faults:
        raise Invalid(fields=faults)
    phrase.scope, phrase.key, phrase.wording, phrase.act = new.scope.value, key, words, new.act
    phrase.rank = new.rank
    phrase.user_id = actor.user_id if new.scope is PhraseScope.MINE else None
    phrase.unit_code, phrase.area_code = (seat.unit_code, seat.area_code) if seat else ("", "")
    return phrase


def _record(phrase: Phrase, act: PhraseAct, *, actor: Actor, at: datetime) -> None:
    entry_append(
        at=at, actor=actor, act=act.value, subject=f"phrase:{phrase.pk}", area=phrase.area_code,
        detail={"scope": phrase.scope, "key": phrase.key}, words={"words.after": phrase.wording},
    )  # fmt: skip
