"""Documents as Word files."""

from xiuhua.papers.services.word.files import document_docx, documents_docx

__all__ = ["document_docx", "documents_docx"]
