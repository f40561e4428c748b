"""Limits in key areas as a person types them, in both languages."""

from __future__ import annotations

from typing import Any

import pytest

from xiuhua.cases.rules.choosing import chosen, typed
from xiuhua.cases.rules.settings import BadSettings, LoopSettings, settings_read

_STICKERS = {
    "matter": "07001",
    "key": [2, "work_hour"],
    "other": [4, "work_hour"],
    "counts_from": "dispatch",
}


def _form(key_limits: str) -> dict[str, Any]:  # values of several types
    return {**typed(LoopSettings()), "key_limits": key_limits}


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("zh-hans", "07001；2 工作时；4 工作时；派遣起算"),
        ("en", "07001; 2 working hours; 4 working hours; from dispatch"),
    ],
)
def test_a_line_is_written_in_the_readers_language_and_read_back(language: str, line: str) -> None:
    shown = typed(LoopSettings(), language)

    assert shown["key_limits"] == line
    assert chosen(shown)["key_limits"] == [_STICKERS]
    assert settings_read(chosen(shown)).key_limits == LoopSettings().key_limits


@pytest.mark.parametrize(
    ("line", "counts_from"),
    [
        ("07001 2工作时 4工作时", "dispatch"),  # as lines were written before
        ("07001 2工作时 4工作时 report", "report"),
        ("07001; 2 工作时; 4 working hours; 上报起算", "report"),
        ("07001；2 working hours；4工作时；from the report", "report"),
    ],
)
def test_spaces_and_both_languages_are_read(line: str, counts_from: str) -> None:
    assert chosen(_form(line))["key_limits"] == [{**_STICKERS, "counts_from": counts_from}]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("07001; 2 working hours", "key_limit_unreadable"),  # nothing said of elsewhere
        ("07001; 2 working hours; 4 working hours; tomorrow", "key_limit_unreadable"),
        ("07001; two; 4 working hours", "case_limit_wrong"),
    ],
)
def test_a_line_that_cannot_be_read_is_refused_under_its_field(line: str, code: str) -> None:
    with pytest.raises(BadSettings) as refused:
        chosen(_form(line))

    assert (refused.value.field, refused.value.code) == ("key_limits", code)
