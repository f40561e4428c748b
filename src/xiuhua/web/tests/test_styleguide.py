"""The style guide shows every component in both languages, and none of them needs what the policy forbids."""

import re

import pytest
from django.test import RequestFactory
from django.utils import translation

from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import NotFound, NotSignedIn
from xiuhua.web.styleguide import specimen_page, styleguide_page
from xiuhua.web.styleguide.pages import SPECIMENS

LANGUAGES = ("zh-hans", "en")
HANZI = re.compile(r"[\u4e00-\u9fff]")
# Chinese that an English page rightly holds: the other language's own name, the hanzi of alarm levels.
_OWN_NAMES = ("简体中文", "一", "二", "三", "四")


def page(path: str, language: str, *, user_id: int | None = 1) -> str:
    request = RequestFactory().get(path)
    request.actor = Actor(name="user:1", user_id=user_id)  # type: ignore[attr-defined]  # as the middleware sets it
    slug = path.removeprefix("/styleguide").strip("/")
    with translation.override(language):
        answer = specimen_page(request, slug) if slug else styleguide_page(request)
    return answer.content.decode()


PAGES = ("/styleguide", *(f"/styleguide/{slug}" for slug in SPECIMENS))


@pytest.mark.parametrize("path", PAGES)
def test_a_page_reads_in_one_language_at_a_time(path: str) -> None:
    chinese, english = (page(path, language) for language in LANGUAGES)
    assert 'lang="zh-CN"' in chinese
    assert HANZI.search(chinese)
    for name in _OWN_NAMES:
        english = english.replace(name, "")
    assert HANZI.findall(english) == []


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_carries_a_style_a_handler_or_a_script_of_its_own(path: str, language: str) -> None:
    source = page(path, language)
    assert re.findall(r"\sstyle=|\son\w+=|hx-on|javascript:|hx-vals=.js:", source) == []
    assert re.findall(r"<script(?![^>]*\ssrc=)", source) == []
    assert "<style" not in source


@pytest.mark.parametrize("path", PAGES)
def test_every_icon_that_is_asked_for_is_in_the_sheet(path: str) -> None:
    from xiuhua.web.assets import icon_names  # noqa: PLC0415 - reads the built pages

    asked = set(re.findall(r"icons-[\w-]+\.svg#([a-z0-9-]+)", page(path, "en")))
    assert asked - set(icon_names()) == set()


def test_the_style_guide_is_for_people_who_are_signed_in() -> None:
    with pytest.raises(NotSignedIn):
        page("/styleguide", "en", user_id=None)
    with pytest.raises(NotSignedIn):
        page("/styleguide/list", "en", user_id=None)


def test_a_page_that_the_guide_does_not_have_is_not_found() -> None:
    with pytest.raises(NotFound):
        page("/styleguide/nothing", "en")
