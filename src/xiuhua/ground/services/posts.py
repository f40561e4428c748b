"""Every way posts and absences can change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from xiuhua.access.services import require
from xiuhua.access.terms import SEPARATED, Role
from xiuhua.ground.models import Absence, Area, Person, Post
from xiuhua.ground.queries.people import people_numbered, person_lock
from xiuhua.ground.queries.posts import absence_lock, absence_state, post_lock, post_state
from xiuhua.ground.queries.units import units_coded
from xiuhua.ground.rules.people import period_fault
from xiuhua.ground.services.importing import rows_held
from xiuhua.ground.terms.people import (
    AbsenceAct,
    AbsenceKind,
    PersonState,
    PostAct,
    UnitState,
)
from xiuhua.intake.rules import RowsHeld
from xiuhua.ledger.services import NewEntry, entries_append_many, entry_append
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import Invalid, NotPermitted


@dataclass(frozen=True, kw_only=True)
class NewPost:
    """A post as a form or an import brings it. `until` is the first instant after it."""

    work_number: str
    unit_code: str
    role: Role
    area_code: str
    since: datetime
    until: datetime | None = None
    title: str = ""
    deputy_number: str = ""


@transaction.atomic
def post_open(*, new: NewPost, actor: Actor, at: datetime) -> Post:
    """Open a post for a person.

    Raises:
        NotPermitted: it lies outside the areas in which the actor may open posts.
        Invalid: the person, unit, area or deputy is unknown or no longer there; the deputy is the holder; the
            period ends before it begins; the same post is held already.
    """
    people = people_numbered([new.work_number, new.deputy_number])
    person, deputy = people.get(new.work_number), people.get(new.deputy_number)
    unit = units_coded([new.unit_code]).get(new.unit_code)
    area = Area.objects.defer("shape", "line").filter(code=new.area_code).first()
    fields = _person_fault("person", person) | _deputy_fault(deputy, new.deputy_number, holder=person)
    if unit is None or unit.state != UnitState.ACTIVE:
        fields["unit"] = "unit_unknown" if unit is None else "unit_retired"
    if area is None:
        fields["area"] = "post_area_unknown"
    if new.role in SEPARATED or new.role is Role.SYSTEM:
        fields["role"] = "post_role_separated"
    if fault := period_fault(new.since, new.until):
        fields["until"] = fault
    if person is None or unit is None or area is None or fields:
        raise Invalid(
            fields=fields, number=new.work_number, unit=new.unit_code, area=new.area_code,
            deputy=new.deputy_number,
        )  # fmt: skip
    post = Post(
        person=person, deputy=deputy, unit=unit, role=new.role.value, title=new.title.strip(), area=area,
        area_code=area.code, validity=(new.since, new.until),
    )  # fmt: skip
    require(actor, PostAct.OPEN, post)
    return _post_insert(post, actor=actor, at=at)


def _post_insert(post: Post, *, actor: Actor, at: datetime) -> Post:
    try:
        with transaction.atomic():
            post.save(force_insert=True)
    except IntegrityError as error:
        raise Invalid(fields={"role": "post_doubled"}, number=post.person.work_number) from error
    post.refresh_from_db(fields=["validity"])
    words = {"role.after": post.role, "holder.after": post.person.name}
    return _post_told(post, act=PostAct.OPEN, words=words, actor=actor, at=at)


def _post_told(post: Post, *, act: PostAct, words: Mapping[str, str], actor: Actor, at: datetime) -> Post:
    entry_append(
        at=at, actor=actor, act=act, subject=f"post:{post.pk}", area=post.area_code, words=words,
        state=post_state(post),
    )  # fmt: skip
    return post


def _person_fault(field: str, person: Person | None) -> dict[str, str]:
    if person is None:
        return {field: "person_unknown"}
    return {} if person.state == PersonState.SERVING else {field: "person_left"}


def _deputy_fault(deputy: Person | None, number: str, *, holder: Person | None) -> dict[str, str]:
    if not number:
        return {}
    if deputy is not None and holder is not None and deputy.pk == holder.pk:
        return {"deputy": "deputy_is_holder"}
    if deputy is None:
        return {"deputy": "deputy_unknown"}
    return {} if deputy.state == PersonState.SERVING else {"deputy": "deputy_left"}


@transaction.atomic
def post_end(*, post_id: int, until: datetime | None, reason: str, actor: Actor, at: datetime) -> Post:
    """End a post at an instant; the work on it stays with the unit until somebody else takes it over.

    Without an instant a post that was to end goes on.

    Raises:
        NotFound, NotPermitted: not visible, or the act table says no.
        Invalid: it has ended already, would end before it began, or the reason is missing.
    """
    post = post_lock(post_id)
    require(actor, PostAct.END, post)
    fields = {} if reason.strip() else {"reason": "reason_empty"}
    if post.validity.upper is not None and post.validity.upper <= at:
        fields["until"] = "post_ended"
    elif fault := period_fault(post.validity.lower, until):
        fields["until"] = fault
    if fields:
        raise Invalid(fields=fields)
    post.validity = (post.validity.lower, until)
    post.save(update_fields=["validity"])
    post.refresh_from_db(fields=["validity"])
    return _post_told(post, act=PostAct.END, words={"reason": reason.strip()}, actor=actor, at=at)


@transaction.atomic
def post_deputy_change(*, post_id: int, deputy_number: str, actor: Actor, at: datetime) -> Post:
    """Give a post another deputy (the B of 'AB 岗'); an empty number leaves it without one.

    Raises:
        NotFound, NotPermitted: not visible, or the act table says no.
        Invalid: the deputy is unknown, has left, or is the holder; the post has ended.
    """
    post = post_lock(post_id)
    require(actor, PostAct.DEPUTY, post)
    deputy = people_numbered([deputy_number]).get(deputy_number)
    fields = _deputy_fault(deputy, deputy_number, holder=post.person)
    if post.validity.upper is not None and post.validity.upper <= at:
        fields["deputy"] = "post_ended"
    if fields:
        raise Invalid(fields=fields, deputy=deputy_number)
    before = post.deputy.name if post.deputy else ""
    words = {"deputy.before": before, "deputy.after": deputy.name if deputy else ""}
    post.deputy = deputy
    post.save(update_fields=["deputy"])
    return _post_told(post, act=PostAct.DEPUTY, words=words, actor=actor, at=at)


@transaction.atomic
def posts_undo(*, post_ids: Sequence[int], actor: Actor, at: datetime) -> None:
    """Take back posts that an import made and nobody used since, as if it had never been.

    Raises:
        RowsHeld: something hangs on one of them by now.
    """
    rows = list(Post.objects.select_for_update().filter(pk__in=post_ids))
    for row in rows:
        require(actor, PostAct.UNDO, row)
    entries_append_many(
        [
            NewEntry(
                at=at, actor=actor, act=PostAct.UNDO, subject=f"post:{row.pk}", area=row.area_code, state={}
            )
            for row in rows
        ]
    )
    try:
        Post.objects.filter(pk__in=[row.pk for row in rows]).delete()
    except ProtectedError as error:
        raise RowsHeld(rows_held(error, Post)) from error


# --- absences ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class NewAbsence:
    """Somebody's absence. `until` is the first instant after it."""

    kind: AbsenceKind
    since: datetime
    until: datetime
    deputy_number: str = ""


@transaction.atomic
def absence_record(*, person_id: int, new: NewAbsence, actor: Actor, at: datetime) -> Absence:
    """Record that a person is away; the deputy named here, or that of each post, answers meanwhile.

    The person may do this for themselves, the office of their unit for anybody in its area.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: not visible, or the act table says no.
        Invalid: the deputy is unknown, has left, or is the person; the period ends before it begins, or
            overlaps another absence.
    """
    person = person_lock(person_id)
    absence_permit(actor=actor, act=AbsenceAct.RECORD, person=person)
    deputy = people_numbered([new.deputy_number]).get(new.deputy_number)
    fields = _deputy_fault(deputy, new.deputy_number, holder=person)
    if fault := period_fault(new.since, new.until):
        fields["until"] = fault
    if fields:
        raise Invalid(fields=fields, deputy=new.deputy_number)
    absence = Absence(
        person=person, deputy=deputy, kind=new.kind.value, validity=(new.since, new.until),
        area_code=person.area_code, recorded_at=at,
    )  # fmt: skip
    try:
        with transaction.atomic():
            absence.save(force_insert=True)
    except IntegrityError as error:
        raise Invalid(fields={"since": "absence_overlaps"}) from error
    return _absence_told(absence, act=AbsenceAct.RECORD, actor=actor, at=at)


@transaction.atomic
def absence_end(*, absence_id: int, actor: Actor, at: datetime) -> Absence:
    """End an absence now. One that has not begun is taken back: it then covers nothing.

    Raises:
        NotFound, NotPermitted: not visible, or the act table says no.
        Invalid: it is over already.
    """
    absence = absence_lock(absence_id)
    absence_permit(actor=actor, act=AbsenceAct.END, person=person_lock(absence.person_id))
    since, until = absence.validity.lower, absence.validity.upper
    if since is None or until <= at:
        raise Invalid(fields={"absence": "absence_over"})
    absence.validity = (since, max(since, at))
    absence.save(update_fields=["validity"])
    return _absence_told(absence, act=AbsenceAct.END, actor=actor, at=at)


def absence_permit(*, actor: Actor, act: str, person: Person) -> None:
    """Let pass a person about themselves, and whoever the act table lets about others.

    Raises:
        NotPermitted, NotAllowedNow: neither.
    """
    is_own = actor.user_id is not None and person.user_id == actor.user_id
    try:
        require(actor, act, person)
    except NotPermitted:
        if not is_own:
            raise
        require(actor, AbsenceAct.RECORD_OWN, person)


def _absence_told(absence: Absence, *, act: AbsenceAct, actor: Actor, at: datetime) -> Absence:
    absence.refresh_from_db(fields=["validity"])
    entry_append(
        at=at, actor=actor, act=act, subject=f"absence:{absence.pk}", area=absence.area_code,
        detail={"person": absence.person_id}, words={"kind.after": absence.kind},
        state=absence_state(absence),
    )  # fmt: skip
    return absence
