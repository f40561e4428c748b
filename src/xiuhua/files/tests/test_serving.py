"""A signed address opens a file for the person it was made for, for a while; nginx hands out the bytes."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client
from PIL import Image

from xiuhua.access.models import User
from xiuhua.access.queries import user_and_actor
from xiuhua.access.services import scope_opened
from xiuhua.files import services
from xiuhua.files.models import StoredFile
from xiuhua.files.queries import file_address, rendition_address
from xiuhua.files.terms import Shape
from xiuhua.files.tests.conftest import EAST, PNG, WEST, picture
from xiuhua.shared.actor import Actor, system
from xiuhua.shared.clock import now

SignIn = Callable[..., Client]


class _Killed(BaseException):
    """What nothing on the way takes for a fault of its own."""


@pytest.fixture
def photo(sign_in: SignIn) -> tuple[Client, Actor, StoredFile]:
    """A clerk of the west, signed in, and a photograph they brought."""
    client = sign_in("ground_clerk", area=WEST, person="west")
    actor = _actor("west")
    with scope_opened([WEST]):
        file = services.file_store(content=PNG, name="现场 照片.png", area_code=WEST, actor=actor, at=now())
    return client, actor, file


def _actor(username: str) -> Actor:
    found = user_and_actor(User.objects.get(username=username).pk, at=now())
    assert found is not None
    return found[1]


def _refusal(client: Client, address: str) -> tuple[int, str]:
    answer = client.get(address, headers={"Accept": "application/json"})
    assert "X-Accel-Redirect" not in answer
    return answer.status_code, answer.json()["code"]


def _address(file: StoredFile, actor: Actor, at: datetime | None = None) -> str:
    return file_address(file, actor=actor, at=at or now())


def _shown(file: StoredFile, actor: Actor, shape: Shape = Shape.VIEW) -> str:
    return rendition_address(file, shape, actor=actor, at=now())


def _made(store: Path) -> list[Path]:
    return sorted(path for path in (store / "renditions").rglob("*") if path.is_file())


def test_a_photograph_is_handed_to_nginx_with_headers_under_which_nothing_runs(
    photo: tuple[Client, Actor, StoredFile],
) -> None:
    client, actor, file = photo
    answer = client.get(_address(file, actor))
    assert answer.status_code == 200
    assert answer.content == b""
    assert answer["X-Accel-Redirect"] == f"/_files/{file.sha256[:2]}/{file.sha256[2:]}"
    assert answer["Content-Type"] == "image/png"
    assert answer["Content-Disposition"].startswith("inline; filename*=utf-8''%E7%8E%B0")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Cache-Control"].startswith("private, max-age=")


def test_a_document_is_downloaded_and_not_shown(photo: tuple[Client, Actor, StoredFile]) -> None:
    client, actor, _ = photo
    with scope_opened([WEST]):
        table = services.file_store(
            content=b"a,b\n1,2\n", name="a.csv", area_code=WEST, actor=actor, at=now()
        )
    assert client.get(_address(table, actor))["Content-Disposition"] == 'attachment; filename="a.csv"'


def test_a_changed_signature_opens_nothing(photo: tuple[Client, Actor, StoredFile]) -> None:
    client, actor, file = photo
    address = _address(file, actor)
    other = address.replace(f"/files/{file.pk}/", f"/files/{file.pk + 1}/")
    for wrong in (address.replace("-", "-0", 1), other, f"/files/{file.pk}/x/a.png"):
        assert _refusal(client, wrong) == (403, "files_link_broken")


def test_an_address_opens_nothing_for_a_colleague(
    photo: tuple[Client, Actor, StoredFile], sign_in: SignIn
) -> None:
    _, actor, file = photo
    colleague = sign_in("ground_clerk", area=WEST, person="colleague")
    assert _refusal(colleague, _address(file, actor)) == (403, "files_link_broken")
    assert colleague.get(_address(file, _actor("colleague"))).status_code == 200


def test_an_expired_address_says_so(photo: tuple[Client, Actor, StoredFile]) -> None:
    client, actor, file = photo
    assert client.get(_address(file, actor, now() - timedelta(hours=1))).status_code == 200
    assert _refusal(client, _address(file, actor, now() - timedelta(hours=3))) == (410, "files_link_expired")


def test_a_file_of_another_district_is_not_there(
    photo: tuple[Client, Actor, StoredFile], sign_in: SignIn
) -> None:
    _, _, file = photo
    stranger = sign_in("ground_clerk", area=EAST, person="east")
    assert _refusal(stranger, _address(file, _actor("east"))) == (404, "not_found")


def test_an_erased_file_says_so(photo: tuple[Client, Actor, StoredFile]) -> None:
    client, actor, file = photo
    address = _address(file, actor)
    with scope_opened([""]):
        services.file_erase(file_id=file.pk, reason="保存期满", actor=system("retention"), at=now())
    assert _refusal(client, address) == (410, "files_erased")


def test_a_visitor_is_sent_to_sign_in(photo: tuple[Client, Actor, StoredFile]) -> None:
    _, actor, file = photo
    answer = Client().get(_address(file, actor))
    assert (answer.status_code, answer["Location"][:9]) == (302, "/sign-in?")


def test_a_picture_is_shown_without_what_its_original_says_and_made_once(
    photo: tuple[Client, Actor, StoredFile], store: Path
) -> None:
    client, actor, file = photo
    for shape in (Shape.VIEW, Shape.THUMB):
        answer = client.get(_shown(file, actor, shape))
        assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
        assert answer["X-Content-Type-Options"] == "nosniff"
        path = store / answer["X-Accel-Redirect"].removeprefix("/_files/")
        assert path.parent == store / "renditions" / file.sha256[:2]
        assert Image.open(path).format == "JPEG"
    times = [path.stat().st_mtime_ns for path in _made(store)]
    assert len(times) == 2
    client.get(_shown(file, actor))
    assert [path.stat().st_mtime_ns for path in _made(store)] == times


def test_the_original_is_for_who_may_take_originals_and_the_picture_for_the_rest(
    photo: tuple[Client, Actor, StoredFile], sign_in: SignIn
) -> None:
    _, _, file = photo
    leader, auditor = (
        sign_in("leader", area=WEST, person="head"),
        sign_in("auditor", area=WEST, person="audit"),
    )
    assert _refusal(leader, _address(file, _actor("head"))) == (403, "not_permitted")
    assert leader.get(_shown(file, _actor("head"))).status_code == 200
    answer = auditor.get(_address(file, _actor("audit")))
    assert answer["X-Accel-Redirect"] == f"/_files/{file.sha256[:2]}/{file.sha256[2:]}"


def test_an_address_of_a_picture_opens_neither_its_original_nor_another_shape_nor_another_person(
    photo: tuple[Client, Actor, StoredFile], sign_in: SignIn
) -> None:
    client, actor, file = photo
    address = _shown(file, actor)
    for wrong in (
        address.replace("/view/", "/"),
        address.replace("/view/", "/thumb/"),
        address.replace("view", "x"),
    ):
        assert _refusal(client, wrong) == (403, "files_link_broken")
    colleague = sign_in("ground_clerk", area=WEST, person="colleague")
    assert _refusal(colleague, address) == (403, "files_link_broken")
    stranger = sign_in("ground_clerk", area=EAST, person="east")
    assert _refusal(stranger, _shown(file, _actor("east"))) == (404, "not_found")


def test_what_is_no_picture_has_none_and_what_cannot_be_read_says_so(
    photo: tuple[Client, Actor, StoredFile], store: Path
) -> None:
    client, actor, _ = photo
    with scope_opened([WEST]):
        table, broken = (
            services.file_store(content=content, name="a", area_code=WEST, actor=actor, at=now())
            for content in (b"%PDF-1.7", picture(size=(640, 480))[:-400])
        )
    assert _refusal(client, _shown(table, actor)) == (404, "not_found")
    assert _refusal(client, _shown(broken, actor)) == (422, "files_photo_broken")
    assert _made(store) == []


def test_whoever_is_killed_while_a_picture_is_made_leaves_nothing_half_written(
    photo: tuple[Client, Actor, StoredFile], store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, actor, file = photo

    def half(image: Image.Image, target: io.BytesIO) -> None:
        target.write(b"\xff\xd8\xff")
        raise _Killed

    with monkeypatch.context() as patched:
        patched.setattr("xiuhua.files.services.pictures.picture_write", half)
        with pytest.raises(_Killed):
            client.get(_shown(file, actor))
    assert _made(store) == []
    assert client.get(_shown(file, actor)).status_code == 200
    assert len(_made(store)) == 1


def test_renditions_go_with_their_original(photo: tuple[Client, Actor, StoredFile], store: Path) -> None:
    client, actor, file = photo
    address = _shown(file, actor)
    client.get(address)
    with scope_opened([""]):
        services.orphans_sweep(at=now() + timedelta(hours=2))
        assert len(_made(store)) == 1
        services.file_erase(file_id=file.pk, reason="保存期满", actor=system("retention"), at=now())
        assert _refusal(client, address) == (410, "files_erased")
        services.orphans_sweep(at=now() + timedelta(hours=2))
    assert _made(store) == []
    assert not (store / file.sha256[:2] / file.sha256[2:]).exists()
