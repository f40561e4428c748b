"""Documents with their pictures, as Word files: for a page that hands one over, and for an archive."""

from __future__ import annotations

from collections.abc import Sequence

from xiuhua.files.services import picture_read_back
from xiuhua.papers.rules.documents import Document
from xiuhua.papers.services.word import documents_docx
from xiuhua.web.seams import WordFile

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def word_file(documents: Sequence[Document]) -> bytes:
    """Return documents as one Word file with the pictures that their readers are shown, never the originals.

    Who may see them is the caller's to ask; a picture that was erased or cannot be read is said to be gone.
    """
    return documents_docx(documents, picture=picture_read_back)


def word_written(documents: Sequence[object]) -> WordFile:
    """Return documents as `web` hands them over; what is none of ours is left out."""
    ours = [document for document in documents if isinstance(document, Document)]
    return WordFile(content=word_file(ours), media_type=WORD)
