"""Every way people can change, and handing over what they hold."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from django.contrib.postgres.search import SearchVector
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError, Value

from xiuhua.access.queries import account_named
from xiuhua.access.services import require
from xiuhua.ground.models import Person, Post, Unit
from xiuhua.ground.queries.people import people_numbered, person_lock, person_state
from xiuhua.ground.queries.posts import post_state, posts_open
from xiuhua.ground.queries.units import units_coded
from xiuhua.ground.rules import name_tidied
from xiuhua.ground.services.importing import rows_held
from xiuhua.ground.services.phones import phone_reveal
from xiuhua.ground.terms.people import PersonAct, PersonState, PostAct, UnitState
from xiuhua.intake.rules import RowsHeld
from xiuhua.ledger.services import NewEntry, entries_append_many, entry_append
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import Conflict, Invalid
from xiuhua.shared.masks import phone_masked
from xiuhua.shared.search import search_terms

_NAMED = 5  # how many posts a refusal names
_PHONE = re.compile(r"\+?[0-9][0-9 \-]{4,18}")


@dataclass(frozen=True, kw_only=True)
class NewPerson:
    """Somebody as a form, an import or a demo brings them."""

    client_id: UUID
    work_number: str
    name: str
    unit_code: str
    phone: str = ""


@transaction.atomic
def people_create_many(*, new: Sequence[NewPerson], actor: Actor, at: datetime) -> list[Person]:
    """Record people, all or none. One whose `client_id` is known already is left as it is.

    Raises:
        Invalid: a name or unit is missing, or a number is none; `code` names the first such person.
        Conflict: a work number is taken.
        NotPermitted: one of them lies outside the areas the actor may record in.
    """
    seen = set(
        Person.objects.filter(client_id__in=[item.client_id for item in new]).values_list(
            "client_id", flat=True
        )
    )
    fresh = [item for item in new if item.client_id not in seen]
    units = units_coded({item.unit_code for item in fresh})
    rows = [_person_draft(item, units, actor=actor, at=at) for item in fresh]
    made = _people_insert(rows)
    entries_append_many(
        [
            NewEntry(
                at=at, actor=actor, act=PersonAct.CREATE, subject=f"person:{row.pk}", area=row.area_code,
                words={"name.after": row.name}, state=person_state(row),
            )
            for row in made
        ]
    )  # fmt: skip
    return made


def _person_draft(item: NewPerson, units: Mapping[str, Unit], *, actor: Actor, at: datetime) -> Person:
    name, number, phone = name_tidied(item.name), item.work_number.strip(), item.phone.strip()
    unit = units.get(item.unit_code)
    fields = _person_faults(name, phone, unit)
    if not number:
        fields["work_number"] = "work_number_empty"
    if unit is None or fields:
        raise Invalid(fields=fields, code=number, unit=item.unit_code)
    row = Person(
        client_id=item.client_id,
        work_number=number,
        name=name,
        phone=phone,
        unit=unit,
        area_code=unit.area_code,
        recorded_at=at,
        updated_at=at,
    )
    require(actor, PersonAct.CREATE, row)
    row.search = _search_vector(row)
    return row


def _person_faults(name: str, phone: str, unit: Unit | None) -> dict[str, str]:
    fields = {} if name else {"name": "name_empty"}
    if fault := phone_fault(phone):
        fields["phone"] = fault
    if unit is None:
        fields["unit"] = "unit_unknown"
    elif unit.state != UnitState.ACTIVE:
        fields["unit"] = "unit_retired"
    return fields


def phone_fault(phone: str) -> str | None:
    """Return the code of what is wrong with a telephone number, or None; an empty one is none at all."""
    return "phone_bad" if phone and not _PHONE.fullmatch(phone) else None


def _people_insert(rows: Sequence[Person]) -> list[Person]:
    """Insert people; a work number may stand twice in one sending, or be taken out of sight."""
    numbers = Counter(row.work_number for row in rows)
    taken = Person.objects.filter(work_number__in=numbers).values_list("work_number", flat=True).first()
    doubled = next((number for number, times in numbers.items() if times > 1), "")
    if taken or doubled:
        raise Conflict(kind="person", key=taken or doubled)
    try:
        with transaction.atomic():
            return Person.objects.bulk_create(rows, batch_size=500)
    except IntegrityError as error:
        raise Conflict(kind="person", key="") from error


def _search_vector(person: Person) -> SearchVector:
    terms = search_terms(f"{person.work_number} {person.name}")
    return SearchVector(Value(" ".join(terms)), config="simple")


@transaction.atomic
def person_edit(
    *, person_id: int, name: str, unit_code: str, phone: str | None, actor: Actor, at: datetime
) -> Person:
    """Change a person's name, unit or telephone number.

    Args:
        person_id: who.
        name: the new name.
        unit_code: the unit they belong to from now on; their posts stay as they are.
        phone: the new number; None leaves the present one, which whoever edits may not have seen.
        actor: who does it.
        at: when.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: not visible, or the act table says no, here or where they go.
        Invalid: the name is empty, the unit unknown or retired, the number none.
    """
    person = person_lock(person_id)
    require(actor, PersonAct.EDIT, person)
    name, number = name_tidied(name), person.phone if phone is None else phone.strip()
    unit = units_coded([unit_code]).get(unit_code)
    fields = _person_faults(name, number, unit)
    if unit is None or fields:
        raise Invalid(fields=fields, unit=unit_code)
    words = _edit_words(person, name=name, phone=number, unit=unit)
    if not words:
        return person
    person.name, person.phone, person.unit, person.area_code = name, number, unit, unit.area_code
    require(actor, PersonAct.EDIT, person)
    return _person_kept(person, act=PersonAct.EDIT, words=words, actor=actor, at=at)


def _edit_words(person: Person, *, name: str, phone: str, unit: Unit) -> dict[str, str]:
    pairs = {
        "name": (person.name, name),
        "unit": (person.unit.name, unit.name),
        "phone": (person.phone, phone),
    }
    changed = {key: pair for key, pair in pairs.items() if pair[0] != pair[1]}
    if "phone" in changed:
        changed["phone"] = (phone_masked(person.phone), phone_masked(phone))
    return {f"{key}.before": pair[0] for key, pair in changed.items()} | {
        f"{key}.after": pair[1] for key, pair in changed.items()
    }


def _person_kept(
    person: Person, *, act: PersonAct, words: Mapping[str, str], actor: Actor, at: datetime
) -> Person:
    person.updated_at = at
    person.search = _search_vector(person)
    person.save()
    entry_append(
        at=at, actor=actor, act=act, subject=f"person:{person.pk}", area=person.area_code, words=words,
        state=person_state(person),
    )  # fmt: skip
    return person


@transaction.atomic
def person_link(*, person_id: int, username: str, actor: Actor, at: datetime) -> Person:
    """Say which account is a person's; an empty user name unlinks. It gives no role: accounts do.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: not visible, or the act table says no.
        Invalid: there is no such account, or it is somebody else's.
    """
    person = person_lock(person_id)
    require(actor, PersonAct.LINK, person)
    user = account_named(username) if username else None
    if username and user is None:
        raise Invalid(fields={"username": "account_unknown"}, username=username)
    words = {
        "account.before": person.user.username if person.user else "",
        "account.after": user.username if user else "",
    }
    person.user = user
    try:
        with transaction.atomic():
            return _person_kept(person, act=PersonAct.LINK, words=words, actor=actor, at=at)
    except IntegrityError as error:
        raise Invalid(fields={"username": "account_taken"}, username=username) from error


@transaction.atomic
def person_leave(*, person_id: int, reason: str, actor: Actor, at: datetime) -> Person:
    """Let a person leave the service, once nothing is in their hands any more. Their history stays.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: not visible, or the act table says no.
        Invalid: they hold posts, which are named: hand them over first; the reason is missing.
    """
    person = person_lock(person_id)
    require(actor, PersonAct.LEAVE, person)
    if not reason.strip():
        raise Invalid(fields={"reason": "reason_empty"})
    held = list(posts_open(person.pk, at=at)[:_NAMED])
    if held:
        named = "、".join(post.title or f"{post.unit.name} {post.area_code}" for post in held)
        raise Invalid(fields={"person": "person_holds_posts"}, posts=named)
    person.state = PersonState.LEFT.value
    words = {
        "state.before": PersonState.SERVING.value, "state.after": person.state, "reason": reason.strip()
    }  # fmt: skip
    return _person_kept(person, act=PersonAct.LEAVE, words=words, actor=actor, at=at)


@transaction.atomic
def person_phone_reveal(*, person_id: int, reason: str, actor: Actor, at: datetime) -> str:
    """Return a person's full telephone number; the ledger keeps who asked, and why.

    Raises:
        NotFound: there is no such person.
        NotPermitted, NotAllowedNow, Invalid: as `phone_reveal`.
    """
    row = person_lock(person_id)
    return phone_reveal(
        row, row.phone, act=PersonAct.PHONE_REVEAL, subject=f"person:{row.pk}", reason=reason, actor=actor,
        at=at,
    )  # fmt: skip


@transaction.atomic
def people_undo(*, person_ids: Sequence[int], actor: Actor, at: datetime) -> None:
    """Take back people that an import made and nobody used since, as if it had never been.

    Raises:
        RowsHeld: something hangs on one of them by now.
    """
    rows = list(Person.objects.select_for_update().defer("search").filter(pk__in=person_ids))
    for row in rows:
        require(actor, PersonAct.UNDO, row)
    entries_append_many(
        [
            NewEntry(
                at=at,
                actor=actor,
                act=PersonAct.UNDO,
                subject=f"person:{row.pk}",
                area=row.area_code,
                state={},
            )
            for row in rows
        ]
    )
    try:
        Person.objects.filter(pk__in=[row.pk for row in rows]).delete()
    except ProtectedError as error:
        raise RowsHeld(rows_held(error, Person)) from error


# --- handing over ------------------------------------------------------------------------------------------


class OpenWork(Protocol):
    """Open work of one kind that hangs on posts: duties, later cases. Whoever keeps it says what moves.

    Attributes:
        key: its subject kind, `duty`; entering the same key again replaces it.
        zh, en: what it is called, after a number: `项职责`, `duties`.
    """

    key: str
    zh: str
    en: str

    def count(self, person: Person, at: datetime) -> int:
        """Return how much of it hangs on the posts a person holds at an instant."""

    def move(self, from_post: Post, to_post: Post, at: datetime, actor: Actor) -> int:
        """Move it in the caller's transaction, with a ledger entry for each; return how much it was."""


_OPEN_WORK: dict[str, OpenWork] = {}


def open_work_register(provider: OpenWork) -> Callable[[], None]:
    """Let a kind of open work move with posts that are handed over; what is returned takes it out again."""
    _OPEN_WORK[provider.key] = provider

    def taken_out() -> None:
        _OPEN_WORK.pop(provider.key, None)

    return taken_out


def open_work_of(person: Person, *, at: datetime) -> dict[str, tuple[OpenWork, int]]:
    """Return how much open work of each kind hangs on a person's posts."""
    return {key: (provider, provider.count(person, at)) for key, provider in _OPEN_WORK.items()}


@dataclass(frozen=True, kw_only=True)
class HandedOver:
    """What moved: the new posts, and how much open work of each kind."""

    posts: tuple[Post, ...]
    work: Mapping[str, int]


@transaction.atomic
def post_hand_over(
    *, from_person_id: int, to_number: str, reason: str, actor: Actor, at: datetime,
    post_ids: Collection[int] | None = None,
) -> HandedOver:  # fmt: skip
    """Hand posts, and the open work on them, from one person to another, all of it or nothing.

    Each post ends and a new one of the same kind begins at this instant. Where the receiver was its deputy,
    the giver becomes the deputy, as long as they serve.

    Args:
        from_person_id: who gives.
        to_number: the work number of who takes.
        reason: why; kept in both histories.
        actor: who does it.
        at: the instant of the change.
        post_ids: the posts to hand over; None for all that are held.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: not visible, or the act table says no.
        Invalid: the receiver is unknown, the giver, or no longer serving; nothing is chosen, or something
            that is not held now; the receiver holds the same post already; the reason is missing.
    """
    giver = person_lock(from_person_id)
    require(actor, PersonAct.HAND_OVER, giver)
    taker = _taker(giver, to_number, reason)
    held = {
        post.pk: post for post in Post.objects.select_for_update().filter(person=giver, validity__contains=at)
    }
    chosen = set(held) if post_ids is None else set(post_ids)
    if not chosen or chosen - set(held):
        raise Invalid(fields={"posts": "hand_over_nothing" if not chosen else "hand_over_not_held"})
    pairs = [_post_pass(held[key], giver, taker, actor=actor, at=at) for key in sorted(chosen)]
    work = {
        key: sum(provider.move(old, new, at, actor) for old, new in pairs)
        for key, provider in _OPEN_WORK.items()
    }
    _hand_over_tell(giver, taker, pairs, reason=reason.strip(), actor=actor, at=at)
    return HandedOver(posts=tuple(new for _old, new in pairs), work=work)


def _taker(giver: Person, to_number: str, reason: str) -> Person:
    taker = people_numbered([to_number]).get(to_number)
    fields = {} if reason.strip() else {"reason": "reason_empty"}
    if taker is None:
        fields["to"] = "person_unknown"
    elif taker.pk == giver.pk:
        fields["to"] = "hand_over_self"
    elif taker.state != PersonState.SERVING:
        fields["to"] = "person_left"
    if taker is None or fields:
        raise Invalid(fields=fields, number=to_number)
    return taker


def _post_pass(old: Post, giver: Person, taker: Person, *, actor: Actor, at: datetime) -> tuple[Post, Post]:
    until = old.validity.upper
    new = Post(
        person=taker,
        deputy=giver if old.deputy_id == taker.pk else old.deputy,
        unit_id=old.unit_id,
        role=old.role,
        title=old.title,
        area_id=old.area_id,
        area_code=old.area_code,
        validity=(at, until),
    )
    if old.deputy_id == taker.pk and giver.state != PersonState.SERVING:
        new.deputy = None
    old.validity = (old.validity.lower, at)
    require(actor, PostAct.END, old)
    require(actor, PostAct.OPEN, new)
    old.save(update_fields=["validity"])
    try:
        with transaction.atomic():
            new.save(force_insert=True)
    except IntegrityError as error:
        raise Invalid(fields={"to": "post_doubled"}, number=taker.work_number) from error
    old.refresh_from_db(fields=["validity"])
    new.refresh_from_db(fields=["validity"])
    return old, new


def _hand_over_tell(
    giver: Person, taker: Person, pairs: Sequence[tuple[Post, Post]], *, reason: str, actor: Actor,
    at: datetime,
) -> None:  # fmt: skip
    """Append an entry for each post that ended and began, and one for each of the two people."""
    ended = [_post_entry(old, PostAct.END, reason, actor, at) for old, _new in pairs]
    begun = [_post_entry(new, PostAct.OPEN, reason, actor, at) for _old, new in pairs]
    words = {"reason": reason, "holder.before": giver.name, "holder.after": taker.name}
    people = [
        NewEntry(
            at=at, actor=actor, act=act, subject=f"person:{person.pk}", area=person.area_code,
            detail={"posts": [new.pk for _old, new in pairs]}, words=words, state=person_state(person),
        )
        for act, person in ((PersonAct.HAND_OVER, giver), (PersonAct.TAKE_OVER, taker))
    ]  # fmt: skip
    entries_append_many([*ended, *begun, *people])


def _post_entry(post: Post, act: PostAct, reason: str, actor: Actor, at: datetime) -> NewEntry:
    return NewEntry(
        at=at, actor=actor, act=act, subject=f"post:{post.pk}", area=post.area_code,
        words={"reason": reason}, state=post_state(post),
    )  # fmt: skip
