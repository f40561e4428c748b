"""Every write of papers and phrases."""

from xiuhua.papers.services.numbers import number_take
from xiuhua.papers.services.papers import (
    Text,
    paper_autosave,
    paper_document,
    paper_draft,
    paper_edit,
    paper_finish,
    paper_void,
    stamp,
)
from xiuhua.papers.services.phrases import (
    NewPhrase,
    phrase_add,
    phrase_change,
    phrase_end,
    phrase_use,
    phrases_put,
)
from xiuhua.papers.services.printing import WORD, word_file
from xiuhua.papers.services.subjects import (
    Seat,
    SubjectKind,
    seat_of,
    seats_register,
    sign_for,
    signs_register,
    subject_address,
    subject_facts,
    subject_kind_register,
)

__all__ = [
    "WORD",
    "NewPhrase",
    "Seat",
    "SubjectKind",
    "Text",
    "number_take",
    "paper_autosave",
    "paper_document",
    "paper_draft",
    "paper_edit",
    "paper_finish",
    "paper_void",
    "phrase_add",
    "phrase_change",
    "phrase_end",
    "phrase_use",
    "phrases_put",
    "seat_of",
    "seats_register",
    "sign_for",
    "signs_register",
    "stamp",
    "subject_address",
    "subject_facts",
    "subject_kind_register",
    "word_file",
]
