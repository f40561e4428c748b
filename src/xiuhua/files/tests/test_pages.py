"""A list leaves through its page; an export has a page that shows how far it has come."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest
from django.test import Client
from openpyxl import load_workbook

from xiuhua.access.models import User
from xiuhua.access.queries import user_and_actor
from xiuhua.access.services import scope_opened
from xiuhua.files import services
from xiuhua.files.models import Export
from xiuhua.files.rules.tables import Record, Table
from xiuhua.files.services import Wish, exports, sources
from xiuhua.files.terms import ExportKind
from xiuhua.files.tests.conftest import WEST
from xiuhua.shared.clock import now

SignIn = Callable[..., Client]


@pytest.fixture
def clerk(sign_in: SignIn) -> Client:
    """A clerk of the west, signed in."""
    return sign_in("ground_clerk", area=WEST, person="west")


@pytest.fixture
def export(clerk: Client, monkeypatch: pytest.MonkeyPatch) -> Export:
    """An export that the clerk asked for and no worker has taken yet."""
    table = Table(title="场所", keys=("a",), labels=("a",), records=[Record((1,))], count=1)
    monkeypatch.setitem(sources._SOURCES, "test", lambda *_: table)
    found = user_and_actor(User.objects.get().pk, at=now())
    assert found is not None
    wish = Wish(source="test", parameters={}, kind=ExportKind.CSV)
    with scope_opened([WEST]):
        return services.export_start(wish=wish, actor=found[1], at=now())


def _content(clerk: Client, address: str) -> bytes:
    answer = clerk.get(address)
    assert answer.status_code == 200
    return answer.getvalue()


def test_a_list_leaves_as_a_sheet_in_the_reader_s_language(clerk: Client, export: Export) -> None:
    heading, row = csv.reader(io.StringIO(_content(clerk, "/exports?export=csv").decode("utf-8-sig")))
    assert row[0] == "场所"
    book = load_workbook(io.BytesIO(_content(clerk, "/exports?export=xlsx")))
    first, second = book.worksheets[0].iter_rows(values_only=True)
    assert list(first) == heading
    assert second[0] == "场所"


def test_a_filter_of_the_list_is_a_filter_of_the_sheet(clerk: Client, export: Export) -> None:
    rows = list(
        csv.reader(io.StringIO(_content(clerk, "/exports?export=csv&state=done").decode("utf-8-sig")))
    )
    assert len(rows) == 1, "only the heading"


def test_a_long_list_leads_to_the_page_of_its_export(clerk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "SHORT_ROWS", -1)
    answer = clerk.get("/exports?export=csv")
    made = _only_export()
    assert (answer.status_code, answer["Location"]) == (303, f"/exports/{made.pk}")
    services.export_make(export_id=made.pk, clock=now)
    assert _only_export().state == "done"


def _only_export() -> Export:
    with scope_opened([""]):
        return Export.objects.get()


def test_the_page_asks_again_until_the_export_is_made_and_then_offers_the_file(
    clerk: Client, export: Export
) -> None:
    page = clerk.get(f"/exports/{export.pk}").content.decode()
    assert 'hx-trigger="every 2s"' in page
    assert clerk.get(f"/exports/{export.pk}/file").status_code == 404
    services.export_make(export_id=export.pk, clock=now)
    page = clerk.get(f"/exports/{export.pk}").content.decode()
    assert 'hx-trigger="every 2s"' not in page
    answer = clerk.get(f"/exports/{export.pk}/file", follow=True)
    assert answer["X-Accel-Redirect"].startswith("/_files/")


def test_an_export_is_cancelled_from_its_page(clerk: Client, export: Export) -> None:
    assert clerk.get(f"/exports/{export.pk}/cancel").status_code == 200
    answer = clerk.post(f"/exports/{export.pk}/cancel")
    assert (answer.status_code, answer["Location"]) == (303, f"/exports/{export.pk}")
    assert _only_export().state == "cancelled"


def test_why_it_failed_is_said_on_its_page(
    clerk: Client, export: Export, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sources._SOURCES, "test", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        services.export_make(export_id=export.pk, clock=now)
    assert "导出没有完成" in clerk.get(f"/exports/{export.pk}").content.decode()


def test_a_colleague_finds_no_export_there(sign_in: SignIn, export: Export) -> None:
    colleague = sign_in("ground_clerk", area=WEST, person="colleague")
    for address in ("", "/file", "/cancel"):
        assert colleague.get(f"/exports/{export.pk}{address}").status_code == 404
