"""A photo goes to everybody only as a person decided, with its covered parts gone, and comes back."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from PIL import Image

from xiuhua.access.models import User
from xiuhua.access.queries import user_and_actor
from xiuhua.access.services import scope_opened
from xiuhua.files import services
from xiuhua.files.models import PublicPhoto, StoredFile
from xiuhua.files.queries import file_address, public_address
from xiuhua.files.terms import Purpose
from xiuhua.files.tests.conftest import EAST, WEST, picture
from xiuhua.ledger.models import Entry
from xiuhua.shared.actor import Actor, Holding
from xiuhua.shared.clock import now

SignIn = Callable[..., Client]
CLERK = Actor(name="user:0", holdings=(Holding(role="ground_clerk", area=WEST),), user_id=0)
HALF = [{"left": 0, "top": 0, "wide": 500, "high": 1000, "what": "masked_face"}]


@pytest.fixture
def photo(db: None, store: Path) -> StoredFile:
    with scope_opened([WEST]):
        return services.file_store(
            content=picture(size=(400, 300)), name="现场.jpg", area_code=WEST, purpose=Purpose.PHOTO,
            actor=CLERK, at=now(),
        )  # fmt: skip


def _form(client: Client, page: str, **typed: str) -> dict[str, str]:
    """Return what the form of a page would send: its hidden fields, and what was typed."""
    view = client.get(page).context["view"]
    hidden = {field.name: field.value for group in view.groups for field in group.fields}
    return {**hidden, "version": view.version, **typed}


def _shown(store: Path, path: str) -> Image.Image:
    return Image.open(store / path.removeprefix("/_files/")).convert("RGB")


def _search(photo: StoredFile) -> None:
    services.masks_find(file_id=photo.pk, at=now())


def test_a_photo_is_searched_decided_shown_to_strangers_and_withheld_again(
    photo: StoredFile, sign_in: SignIn, client: Client, store: Path
) -> None:
    desk = sign_in("shift_head", area=WEST, person="head")
    page = f"/files/{photo.pk}/publish?back=/cases"
    asked = desk.post(
        f"/files/{photo.pk}/look?back=/cases", _form(desk, f"/files/{photo.pk}/look?back=/cases")
    )
    assert asked.status_code == 303
    assert "正在" in desk.get(page, headers={"Accept-Language": "zh"}).content.decode()
    _search(photo)
    with scope_opened([WEST]):
        assert PublicPhoto.objects.get().state == "public_proposed"
    done = desk.post(page, _form(desk, page, boxes=json.dumps(HALF)))
    assert (done.status_code, done["Location"]) == (303, "/cases")
    with scope_opened([WEST]):
        public = PublicPhoto.objects.get()
    address = public_address(public)
    stranger = client.get(address)
    assert stranger.status_code == 200
    shown = _shown(store, stranger["X-Accel-Redirect"])
    # Left half: the mean of four by four tiles, red above and blue below as before but without a border of
    # the mask inside; the right half untouched, its border sharp at the middle.
    assert shown.size == (400, 300)
    assert shown.crop((300, 10, 301, 11)).tobytes()[0] > 200
    assert shown.crop((300, 290, 301, 291)).tobytes()[2] > 200
    acts = list(Entry.objects.filter(subject=f"file:{photo.pk}").order_by("pk").values_list("act", flat=True))
    assert acts == ["files.store", "files.look", "files.publish"]
    gone = desk.post(
        f"/files/{photo.pk}/withhold?back=/cases",
        _form(desk, f"/files/{photo.pk}/withhold?back=/cases", reason="本人要求"),
    )
    assert gone.status_code == 303
    after = client.get(address, headers={"Accept": "application/json"})
    assert (after.status_code, after.json()["code"]) == (404, "files_not_public")


def test_what_lies_under_a_box_cannot_be_brought_back(
    photo: StoredFile, sign_in: SignIn, client: Client, store: Path
) -> None:
    image = Image.new("RGB", (400, 300), "white")
    for column in range(0, 200, 4):
        image.paste("black", (column, 0, column + 2, 300))
    written = store / "stripes.png"
    image.save(written)
    with scope_opened([WEST]):
        stripes = services.file_store(
            content=written.read_bytes(), name="条纹.png", area_code=WEST, purpose=Purpose.PHOTO, actor=CLERK,
            at=now(),
        )  # fmt: skip
    sign_in("shift_head", area=WEST, person="head")
    found = user_and_actor(User.objects.get(username="head").pk, at=now())
    assert found is not None
    with scope_opened([WEST]):
        public = services.photo_publish(file_id=stripes.pk, boxes=HALF, actor=found[1], at=now())
    shown = _shown(store, client.get(public_address(public))["X-Accel-Redirect"])
    covered = shown.getchannel("R").crop((2, 150, 198, 151)).tobytes()
    assert max(covered) - min(covered) < 24  # of 255: twelve or thirteen stripes in a tile, and JPEG
    assert shown.getpixel((300, 150)) == (255, 255, 255)


def test_an_address_that_was_not_made_or_is_of_an_older_version_shows_nothing(
    photo: StoredFile, sign_in: SignIn, client: Client
) -> None:
    desk = sign_in("shift_head", area=WEST, person="head")
    page = f"/files/{photo.pk}/publish"
    desk.post(page, _form(desk, page, boxes="[]"))
    with scope_opened([WEST]):
        first = public_address(PublicPhoto.objects.get())
    desk.post(page, _form(desk, page, boxes=json.dumps(HALF)))
    with scope_opened([WEST]):
        second = public_address(PublicPhoto.objects.get())
    answers = [
        client.get(one, headers={"Accept": "application/json"}).status_code
        for one in (
            first,
            second,
            f"/published/{photo.pk}-2-{'0' * 32}.jpg",
            "/published/1-2.jpg",
            "/published/x.jpg",
        )
    ]
    assert answers == [404, 200, 404, 404, 404]


def test_who_may_not_decide_and_what_lies_outside_the_photo_are_refused(
    photo: StoredFile, sign_in: SignIn
) -> None:
    page = f"/files/{photo.pk}/publish"
    unit = sign_in("unit_clerk", area=WEST, person="unit")
    assert unit.get(page).status_code == 403
    east = sign_in("shift_head", area=EAST, person="east")
    assert east.get(page).status_code == 404
    desk = sign_in("shift_head", area=WEST, person="head")
    outside = json.dumps([{"left": 900, "top": 0, "wide": 200, "high": 10, "what": "masked_face"}])
    for boxes in (outside, "not json", '{"left": 1}'):
        assert desk.post(page, _form(desk, page, boxes=boxes)).status_code == 422
    with scope_opened([WEST]):
        assert not PublicPhoto.objects.exists()


def test_somebody_who_decided_while_the_machine_searched_is_not_overruled(
    photo: StoredFile, sign_in: SignIn
) -> None:
    desk = sign_in("shift_head", area=WEST, person="head")
    look, page = f"/files/{photo.pk}/look", f"/files/{photo.pk}/publish"
    desk.post(look, _form(desk, look))
    desk.post(page, _form(desk, page, boxes=json.dumps(HALF)))
    _search(photo)
    with scope_opened([WEST]):
        public = PublicPhoto.objects.get()
    assert (public.state, public.boxes) == ("public_published", HALF)


def test_whoever_takes_the_original_of_a_photo_is_in_the_ledger(photo: StoredFile, sign_in: SignIn) -> None:
    desk = sign_in("shift_head", area=WEST, person="head")
    found = user_and_actor(User.objects.get(username="head").pk, at=now())
    assert found is not None
    assert desk.get(file_address(photo, actor=found[1], at=now())).status_code == 200
    entry = Entry.objects.get(act="files.original")
    assert (entry.subject, entry.actor) == (f"file:{photo.pk}", found[1].name)
