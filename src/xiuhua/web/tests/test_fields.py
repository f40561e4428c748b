"""Fields as the shared form prints them."""

from __future__ import annotations

from datetime import UTC, datetime, time

import pytest
from django import forms

from xiuhua.shared.errors import TooManyRequests
from xiuhua.web.pages.forms import field_of
from xiuhua.web.sentences import error_sentence


class Times(forms.Form):
    """One field of each kind of time."""

    day = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}))
    at = forms.DateTimeField(widget=forms.DateTimeInput(attrs={"type": "datetime-local"}))
    since = forms.TimeField(widget=forms.TimeInput(attrs={"type": "time"}))
    phone = forms.CharField(widget=forms.TextInput(attrs={"type": "tel"}))
    solved = forms.ChoiceField(label="Solved?", choices=[("", "—")])


@pytest.mark.parametrize(
    ("name", "kind"), [("day", "date"), ("at", "datetime-local"), ("since", "time"), ("phone", "tel")]
)
def test_a_time_has_the_input_that_browsers_have_for_it(name: str, kind: str) -> None:
    assert field_of(Times()[name]).kind == kind


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        (datetime(2026, 11, 27, 1, 30, 5, tzinfo=UTC), "2026-11-27T09:30"),  # by the clock of Shanghai
        ("2026-11-27 09:30", "2026-11-27T09:30"),  # as somebody typed it, and was refused
        (None, ""),
    ],
)
def test_an_instant_is_filled_in_as_its_input_takes_it(given: object, shown: str) -> None:
    assert field_of(Times(initial={"at": given})["at"]).value == shown


def test_a_time_of_day_is_filled_in_without_seconds() -> None:
    assert field_of(Times(initial={"since": time(8, 5)})["since"]).value == "08:05"


def test_a_question_before_a_colon_loses_its_mark() -> None:
    assert field_of(Times()["solved"]).named == "Solved"


@pytest.mark.parametrize(
    ("seconds", "zh", "en"),
    [(1, "1 秒", "1 second."), (119, "119 秒", "119 seconds."), (120, "2 分钟", "2 minutes."),
     (3_541, "60 分钟", "60 minutes.")],
)  # fmt: skip
def test_a_long_wait_is_said_in_minutes(seconds: int, zh: str, en: str) -> None:
    assert f"请在 {zh}后再试" in error_sentence(TooManyRequests(seconds=seconds), "zh-hans")
    assert error_sentence(TooManyRequests(seconds=seconds), "en").endswith(f"in {en}")
