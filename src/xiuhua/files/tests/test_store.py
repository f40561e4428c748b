"""A file is kept for good or not at all."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import stat
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from xiuhua.access.services import scope_set
from xiuhua.files import services, terms
from xiuhua.files.models import StoredFile
from xiuhua.files.services import store as disk
from xiuhua.files.services.refusals import Empty, Erased, StorageFull, TooLarge, TypeRefused
from xiuhua.files.terms import Media, MediaTraits
from xiuhua.files.tests.conftest import EAST, NOON, PNG, WEST, clerk_of, office, office_with_macros
from xiuhua.ledger.models import Entry
from xiuhua.shared.actor import Actor, system
from xiuhua.shared.errors import CityError, NotFound, NotPermitted

_DIGEST = hashlib.sha256(PNG).hexdigest()


def _keep(actor: Actor, content: bytes = PNG, name: str = "现场.png", area_code: str = WEST) -> StoredFile:
    return services.file_store(content=content, name=name, area_code=area_code, actor=actor, at=NOON)


def _on_disk(store: Path) -> list[str]:
    return sorted(path.relative_to(store).as_posix() for path in store.rglob("*") if path.is_file())


def test_a_file_lies_under_its_digest_with_a_row_and_an_entry(clerk: Actor, store: Path) -> None:
    file = _keep(clerk)
    assert _on_disk(store) == [f"{_DIGEST[:2]}/{_DIGEST[2:]}"]
    assert (store / _DIGEST[:2] / _DIGEST[2:]).read_bytes() == PNG
    assert (file.sha256, file.size_bytes, file.media, file.name) == (_DIGEST, len(PNG), Media.PNG, "现场.png")
    entry = Entry.objects.get(subject=f"file:{file.pk}")
    assert (entry.act, entry.area, entry.actor) == ("files.store", WEST, clerk.name)
    assert entry.detail["sha256"] == _DIGEST
    assert "现场" not in str(entry.detail), "a name can be erased, so the entry does not hold it"


def test_the_same_content_lies_there_once_and_belongs_to_both(clerk: Actor, store: Path) -> None:
    first, second = _keep(clerk), _keep(clerk, name="again.png")
    assert first.pk != second.pk
    assert len(_on_disk(store)) == 1


def test_content_and_folders_are_synced_before_the_row(
    clerk: Actor, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []
    sync = os.fsync

    def watched_sync(descriptor: int) -> None:
        steps.append("folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "content")
        sync(descriptor)

    def watched_sql(execute: Callable[..., object], sql: str, *rest: object) -> object:
        if sql.startswith('INSERT INTO "files_storedfile"'):
            steps.append("row")
        return execute(sql, *rest)

    monkeypatch.setattr(os, "fsync", watched_sync)
    with connection.execute_wrapper(watched_sql):
        _keep(clerk)
    assert steps == ["content", "folder", "folder", "row"], (
        "the content, its new folder's place, its own place"
    )


def test_an_office_document_is_kept_and_one_with_macros_is_not(clerk: Actor) -> None:
    assert _keep(clerk, office(), "通知.docx").media is Media.DOCX
    with pytest.raises(TypeRefused):
        _keep(clerk, office_with_macros(), "通知.docx")


@pytest.mark.parametrize(
    ("content", "refusal"),
    [(b"", Empty), (b"MZ\x90\x00" * 9, TypeRefused), (b"PK\x03\x04 broken", TypeRefused)],
)
def test_what_cannot_be_kept_is_refused_and_leaves_nothing(
    clerk: Actor, store: Path, content: bytes, refusal: type[CityError]
) -> None:
    with pytest.raises(refusal):
        _keep(clerk, content, "photo.png")
    assert _on_disk(store) == []
    assert not StoredFile.objects.exists()


def test_a_file_over_its_limit_is_refused_as_soon_as_it_is_seen(
    clerk: Actor, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(terms.TRAITS, Media.PNG, MediaTraits("png", 2**20, shown_in_page=True))
    assert _keep(clerk, PNG.ljust(2**20, b"\0")).size_bytes == 2**20
    with pytest.raises(TooLarge) as refused:
        _keep(clerk, PNG.ljust(2**20 + 1, b"\0"))
    assert refused.value.arguments == {"limit_mib": 1}
    assert len(_on_disk(store)) == 1


def test_a_full_disk_is_said_and_leaves_nothing(
    clerk: Actor, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StorageFull):
        _keep(clerk)
    assert _on_disk(store) == []
    assert not StoredFile.objects.exists()


def test_the_reserve_that_the_database_needs_is_left_alone(
    clerk: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: SimpleNamespace(free=2**20))
    with pytest.raises(StorageFull):
        _keep(clerk)


def test_nobody_keeps_files_in_another_district_or_sees_them(clerk: Actor) -> None:
    file = _keep(clerk)
    with pytest.raises(NotPermitted):
        _keep(clerk, area_code=EAST)
    scope_set([EAST])
    assert not StoredFile.objects.filter(pk=file.pk).exists(), "a query that forgets its filter sees nothing"
    scope_set([])
    assert not StoredFile.objects.exists()


# --- sweeping and erasing ----------------------------------------------------------------------------------


def _aged(store: Path, hours: float) -> None:
    for path in store.rglob("*"):
        then = NOON.timestamp() - hours * 3600
        os.utime(path, (then, then))


@pytest.fixture
def orphan(clerk: Actor, store: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Content whose row never came, because the process died in between."""
    with monkeypatch.context() as broken:
        broken.setattr("xiuhua.files.services.files.entry_append", lambda **_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            _keep(clerk)
    assert not StoredFile.objects.exists()
    return store / _DIGEST[:2] / _DIGEST[2:]


def test_an_orphan_goes_after_an_hour_and_not_before(orphan: Path, store: Path) -> None:
    _aged(store, 0.9)
    assert services.orphans_sweep(at=NOON) == 0
    _aged(store, 1.1)
    assert services.orphans_sweep(at=NOON) == 1
    assert not orphan.exists()


def test_kept_content_is_never_swept_even_where_the_sweeper_sees_no_row(clerk: Actor, store: Path) -> None:
    _keep(clerk)
    _aged(store, 1000)
    scope_set([])
    assert services.orphans_sweep(at=NOON) == 0
    assert len(_on_disk(store)) == 1


def test_the_sweeper_leaves_content_that_somebody_is_storing_again(orphan: Path, store: Path) -> None:
    _aged(store, 2)
    parameters = connection.get_connection_params()
    names = ("dbname", "user", "password", "host", "port")
    with psycopg.connect(**{name: parameters[name] for name in names if parameters.get(name)}) as other:
        other.execute("SELECT pg_advisory_xact_lock_shared(%s)", [int(_DIGEST[:15], 16)])
        assert services.orphans_sweep(at=NOON) == 0
        other.rollback()
        assert services.orphans_sweep(at=NOON) == 1


def test_storing_again_makes_an_old_orphan_young(orphan: Path, clerk: Actor, store: Path) -> None:
    _aged(store, 2)
    _keep(clerk)
    assert services.orphans_sweep(at=NOON) == 0
    assert orphan.exists()


def test_an_abandoned_upload_goes(clerk: Actor, store: Path) -> None:
    (store / disk.INCOMING).mkdir(parents=True)
    (store / disk.INCOMING / "tmp1").write_bytes(b"half")
    _aged(store, 7)
    assert services.orphans_sweep(at=NOON) == 1
    assert store == settings.FILES_ROOT


def test_erasing_takes_the_name_now_and_the_content_with_the_last_file(
    clerk: Actor, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = _keep(clerk), _keep(clerk)
    scope_set([""])
    for number, file in enumerate((first, second)):
        services.file_erase(file_id=file.pk, reason="保存期满", actor=system("retention"), at=NOON)
        _aged(store, 2)
        assert services.orphans_sweep(at=NOON) == number
    first.refresh_from_db()
    assert (first.name, first.sha256) == ("", _DIGEST)
    with pytest.raises(Erased):
        services.file_erase(file_id=first.pk, reason="again", actor=system("retention"), at=NOON)


def test_a_clerk_cannot_erase_and_nobody_erases_elsewhere(clerk: Actor) -> None:
    file = _keep(clerk)
    with pytest.raises(NotPermitted):
        services.file_erase(file_id=file.pk, reason="", actor=clerk, at=NOON)
    scope_set([EAST])
    with pytest.raises(NotFound):
        services.file_erase(file_id=file.pk, reason="", actor=clerk_of(EAST), at=NOON)
