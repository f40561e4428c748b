"""Nothing is lost, nothing comes too often, and nothing piles up."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiuhua.notices.rules.frames import (
    FRAME_GAP_S,
    NOTHING,
    SUBJECTS_LIMIT,
    Frame,
    Mailbox,
    Note,
    is_for,
    leaf_read,
    posted,
    reload_posted,
    subjects_for,
    taken,
)

_NUMBERS = st.integers(0, 3 * SUBJECTS_LIMIT)
_STEPS = st.lists(
    st.tuples(
        st.integers(0, 16).map(lambda eighths: eighths / 8),  # seconds until the step, exact in binary
        st.lists(_NUMBERS, max_size=2 * SUBJECTS_LIMIT),  # subjects sealed in it
        st.booleans(),  # whether the stream looks into the mailbox
    ),
    max_size=30,
)


@given(_STEPS)
def test_every_subject_reaches_the_browser_at_most_twice_a_second_within_bounded_memory(
    steps: list[tuple[float, list[int], bool]],
) -> None:
    mailbox, at_s, leaf = Mailbox(), 0.0, NOTHING
    open_subjects: dict[str, int] = {}  # subject → the leaf it was last sealed at, and not yet told
    sent_at: list[float] = []

    def look(mailbox: Mailbox) -> Mailbox:
        mailbox, frame = taken(mailbox, at_s=at_s)
        if frame is not None:
            sent_at.append(at_s)
            for subject, sealed_at in list(open_subjects.items()):
                if frame.reload or subject in frame.subjects:
                    assert frame.leaf >= sealed_at
                    del open_subjects[subject]
        return mailbox

    for pause_s, numbers, looks in steps:
        at_s += pause_s
        if numbers:
            leaf += len(numbers)
            subjects = [f"premises:{number}" for number in numbers]
            open_subjects |= dict.fromkeys(subjects, leaf)
            mailbox = posted(mailbox, subjects, upto_leaf=leaf)
        assert len(mailbox.subjects) <= SUBJECTS_LIMIT
        if looks:
            mailbox = look(mailbox)
    at_s += FRAME_GAP_S
    look(mailbox)
    assert not open_subjects
    assert all(after - before >= FRAME_GAP_S for before, after in pairwise(sent_at))


def test_the_first_note_goes_at_once_and_the_next_waits_half_a_second() -> None:
    mailbox, frame = taken(posted(Mailbox(), ["premises:1"], upto_leaf=4), at_s=10.0)
    assert frame == Frame(leaf=4, subjects=("premises:1",))
    mailbox = posted(mailbox, ["premises:2"], upto_leaf=5)
    assert taken(mailbox, at_s=10.49)[1] is None
    mailbox = posted(mailbox, ["premises:2", "premises:3"], upto_leaf=6)
    assert taken(mailbox, at_s=10.5)[1] == Frame(leaf=6, subjects=("premises:2", "premises:3"))


def test_an_empty_mailbox_sends_nothing() -> None:
    assert taken(Mailbox(), at_s=1e9) == (Mailbox(), None)


@pytest.mark.parametrize("count", [SUBJECTS_LIMIT, SUBJECTS_LIMIT + 1])
def test_more_than_a_hundred_subjects_become_read_again(count: int) -> None:
    mailbox = posted(Mailbox(), [f"premises:{number}" for number in range(count)], upto_leaf=count)
    assert mailbox.reload is (count > SUBJECTS_LIMIT)
    _, frame = taken(posted(mailbox, ["premises:0"], upto_leaf=count + 1), at_s=0)
    assert frame is not None
    assert frame.leaf == count + 1
    assert frame.reload is (count > SUBJECTS_LIMIT)


def test_a_frame_is_an_event_with_ids_only() -> None:
    lines = Frame(leaf=7, subjects=("premises:1",)).encoded().decode().split("\n")
    assert lines == ["id: 7", "event: sealed", 'data: {"leaf":7,"subjects":["premises:1"]}', "", ""]
    _, reload = taken(reload_posted(Mailbox(), upto_leaf=9), at_s=0)
    assert reload is not None
    assert json.loads(reload.encoded().decode().split("data: ")[1]) == {"leaf": 9, "reload": True}


def test_a_district_hears_of_itself_and_of_what_lies_nowhere() -> None:
    notes = [Note(0, "premises:1", "990101003"), Note(1, "premises:2", "990102"), Note(2, "setting:1", "")]
    assert subjects_for(notes, ("990101",)) == ("premises:1", "setting:1")
    assert subjects_for(notes, ("",)) == ("premises:1", "premises:2", "setting:1")
    assert subjects_for(notes, ()) == ("setting:1",)
    assert not is_for(Note(0, "export:1", "*"), ("990101",)), "what spans districts is for those who see all"


@pytest.mark.parametrize(
    ("text", "leaf"),
    [("7", 7), ("-1", NOTHING), ("-9", NOTHING), ("", None), ("x", None), ("1e3", None), ("9" * 40, None)],
)
def test_a_last_event_id_is_a_leaf_or_nothing(text: str, leaf: int | None) -> None:
    assert leaf_read(text) == leaf
