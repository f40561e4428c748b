"""The catalogue and the handbook, entered by HTTP: one keeps it, everybody reads it."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.timezone import get_current_timezone

from xiuhua.access.models import User
from xiuhua.access.services import scope_opened
from xiuhua.access.terms import Role
from xiuhua.ground.models import Area, CatalogueItem, Handbook, HandbookLine, Unit
from xiuhua.ground.tests.conftest import NOON, PASSWORD, Ground
from xiuhua.ground.tests.seeding import catalogue_seed
from xiuhua.shared.actor import Actor
from xiuhua.shared.clock import now
from xiuhua.web.testing import Budget

YUNHE = "990101"
People = Callable[..., tuple[User, Actor]]
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360f8cfc00000000301000518d84d0000000049454e44ae426082"
)


@pytest.fixture
def seat(ground: Ground, person: People) -> Callable[..., Client]:
    """Seat somebody with a role over an area, at a place with both standards and one unit."""
    catalogue_seed()
    Unit.objects.create(
        code="U01", name="云河区环境卫生管理中心", kind="centre", area=Area.objects.get(code=YUNHE),
        area_code=YUNHE, recorded_at=NOON, updated_at=NOON,
    )  # fmt: skip

    def entered(username: str, role: Role, area: str = YUNHE, language: str = "zh-hans") -> Client:
        person(username, role, area)
        client = Client(headers={"Accept-Language": language})
        assert client.post("/sign-in", {"username": username, "password": PASSWORD}).status_code == 302
        return client

    return entered


@pytest.fixture
def keeper(seat: Callable[..., Client]) -> Client:
    """The catalogue keeper of the district."""
    return seat("keeper", Role.DATA_ADMIN)


def viewed(client: Client, url: str) -> Any:
    """Return what the page's template was told."""
    answer = client.get(url)
    assert answer.status_code == 200, answer.content.decode()[:2000]
    return answer.context["view"]


def sent(client: Client, url: str, **typed: object) -> str:
    """Send a form and return where it leads."""
    page = client.get(url)
    version = page.context["view"].version
    answer = client.post(url, {**typed, "version": version})
    assert answer.status_code == 303, answer.content.decode()[-3000:]
    return answer["Location"]


def drafted(keeper: Client, start: str = "start_empty") -> Handbook:
    sent(keeper, "/handbook/versions/new", area_code=YUNHE, title="云河区城市管理指挥手册", start=start)
    with scope_opened(("",)):
        return Handbook.objects.latest("pk")


def item_of(code: str, kind: str = "matter") -> CatalogueItem:
    return CatalogueItem.objects.get(code=code, kind=kind, standard="gb47678_5_2026")


RUBBISH = {
    "item": "06010",
    "filing_condition": "发现即立案",
    "limit": "４ 工作时",
    "closing_condition": "清除干净",
    "handler": "U01 云河区环境卫生管理中心",
}


def published(keeper: Client, book: Handbook, **changes: object) -> None:
    typed = {
        "document_number": "云河城管〔2026〕7号",
        "effective_on": f"{now().astimezone(get_current_timezone()):%Y-%m-%d}",
    } | changes
    sent(keeper, f"/handbook/versions/{book.pk}/publish", **typed)


def test_a_keeper_drafts_fills_and_publishes_and_a_dispatcher_reads_what_holds(
    keeper: Client, seat: Callable[..., Client]
) -> None:
    dispatcher = seat("dispatcher", Role.DISPATCHER, "990101003")
    assert viewed(dispatcher, "/handbook").kind == "empty"
    book = drafted(keeper)
    sent(keeper, f"/handbook/versions/{book.pk}/lines/new", **RUBBISH)
    published(keeper, book)
    view = viewed(dispatcher, "/handbook")
    (entry,) = (entry for chapter in view.chapters for entry in chapter.entries)
    assert (entry.code, entry.name, entry.units) == (
        "06010",
        "暴露垃圾",
        (("处置", "云河区环境卫生管理中心"),),
    )
    assert [(line.limit, line.closing) for line in entry.lines] == [("4\u00a0工作时", "清除干净")]
    item = viewed(dispatcher, f"/catalogue/{item_of('06010').pk}")
    assert [section.title for section in item.sections][:2] == ["当前规定", "易混淆"]
    assert item.sections[0].context[0].conditions[0].limit == "4\u00a0工作时"


def test_a_reader_is_offered_no_act_and_is_refused_at_the_door(
    keeper: Client, seat: Callable[..., Client]
) -> None:
    book = drafted(keeper, "start_default_2026")
    officer = seat("officer", Role.OFFICER)
    view = viewed(officer, f"/handbook/versions/{book.pk}/book")
    assert not view.is_edited
    line = HandbookLine.objects.filter(handbook=book).first()
    assert line is not None
    for url in (
        "/handbook/versions/new",
        f"/handbook/versions/{book.pk}/publish",
        f"/handbook/versions/{book.pk}/lines/new",
        f"/handbook/lines/{line.pk}/change",
        f"/handbook/lines/{line.pk}/remove",
    ):
        assert officer.get(url).status_code == 403, url
    neighbour = seat("neighbour", Role.DATA_ADMIN, "990102")
    assert neighbour.get(f"/handbook/lines/{line.pk}/change").status_code == 403


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"limit": "尽快"}, "时限“尽快”无法识别"),
        ({"handler": "没有的单位"}, "没有这个单位"),
        ({"item": "99999"}, "目录里没有这个代码"),
        ({"filing_condition": "  "}, "立案条件"),
    ],
)
def test_a_wrong_line_is_refused_in_one_sentence_and_nothing_typed_is_lost(
    keeper: Client, changes: dict[str, str], said: str
) -> None:
    book = drafted(keeper)
    url = f"/handbook/versions/{book.pk}/lines/new"
    answer = keeper.post(url, RUBBISH | changes)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert said in text
    assert "清除干净" in text
    assert not HandbookLine.objects.filter(handbook=book).exists()
    assert keeper.post(url, RUBBISH).status_code == 303


def test_publishing_names_the_lines_that_are_not_complete(keeper: Client) -> None:
    book = drafted(keeper)
    sent(keeper, f"/handbook/versions/{book.pk}/lines/new", **(RUBBISH | {"limit": ""}))
    answer = keeper.post(
        f"/handbook/versions/{book.pk}/publish",
        {"document_number": "云河城管〔2026〕7号", "effective_on": "2099-01-01"},
    )
    assert answer.status_code == 409
    assert "06010 暴露垃圾 #1" in answer.content.decode()
    assert viewed(keeper, f"/handbook/versions/{book.pk}/book").lacking == 1


def test_two_versions_are_compared_on_a_page_and_in_a_sheet(
    keeper: Client, seat: Callable[..., Client]
) -> None:
    first = drafted(keeper)
    sent(keeper, f"/handbook/versions/{first.pk}/lines/new", **RUBBISH)
    published(keeper, first)
    second = drafted(keeper, "start_previous")
    line = HandbookLine.objects.get(handbook=second)
    sent(keeper, f"/handbook/lines/{line.pk}/change", **(RUBBISH | {"limit": "2工作时"}))
    sent(keeper, f"/handbook/versions/{second.pk}/lines/new", **(RUBBISH | {"item": "06011"}))
    reader = seat("reader", Role.LEADER)
    url = f"/handbook/versions/{second.pk}/compare"
    view = viewed(reader, url)
    told = [(row.code, row.tag.text, [(f.before, f.after) for f in row.fields][:1]) for row in view.rows]
    assert told == [
        ("06010", "已修改", [("4\u00a0工作时", "2\u00a0工作时")]),
        ("06011", "新增", [("", "发现即立案")]),
    ]
    sheet = openpyxl.load_workbook(io.BytesIO(reader.get(f"{url}?export=xlsx").content)).worksheets[0]
    assert [cell.value for cell in sheet[2]][:3] == ["06010", "暴露垃圾", "已修改"]


def test_an_example_photo_is_shown_in_the_book_to_everybody_who_may_see_files(
    keeper: Client, seat: Callable[..., Client]
) -> None:
    book = drafted(keeper)
    sent(keeper, f"/handbook/versions/{book.pk}/lines/new", **RUBBISH)
    line = HandbookLine.objects.get(handbook=book)
    photo = SimpleUploadedFile("near.png", PNG, "image/png")
    sent(keeper, f"/handbook/lines/{line.pk}/photo", photo=photo, shot="photo_near", caption="散落在路边")
    published(keeper, book)
    street = seat("street", Role.OFFICER, "990101003")
    view = viewed(street, "/handbook")
    (picture,) = view.chapters[0].entries[0].lines[0].pictures
    assert (picture.label, picture.caption) == ("近景", "散落在路边")
    assert street.get(picture.url).status_code == 200


def test_a_book_is_searched_by_initials(keeper: Client) -> None:
    book = drafted(keeper, "start_default_2026")
    view = viewed(keeper, f"/handbook/versions/{book.pk}/book?q=bllj")
    assert [entry.code for chapter in view.chapters for entry in chapter.entries] == ["06010"]
    assert viewed(keeper, f"/handbook/versions/{book.pk}/book?q=没有这样的").nothing.kind == "filtered"


@pytest.mark.slow("ten pages on a whole handbook")
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_answers_in_both_languages(seat: Callable[..., Client], language: str) -> None:
    client = seat("keeper", Role.DATA_ADMIN, language=language)
    book = drafted(client, "start_default_2026")
    line = HandbookLine.objects.filter(handbook=book).latest("pk")
    sent(client, f"/handbook/versions/{book.pk}/units", code="06", handler="U01")
    for url in (
        "/catalogue",
        f"/catalogue/{item_of('01001', 'component_kind').pk}",
        "/handbook",
        "/handbook/versions",
        f"/handbook/versions/{book.pk}",
        f"/handbook/versions/{book.pk}/withdraw",
        f"/handbook/lines?version={book.pk}",
        f"/handbook/lines/{line.pk}/change",
        f"/handbook/lines/{line.pk}/photo",
        f"/handbook/lines/{line.pk}/remove",
    ):
        assert client.get(url).status_code == 200, url


def test_the_catalogue_is_one_list_with_a_tab_for_each_part(keeper: Client, sql_budget: Budget) -> None:
    with sql_budget("catalogue list", most=9):
        view = viewed(keeper, "/catalogue")
    tabs = [tab.count.number if tab.count else None for tab in view.views]
    assert tabs == [None, 250, 153, 77, 121]
    found = viewed(keeper, "/catalogue?q=bllj&standard=gb47678_5_2026")
    assert [row.cells[0].text for row in found.rows] == ["06010"]


def test_the_book_costs_the_same_however_long_it_is(keeper: Client, sql_budget: Budget) -> None:
    book = drafted(keeper, "start_default_2026")
    with sql_budget("handbook book", most=14):
        assert viewed(keeper, f"/handbook/versions/{book.pk}/book").line_count > 340
