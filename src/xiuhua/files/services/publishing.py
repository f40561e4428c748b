"""A photo goes to everybody: searched by a machine, decided by a person, its covered parts gone for good."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from pathlib import PurePosixPath

from django.conf import settings
from django.db import transaction
from PIL import Image
from procrastinate.contrib.django import app as queue

from xiuhua.access.services import require, scope_opened
from xiuhua.files.models import PublicPhoto, StoredFile
from xiuhua.files.rules.addresses import public_read
from xiuhua.files.rules.masks import WHOLE, Box, boxes_read, boxes_stored
from xiuhua.files.services.pictures import photo_read, rendition_made
from xiuhua.files.services.refusals import BoxesWrong, Erased, NotPublic, PhotoBroken, PhotoTooWide
from xiuhua.files.terms import Act, PublicState, Purpose, Shape
from xiuhua.ledger.services import entry_append
from xiuhua.shared.actor import Actor, system
from xiuhua.shared.errors import NotFound

LOOK_JOB = "files.masks_find"
_LOOKER = system("masks")
_PUBLIC_PX = 1024  # own choice: a telephone's screen, and no more of a bystander than needed
_TILES = 4  # across a covered part: nothing of a face is left in sixteen points
_RECIPE = "1"
_DIGITS = 16


def masks_ask(*, files: Sequence[StoredFile], at: datetime) -> None:
    """Have photos searched for what must be covered, once each, by the worker. The caller has the right."""
    photos = [file for file in files if file.media in Purpose.PHOTO.kinds]
    known = set(PublicPhoto.objects.filter(file__in=photos).values_list("pk", flat=True))
    fresh = [file for file in photos if file.pk not in known]
    PublicPhoto.objects.bulk_create(
        [PublicPhoto(file=file, state=PublicState.LOOKING.value, asked_at=at) for file in fresh],
        ignore_conflicts=True,
    )
    for file in fresh:
        queue.configure_task(LOOK_JOB, lock=f"photo:{file.pk}").defer(file_id=file.pk)


@transaction.atomic
def masks_look(*, file_id: int, actor: Actor, at: datetime) -> None:
    """Have one photo searched because somebody asks for it.

    Raises:
        NotFound, NotPermitted, Erased: there is nothing to search, or not for them.
    """
    masks_ask(files=[_photo_locked(file_id, Act.PUBLISH, actor)], at=at)


def masks_find(*, file_id: int, at: datetime) -> None:
    """Search a photo: the job. Somebody who decided meanwhile is not overruled.

    A picture that cannot be read is left to the person: nothing is proposed.
    """
    with scope_opened(("",)):
        file = StoredFile.objects.filter(pk=file_id, erased_at=None).first()
        if file is None:
            return
        boxes, finder = _searched(file)
        with transaction.atomic():
            public = PublicPhoto.objects.select_for_update().filter(pk=file_id).first()
            if public is None or public.standing is not PublicState.LOOKING:
                return
            public.boxes, public.state = boxes_stored(boxes), PublicState.PROPOSED.value
            public.finder, public.found_at = finder, at
            public.save(update_fields=["boxes", "state", "finder", "found_at"])
            entry_append(
                at=at, actor=_LOOKER, act=Act.LOOK, subject=f"file:{file.pk}", area=file.area_code,
                detail={"finder": finder, "boxes": len(boxes)},
            )  # fmt: skip


def _searched(file: StoredFile) -> tuple[tuple[Box, ...], str]:
    """Search the picture that a person is shown while they decide."""
    from xiuhua.files.services.finding import FINDER, boxes_found  # noqa: PLC0415 - brings OpenCV

    try:
        return boxes_found(photo_read(file, longest_px=Shape.VIEW.longest_px)), FINDER
    except (PhotoBroken, PhotoTooWide, FileNotFoundError):
        return (), ""


@transaction.atomic
def photo_publish(*, file_id: int, boxes: object, actor: Actor, at: datetime) -> PublicPhoto:
    """Let everybody see a photo, with parts of it covered as a person decided.

    Args:
        file_id: which.
        boxes: what to cover, as `rules.masks.boxes_read` takes it; empty where nothing needs it.
        actor: who decides.
        at: when.

    Raises:
        BoxesWrong: a box lies outside the picture.
        NotFound, NotPermitted, Erased: there is nothing to publish, or not for them.
    """
    try:
        covered = boxes_read(boxes)
    except ValueError as fault:
        raise BoxesWrong from fault
    return _decided(file_id, PublicState.PUBLISHED, covered, reason="", actor=actor, at=at)


@transaction.atomic
def photo_withhold(*, file_id: int, reason: str, actor: Actor, at: datetime) -> PublicPhoto:
    """Keep a photo from everybody from now on; whoever has its address finds it gone.

    Raises:
        NotFound, NotPermitted, Erased: as `photo_publish`.
    """
    return _decided(file_id, PublicState.WITHHELD, None, reason=reason, actor=actor, at=at)


def _decided(
    file_id: int, state: PublicState, boxes: Sequence[Box] | None, *, reason: str, actor: Actor, at: datetime
) -> PublicPhoto:
    act = Act.PUBLISH if state is PublicState.PUBLISHED else Act.WITHHOLD
    file = _photo_locked(file_id, act, actor)
    public = PublicPhoto.objects.filter(pk=file_id).first() or PublicPhoto(file=file, asked_at=at)
    if boxes is not None:
        public.boxes = boxes_stored(boxes)
    public.state, public.version = state.value, public.version + 1
    public.decided_at, public.decided_by = at, actor.name
    public.save()
    entry_append(
        at=at, actor=actor, act=act, subject=f"file:{file.pk}", area=file.area_code,
        detail={"version": public.version, "boxes": len(public.boxes), "covered": _digest(public)},
        words={"reason": reason} if reason else {},
    )  # fmt: skip
    return public


def _photo_locked(file_id: int, act: Act, actor: Actor) -> StoredFile:
    file = StoredFile.objects.select_for_update().filter(pk=file_id).first()
    if file is None or file.media not in Purpose.PHOTO.kinds:
        raise NotFound(kind="file", key=str(file_id))
    require(actor, act, file)
    if file.erased_at is not None:
        raise Erased
    return file


def _digest(public: PublicPhoto) -> str:
    words = json.dumps(public.boxes, sort_keys=True)
    return hashlib.sha256(f"{_RECIPE}\n{words}".encode()).hexdigest()


def published_open(*, name: str) -> PurePosixPath:
    """Return where the picture behind a public address lies below the store's root; made where it is not yet.

    Raises:
        NotPublic: nobody made that address, or what it showed is not public any more.
        PhotoBroken, PhotoTooWide: the original cannot be shown.
    """
    named = public_read(name, secret=settings.SECRET_KEY.encode())
    if named is None:
        raise NotPublic
    file_id, version = named
    with scope_opened(("",)):
        public = PublicPhoto.objects.select_related("file").filter(pk=file_id, version=version).first()
    if public is None or public.standing is not PublicState.PUBLISHED or public.file.erased_at is not None:
        raise NotPublic
    return rendition_made(
        public.file, recipe=f"public-{_digest(public)[:_DIGITS]}", longest_px=_PUBLIC_PX,
        drawn=partial(_covered, boxes=boxes_read(public.boxes)),
    )  # fmt: skip


def _covered(image: Image.Image, *, boxes: Sequence[Box]) -> Image.Image:
    for box in boxes:
        _cover(image, box)
    return image


def _cover(image: Image.Image, box: Box) -> None:
    """Replace a part of a picture by a few points of its mean colours."""
    left, top = box.left * image.width // WHOLE, box.top * image.height // WHOLE
    right = max(left + 1, -(-(box.left + box.wide) * image.width // WHOLE))
    bottom = max(top + 1, -(-(box.top + box.high) * image.height // WHOLE))
    part = image.crop((left, top, right, bottom))
    rough = part.resize((min(_TILES, part.width), min(_TILES, part.height)), Image.Resampling.BOX)
    image.paste(rough.resize(part.size, Image.Resampling.NEAREST), (left, top))
