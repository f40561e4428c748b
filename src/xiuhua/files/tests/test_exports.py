"""A short list leaves at once; a long one is made in its asker's scope, may be stopped, and is made once."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import OperationalError, connection
from procrastinate.contrib.django.models import ProcrastinateJob

from xiuhua.access.models import User
from xiuhua.access.queries import user_and_actor
from xiuhua.access.services import NewRole, account_create, account_stop, role_end, role_grant, scope_set
from xiuhua.access.terms import Role
from xiuhua.files import services
from xiuhua.files.models import Export, StoredFile
from xiuhua.files.queries import export_get, exports_of, file_address
from xiuhua.files.rules.tables import Record, Table
from xiuhua.files.services import Parameters, Taken, Wish, exports, sources
from xiuhua.files.services.refusals import NoPlace, SourceUnknown, TooManyWaiting
from xiuhua.files.terms import ExportKind, ExportState
from xiuhua.files.tests.conftest import EAST, NOON, WEST, clerk_of
from xiuhua.ledger.models import Entry
from xiuhua.shared.actor import Actor, Holding, system
from xiuhua.shared.errors import NotAllowedNow, NotFound, NotPermitted

_SHORT, _LONG = 3, services.SHORT_ROWS + 1


def _clock() -> datetime:
    return NOON + timedelta(minutes=1)


def _scope() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('xiuhua.scope', true)")
        return str(cursor.fetchone()[0])


def _numbers(parameters: Parameters, language: str, actor: Actor) -> Table:
    """A list of as many numbers as asked for, each beside the scope in which it was read."""

    def records() -> Iterator[Record]:
        for number in range(int(str(parameters["rows"]))):
            yield Record((number, _scope() if number == 0 else "", actor.name))

    return Table(
        title="数" if language.startswith("zh") else "Numbers",
        keys=("number", "scope", "actor"),
        labels=("号", "范围", "谁"),
        records=records(),
    )


@pytest.fixture(autouse=True)
def source(monkeypatch: pytest.MonkeyPatch) -> None:
    """A list to export, and a worker that writes down every row."""
    monkeypatch.setitem(sources._SOURCES, "numbers", _numbers)
    monkeypatch.setattr(exports, "_PROGRESS_SECONDS", 0.0)


@pytest.fixture
def asker(db: None) -> Actor:
    """A clerk of the west with an account, in whose scope the test runs."""
    user = account_create(
        username="west",
        name="陈晓岚",
        password="Lotus-Harbour-27-Rain",
        roles=(NewRole(role=Role.GROUND_CLERK, area=WEST),),
        actor=system("setup"),
        at=NOON,
    )
    scope_set([WEST])
    return _actor(user)


def _actor(user: User) -> Actor:
    found = user_and_actor(user.pk, at=NOON)
    assert found is not None
    return found[1]


def _wish(rows: int, kind: ExportKind = ExportKind.CSV, language: str = "zh-hans") -> Wish:
    return Wish(source="numbers", parameters={"rows": rows}, kind=kind, language=language)


def _start(actor: Actor, rows: int = 5) -> Export:
    return services.export_start(wish=_wish(rows), actor=actor, at=NOON)


def _fresh(export: Export) -> Export:
    scope_set([""])
    export.refresh_from_db()
    return export


def _rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def test_a_short_list_is_handed_over_at_once_with_an_entry(asker: Actor) -> None:
    taken = services.export_ask(wish=_wish(_SHORT), actor=asker, at=NOON)
    assert isinstance(taken, Taken)
    assert _rows(taken.file.read())[1:] == [
        [str(number), WEST if number == 0 else "", asker.name] for number in range(_SHORT)
    ]
    assert taken.name == "数 2026-03-02 2000.csv", "local time"
    entry = Entry.objects.get(act="export.take")
    assert (entry.subject, entry.area, entry.detail["rows"]) == ("list:numbers", WEST, _SHORT)
    assert not Export.objects.exists()


def test_a_list_of_more_than_five_thousand_becomes_a_job(asker: Actor) -> None:
    assert isinstance(services.export_ask(wish=_wish(_LONG - 1), actor=asker, at=NOON), Taken)
    export = services.export_ask(wish=_wish(_LONG), actor=asker, at=NOON)
    assert isinstance(export, Export)
    assert export.standing is ExportState.WAITING
    job = ProcrastinateJob.objects.get()
    assert (job.task_name, job.args) == (services.MAKE_JOB, {"export_id": export.pk})


def test_the_worker_makes_it_in_the_asker_s_scope_and_the_asker_may_fetch_it(
    asker: Actor, store: Path
) -> None:
    export = _start(asker)
    scope_set([])  # the worker has none of its own
    services.export_make(export_id=export.pk, clock=_clock)
    assert _scope() == ""
    scope_set([WEST])
    made = export_get(export.pk, actor=asker)
    assert (made.standing, made.done, made.ended_at) == (ExportState.DONE, 5, _clock())
    assert made.file is not None
    content = (store / made.file.sha256[:2] / made.file.sha256[2:]).read_bytes()
    assert _rows(content)[1] == ["0", WEST, asker.name]
    signature = file_address(made.file, actor=asker, at=NOON).split("/")[3]
    assert (
        services.file_open(file_id=made.file.pk, signature=signature, actor=asker, at=NOON).name
        == "数 2026-03-02 2000.csv"
    )
    acts = Entry.objects.filter(subject=f"export:{export.pk}").order_by("pk").values_list("act", flat=True)
    assert list(acts) == ["export.start", "export.finish"]


def test_an_export_of_two_districts_is_for_its_asker_alone(asker: Actor) -> None:
    _role_add(asker, EAST)
    both = _actor(User.objects.get())
    scope_set(both.areas)
    export = _start(both)
    services.export_make(export_id=export.pk, clock=_clock)
    scope_set([EAST])
    assert not Export.objects.exists()
    assert not StoredFile.objects.exists(), "half of the areas is not enough"
    scope_set(both.areas)
    file = export_get(export.pk, actor=both).file
    assert file is not None
    signature = file_address(file, actor=both, at=NOON).split("/")[3]
    assert services.file_open(file_id=file.pk, signature=signature, actor=both, at=NOON).is_shown is False
    colleague = Actor(name="user:99", holdings=both.holdings, user_id=99)
    with pytest.raises(NotFound):
        export_get(export.pk, actor=colleague)
    signature = file_address(file, actor=colleague, at=NOON).split("/")[3]
    with pytest.raises(NotPermitted):
        services.file_open(file_id=file.pk, signature=signature, actor=colleague, at=NOON)
    StoredFile.objects.filter(pk=file.pk).update(area_code="")  # no area makes it no less its asker's
    with pytest.raises(NotPermitted):
        services.file_open(file_id=file.pk, signature=signature, actor=colleague, at=NOON)


def _role_add(actor: Actor, area: str) -> None:
    """Give an account the same role over another district."""
    granter = system("setup")
    role_grant(user_id=actor.user_id or 0, role=Role.GROUND_CLERK, area=area, actor=granter, at=NOON)


def test_an_export_made_twice_has_one_file(asker: Actor) -> None:
    export = _start(asker)
    services.export_make(export_id=export.pk, clock=_clock)
    services.export_make(export_id=export.pk, clock=_clock)
    scope_set([""])
    assert StoredFile.objects.count() == 1


def test_a_run_that_was_killed_is_begun_afresh(asker: Actor) -> None:
    export = _start(asker)
    scope_set([""])
    Export.objects.update(state="running", done=4)  # what a killed worker leaves
    services.export_make(export_id=export.pk, clock=_clock)
    assert (_fresh(export).standing, export.done) == (ExportState.DONE, 5)


def test_of_two_runs_at_once_only_one_finishes(asker: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    export = _start(asker)

    def meanwhile(parameters: Parameters, language: str, actor: Actor) -> Table:
        monkeypatch.setitem(sources._SOURCES, "numbers", _numbers)
        services.export_make(export_id=export.pk, clock=_clock)
        return _numbers(parameters, language, actor)

    monkeypatch.setitem(sources._SOURCES, "numbers", meanwhile)
    services.export_make(export_id=export.pk, clock=_clock)
    assert _fresh(export).standing is ExportState.DONE
    assert StoredFile.objects.count() == 1


def test_cancelling_stops_the_worker_and_leaves_no_file(
    asker: Actor, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    export = _start(asker)

    def cancelled_midway(parameters: Parameters, language: str, actor: Actor) -> Table:
        def records() -> Iterator[Record]:
            yield Record((0, "", ""))
            services.export_cancel(export_id=export.pk, actor=asker, at=NOON)
            yield Record((1, "", ""))
            raise AssertionError("the worker went on")

        return Table(title="数", keys=("a",), labels=("a",), records=records())

    monkeypatch.setitem(sources._SOURCES, "numbers", cancelled_midway)
    services.export_make(export_id=export.pk, clock=_clock)
    assert _fresh(export).standing is ExportState.CANCELLED
    assert not [path for path in store.rglob("*") if path.is_file()]
    with pytest.raises(NotAllowedNow):
        services.export_cancel(export_id=export.pk, actor=asker, at=NOON)


def test_a_colleague_neither_sees_nor_cancels_it(asker: Actor) -> None:
    export = _start(asker)
    colleague = clerk_of(WEST, user_id=99)
    assert not exports_of(colleague).exists()
    with pytest.raises(NotFound):
        services.export_cancel(export_id=export.pk, actor=colleague, at=NOON)
    assert services.export_cancel(export_id=export.pk, actor=asker, at=NOON).standing is ExportState.CANCELLED


def test_it_reads_only_what_its_asker_still_holds(asker: Actor) -> None:
    _role_add(asker, EAST)
    both = _actor(User.objects.get())
    scope_set(both.areas)
    export = _start(both)
    _end_role(both, EAST)
    services.export_make(export_id=export.pk, clock=_clock)
    scope_set([""])
    file = Export.objects.get().file
    assert file is not None
    lost = _start_again(both)
    _end_role(both, WEST)
    services.export_make(export_id=lost.pk, clock=_clock)
    assert (_fresh(lost).standing, lost.failure) == (ExportState.FAILED, "export_asker_gone")


def _start_again(actor: Actor) -> Export:
    scope_set(actor.areas)
    return _start(actor)


def _end_role(actor: Actor, area: str) -> None:
    security = Actor(name="user:3", holdings=(Holding(role="security_admin"),), user_id=3)
    role_end(user_id=actor.user_id or 0, role=Role.GROUND_CLERK, area=area, actor=security, at=NOON)


def test_a_stopped_account_gets_nothing(asker: Actor) -> None:
    export = _start(asker)
    administrator = Actor(name="user:2", holdings=(Holding(role="system_admin"),), user_id=2)
    account_stop(user_id=asker.user_id or 0, actor=administrator, at=NOON)
    services.export_make(export_id=export.pk, clock=_clock)
    assert (_fresh(export).standing, export.failure) == (ExportState.FAILED, "export_asker_gone")


def test_a_bug_fails_the_export_and_is_heard_of(
    asker: Actor, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    export = _start(asker)
    monkeypatch.setitem(sources._SOURCES, "numbers", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        services.export_make(export_id=export.pk, clock=_clock)
    assert (_fresh(export).standing, export.failure) == (ExportState.FAILED, "export_failed")
    assert Entry.objects.filter(act="export.fail").count() == 1
    assert not [path for path in store.rglob("*") if path.is_file()]


def test_a_database_that_went_away_leaves_the_export_to_the_next_try(
    asker: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    export = _start(asker)

    def gone(*_: object) -> Table:
        raise OperationalError("the connection is closed")

    monkeypatch.setitem(sources._SOURCES, "numbers", gone)
    with pytest.raises(OperationalError):
        services.export_make(export_id=export.pk, clock=_clock)
    assert _fresh(export).standing is ExportState.RUNNING


def test_what_cannot_be_exported_is_refused(asker: Actor) -> None:
    with pytest.raises(NoPlace):
        services.export_ask(wish=_wish(1, ExportKind.GEOJSON), actor=asker, at=NOON)
    with pytest.raises(SourceUnknown):
        services.export_start(wish=Wish(source="x", parameters={}, kind=ExportKind.CSV), actor=asker, at=NOON)
    administrator = Actor(name="user:2", holdings=(Holding(role="system_admin"),), user_id=2)
    with pytest.raises(NotPermitted):
        services.export_ask(wish=_wish(1), actor=administrator, at=NOON)
    for _ in range(5):
        _start(asker)
    with pytest.raises(TooManyWaiting):
        _start(asker)


def test_what_was_filtered_for_stays_out_of_the_sealed_record(asker: Actor) -> None:
    wish = Wish(source="numbers", parameters={"rows": 1, "q": "陈先生"}, kind=ExportKind.CSV)
    services.export_ask(wish=wish, actor=asker, at=NOON)
    assert "陈先生" not in json.dumps(Entry.objects.get(act="export.take").detail, ensure_ascii=False)
