"""Keeping a file, handing it out, erasing it."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import IO

from django.conf import settings
from django.db import transaction

from xiuhua.access.services import require
from xiuhua.files.models import Export, StoredFile
from xiuhua.files.rules.addresses import claim_read, content_path
from xiuhua.files.rules.media import name_cleaned
from xiuhua.files.services.pictures import facts_erase, facts_keep, photo_look, rendition_ensure
from xiuhua.files.services.refusals import Erased, LinkBroken, LinkExpired
from xiuhua.files.services.store import Content, content_place, content_receive, incoming
from xiuhua.files.terms import TRAITS, Act, Media, PhotoRange, Purpose, Shape
from xiuhua.ledger.services import entry_append
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import NotFound, NotPermitted

_MOST_PHOTOS = 9  # of one form


def file_store(
    *,
    content: IO[bytes] | bytes,
    name: str,
    area_code: str = "",
    purpose: Purpose | None = None,
    shot: PhotoRange | None = None,
    actor: Actor,
    at: datetime,
) -> StoredFile:
    """Keep a file: content on disk for good, then the row and its entry.

    What it is is read from its content, bytes or a stream read to its end. The content is kept as it came: a
    photograph's EXIF (place, time, camera) is evidence here, and stripping it would change the digest.

    Args:
        content: what arrives.
        name: the file name the sender gave.
        area_code: whose file it is; empty for everybody signed in.
        purpose: what it is brought for; None takes every kind of content.
        shot: from how far a photo was taken, where that was said.
        actor: who brings it.
        at: when.

    Raises:
        NotPermitted: the actor may not bring files there.
        Empty, TypeRefused, NoPhoto, PhotoHeic, PhotoBroken, PhotoTooWide, TooLarge, StorageFull: it is not
            kept, and nothing remains of it.
    """
    require(actor, Act.STORE, StoredFile(area_code=area_code))
    if area_code and not area_code.startswith(
        actor.areas
    ):  # who may bring files of no area, may not anywhere
        raise NotPermitted(act=Act.STORE)
    source = io.BytesIO(content) if isinstance(content, bytes) else content
    cleaned = name_cleaned(name)
    with incoming() as file:
        arrived = content_receive(source, file, name=cleaned, purpose=purpose)
        looked = photo_look(file, name=cleaned) if purpose is Purpose.PHOTO else None
        with transaction.atomic():
            kept = file_keep(file, arrived, name=cleaned, area_code=area_code, actor=actor, at=at)
            if looked is not None:
                facts_keep(kept, looked, shot=shot)
        return kept


def photos_store(
    *, uploads: Iterable[IO[bytes]], area_code: str, actor: Actor, at: datetime
) -> tuple[StoredFile, ...]:
    """Keep the photos that came with a form, the first nine.

    Raises:
        CityError: one is not kept, as `file_store`; a browser's upload says its own name.
    """
    return tuple(
        file_store(
            content=upload, name=getattr(upload, "name", "") or "", area_code=area_code,
            purpose=Purpose.PHOTO, actor=actor, at=at,
        )
        for upload in islice(uploads, _MOST_PHOTOS)
    )  # fmt: skip


@transaction.atomic
def file_keep(
    file: IO[bytes], content: Content, *, name: str, area_code: str, actor: Actor, at: datetime
) -> StoredFile:
    """Place content that has arrived, and record it: the second half of every act that makes a file."""
    content_place(file, content)
    kept = StoredFile.objects.create(
        sha256=content.sha256,
        size_bytes=content.size_bytes,
        media_type=content.media.value,
        name=name,
        area_code=area_code,
        stored_by=actor.name,
        stored_at=at,
    )
    entry_append(
        at=at,
        actor=actor,
        act=Act.STORE,
        subject=f"file:{kept.pk}",
        area=area_code,
        detail={"sha256": kept.sha256, "size_bytes": kept.size_bytes, "media_type": kept.media_type},
        words={"name.after": name},
        state=kept.vouched,
    )
    return kept


@transaction.atomic
def files_settle(*, files: Sequence[StoredFile], area_code: str, actor: Actor, at: datetime) -> None:
    """Let files that the actor brought for a wider area be of the place where they are used from now on.

    A telephone brings a photo before anybody knows which area it lies in. As long as it belongs to the whole
    area of its bringer, those who serve in one street of it cannot look at it. What is for everybody stays.
    """
    own = {actor.name, f"user:{actor.user_id}"}
    wider = [
        file.pk
        for file in files
        if file.stored_by in own and file.area_code and area_code.startswith(file.area_code)
        if file.area_code != area_code
    ]
    for file in StoredFile.objects.select_for_update().filter(pk__in=wider).order_by("pk") if wider else ():
        before, file.area_code = file.area_code, area_code
        file.save(update_fields=["area_code"])
        entry_append(
            at=at,
            actor=actor,
            act=Act.SETTLE,
            subject=f"file:{file.pk}",
            area=area_code,
            detail={"before": before, "after": area_code},
            state=file.vouched,
        )


@transaction.atomic
def file_erase(*, file_id: int, reason: str, actor: Actor, at: datetime) -> StoredFile:
    """Erase a file's name and what a photo said about itself now, its content with the next sweep.

    Content that another file shares stays.

    Raises:
        NotFound: there is no such file, or none that the actor may see.
        Erased: it is erased already.
    """
    file = StoredFile.objects.select_for_update().filter(pk=file_id).first()
    if file is None:
        raise NotFound(kind="file", key=str(file_id))
    require(actor, Act.ERASE, file)
    if file.erased_at is not None:
        raise Erased
    file.name, file.erased_at = "", at
    file.save(update_fields=["name", "erased_at"])
    facts_erase(file)
    entry_append(
        at=at,
        actor=actor,
        act=Act.ERASE,
        subject=f"file:{file.pk}",
        area=file.area_code,
        detail={"sha256": file.sha256},
        words={"reason": reason},
        state=file.vouched,
    )
    return file


@dataclass(frozen=True, kw_only=True)
class Handover:
    """What a door needs to hand a file out; the bytes are nginx's business."""

    path: str
    media: Media
    name: str
    is_shown: bool
    until: datetime


def file_open(*, file_id: int, signature: str, actor: Actor, at: datetime) -> Handover:
    """Return how to hand out a file, as it came, to whoever followed a signed address.

    The original of a photo says where and when it was taken and with what: it is evidence, for those who may
    take originals. Everybody else is shown its rendition.

    Raises:
        LinkBroken: the address was not made for this file and this actor.
        LinkExpired: it was, but its time is over.
        NotFound, NotPermitted: the file lies outside what the actor may see now, or is somebody's export.
        Erased: the content is gone.
    """
    file, until = _file_claimed(file_id, signature, actor=actor, at=at)
    if file.media in Purpose.PHOTO.kinds:
        require(actor, Act.ORIGINAL, file if file.area_code else None)
        _original_taken(file, actor=actor, at=at)
    return Handover(
        path=content_path(file.sha256).as_posix(),
        media=file.media,
        name=file.name or f"{file.pk}.{TRAITS[file.media].ending}",
        is_shown=TRAITS[file.media].shown_in_page,
        until=until,
    )


@transaction.atomic
def _original_taken(file: StoredFile, *, actor: Actor, at: datetime) -> None:
    """Enter who took the original of a photo: it says where somebody stood, and when."""
    entry_append(
        at=at, actor=actor, act=Act.ORIGINAL, subject=f"file:{file.pk}", area=file.area_code,
        detail={"sha256": file.sha256},
    )  # fmt: skip


def rendition_open(*, file_id: int, shape: str, signature: str, actor: Actor, at: datetime) -> Handover:
    """Return how to hand out a picture in a shape; it is made now where nobody has looked at it before.

    Raises:
        LinkBroken, LinkExpired, NotFound, NotPermitted, Erased: as `file_open`.
        PhotoBroken, PhotoTooWide: it came in another way than as a photo, and cannot be shown.
    """
    file, until = _file_claimed(file_id, signature, shape=shape, actor=actor, at=at)
    if file.media not in Purpose.PHOTO.kinds:
        raise NotFound(kind="file", key=str(file_id))
    path = rendition_ensure(file, Shape(shape))
    return Handover(path=path.as_posix(), media=Media.JPEG, name=f"{file.pk}.jpg", is_shown=True, until=until)


def _file_claimed(
    file_id: int, signature: str, *, shape: str = "", actor: Actor, at: datetime
) -> tuple[StoredFile, datetime]:
    """Return the file that a signed address promises, and until when it does."""
    secret = settings.SECRET_KEY.encode()
    claim = claim_read(signature, file_id=file_id, shape=shape, actor=actor.name, secret=secret)
    if claim is None:
        raise LinkBroken
    if claim.until <= at:
        raise LinkExpired
    file = StoredFile.objects.filter(pk=file_id).first()
    if file is None:
        raise NotFound(kind="file", key=str(file_id))
    askers = set(Export.objects.filter(file=file).values_list("asked_by", flat=True))
    if askers and actor.name not in askers:  # a sheet holds what its asker may read, and nobody else
        raise NotPermitted(act=Act.READ)
    if not askers:
        # A file of no area is printed on pages for everybody, as the handbook's photos are: whoever may read
        # any file may read it, by an address that such a page made for them.
        require(actor, Act.READ, file if file.area_code else None)
    if file.erased_at is not None:
        raise Erased
    return file, claim.until
