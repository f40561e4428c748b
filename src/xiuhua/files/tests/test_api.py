"""Photos by API: kept once, refused in a sentence, and nobody's but whose area it is."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from xiuhua.access.services import scope_opened
from xiuhua.files import terms
from xiuhua.files.models import StoredFile
from xiuhua.files.terms import Media, MediaTraits
from xiuhua.files.tests.conftest import EAST, PNG, WEST, bomb, office, picture
from xiuhua.ledger.models import Entry

SignIn = Callable[..., Client]
_MIB = 1024 * 1024


@pytest.fixture
def phone(sign_in: SignIn) -> Client:
    """A collector of the west, signed in."""
    return sign_in("collector", area=WEST, person="west")


def _sent(client: Client, content: bytes = PNG, *, key: str = "", **given: str) -> tuple[int, dict[str, Any]]:
    name = given.pop("name", "现场 照片.png")
    body = {"purpose": "photo", "file": SimpleUploadedFile(name, content), **given}
    answer = client.post("/api/v1/files", body, headers={"Idempotency-Key": key} if key else {})
    return answer.status_code, answer.json()


def _kept() -> list[int]:
    with scope_opened([""]):
        return list(StoredFile.objects.order_by("pk").values_list("pk", flat=True))


def test_a_photo_is_kept_and_answered_with_its_id_digest_and_size(phone: Client) -> None:
    status, told = _sent(phone)
    assert status == 200, told
    assert told == {
        "id": _kept()[0],
        "sha256": hashlib.sha256(PNG).hexdigest(),
        "size_bytes": len(PNG),
        "media_type": "image/png",
        "name": "现场 照片.png",
        "area_code": WEST,
    }
    with scope_opened([""]):
        assert Entry.objects.filter(act="files.store", subject=f"file:{told['id']}").count() == 1


def test_the_same_sending_under_a_key_is_one_file_and_another_is_refused(phone: Client) -> None:
    first, again = _sent(phone, key="a"), _sent(phone, key="a")
    assert first == again
    assert first[0] == 200
    assert _kept() == [first[1]["id"]]
    status, told = _sent(phone, PNG + b"\0", key="a")
    assert (status, told["code"]) == (409, "conflict")
    assert _sent(phone)[1]["id"] != first[1]["id"], "without a key it is another file"


@pytest.mark.parametrize(
    ("content", "name", "status", "code", "said"),
    [
        (b"", "a.png", 422, "files_empty", "文件是空的"),
        (b"%PDF-1.7\n", "a.png", 415, "files_no_photo", "“a.png”不是照片"),
        (office(), "a.jpg", 415, "files_no_photo", "JPEG、PNG 或 WebP"),
        (b"MZ\x90\0" + bytes(64), "照片.jpg", 415, "files_no_photo", "“照片.jpg”不是照片"),
        (b"<!doctype html><script>", "照片.jpg", 415, "files_no_photo", "“照片.jpg”不是照片"),
        (
            picture("GIF", save_all=True, append_images=[Image.new("RGB", (64, 48))]),
            "a.gif",
            415,
            "files_no_photo",
            "JPEG、PNG 或 WebP",
        ),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "IMG_1.HEIC", 415, "files_photo_heic", "先转换为 JPEG"),
        (picture(size=(640, 480))[:-400], "a.jpg", 422, "files_photo_broken", "不完整或已损坏"),
        (PNG[:-30], "a.png", 422, "files_photo_broken", "不完整或已损坏"),
        (b"\xff\xd8\xff\xe0" + bytes(64), "a.jpg", 422, "files_photo_broken", "重新拍摄"),
        (bomb(50_000, 50_000), "a.png", 413, "files_photo_too_wide", "超过 50 百万"),
        (bomb(10_000, 5_001), "a.png", 413, "files_photo_too_wide", "超过 50 百万"),
        (PNG + bytes(_MIB), "a.png", 413, "files_too_large", "1 MB 的上限"),
        (picture() + bytes(100 * _MIB), "a.jpg", 413, "files_too_large", "20 MB 的上限"),
    ],
)
def test_what_is_no_photo_is_refused_in_a_sentence_and_nothing_is_kept(
    phone: Client,
    monkeypatch: pytest.MonkeyPatch,
    content: bytes,
    name: str,
    status: int,
    code: str,
    said: str,
    store: Path,
) -> None:
    monkeypatch.setitem(terms.TRAITS, Media.PNG, MediaTraits("png", _MIB, shown_in_page=True))
    answered, told = _sent(phone, content, name=name)
    assert (answered, told["code"]) == (status, code)
    assert said in told["message"]
    assert _kept() == []
    assert not [path for path in store.rglob("*") if path.is_file()]
    assert _sent(phone)[0] == 200


def test_a_file_or_its_purpose_left_out_is_said_beside_its_field(phone: Client) -> None:
    for body, field in (({"purpose": "photo"}, "file"), ({"file": SimpleUploadedFile("a", PNG)}, "purpose")):
        answer = phone.post("/api/v1/files", body)
        assert (answer.status_code, answer.json()["fields"].keys()) == (422, {field})
    answer = phone.post("/api/v1/files", {"purpose": "film", "file": SimpleUploadedFile("a", PNG)})
    assert (answer.status_code, answer.json()["fields"].keys()) == (422, {"purpose"})


def test_only_who_may_store_files_there_does(phone: Client, sign_in: SignIn) -> None:
    assert _sent(phone, area_code=EAST)[1]["code"] == "not_permitted"
    assert _sent(phone, area_code="x y")[0] == 422
    assert _sent(sign_in("leader", area=WEST, person="leader"))[1]["code"] == "not_permitted"
    assert _sent(Client())[1]["code"] == "not_signed_in"
    assert _kept() == []


def test_who_has_several_areas_says_which(sign_in: SignIn) -> None:
    keeper = sign_in("data_admin", area=WEST, person="keeper")  # also keeps what is for everybody
    status, told = _sent(keeper)
    assert (status, told["fields"].keys()) == (422, {"area_code"})
    assert _sent(keeper, area_code=WEST)[1]["area_code"] == WEST
