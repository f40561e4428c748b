"""Documents as Word files, by python-docx, which is loaded only where one is written."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any

from xiuhua.papers.rules.documents import Document
from xiuhua.papers.services.word.imprint import imprint_put
from xiuhua.papers.services.word.notes import Marks, Notes
from xiuhua.papers.services.word.pages import page_set, section_end
from xiuhua.papers.services.word.parts import Picture, document_put
from xiuhua.papers.services.word.styles import fallbacks_put, styles_set


def document_docx(document: Document, *, picture: Picture) -> bytes:
    """Return a document as a Word file; `picture` gives a stored photo, None where it is gone."""
    return documents_docx([document], picture=picture)


def documents_docx(documents: Sequence[Document], *, picture: Picture) -> bytes:
    """Return some documents as one Word file, each on a page of its own."""
    from docx import Document as new_file  # noqa: PLC0415, N813 - slow to import

    documents = [_writable(one) for one in documents]
    file: Any = new_file()  # python-docx has no types of its own for a document's parts
    styles_set(file)
    page_set(file, is_official=all(one.is_official for one in documents))
    notes = Notes(tuple(note for document in documents for note in document.notes))
    before = 0  # notes in the documents before this one, which Word numbers through
    for number, document in enumerate(documents):
        begun = len(file.paragraphs)
        document_put(file, document, picture, Marks(notes, before))
        before += len(document.notes)
        if document.imprint:
            if document.notes and notes.kind == "endnote":
                section_end(file)
            imprint_put(file, document.imprint, key=number)
        if number:  # no break of its own, whose empty line would push the head down
            file.paragraphs[begun].paragraph_format.page_break_before = True
    notes.put_in(file)
    fallbacks_put(file)
    properties = file.core_properties
    properties.title, properties.author = documents[0].title, documents[0].organ
    properties.comments = ""
    target = io.BytesIO()
    file.save(target)
    return target.getvalue()


# What a text out of another program may hold, such as the vertical tab of its soft line breaks.
_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def _writable(told: Any) -> Any:  # a document, and whatever its parts are made of
    """Return the parts of a document without the characters that no XML can hold, each a space.

    Source:
        XML 1.0, 2.2 Char.
    """
    if type(told) is str:
        return _NOT_IN_XML.sub(" ", told)
    if type(told) is tuple:
        return tuple(_writable(one) for one in told)
    if is_dataclass(told) and not isinstance(told, type):
        held = ((one.name, getattr(told, one.name)) for one in fields(told) if one.init)
        changed = {name: kept for name, was in held if (kept := _writable(was)) != was}
        return replace(told, **changed) if changed else told
    return told
