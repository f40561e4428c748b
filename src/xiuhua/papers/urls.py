"""Addresses of papers."""

from django.urls import path

from xiuhua.papers.pages import papers, phrases

app_name = "papers"

urlpatterns = [
    path("phrases", phrases.PhraseListPage.as_view(), name="phrases"),
    path("phrases/new", phrases.PhraseNewPage.as_view(), name="phrase-new"),
    path("phrases/import", phrases.PhrasesImportPage.as_view(), name="phrases-import"),
    path("phrases/<int:phrase_id>", phrases.PhrasePage.as_view(), name="phrase"),
    path("phrases/<int:phrase_id>/end", phrases.PhraseEndPage.as_view(), name="phrase-end"),
    path("papers", papers.PaperListPage.as_view(), name="papers"),
    path("papers/<int:paper_id>", papers.PaperPage.as_view(), name="paper"),
    path("papers/<int:paper_id>/edit", papers.PaperEditPage.as_view(), name="paper-edit"),
    path("papers/<int:paper_id>/finish", papers.PaperFinishPage.as_view(), name="paper-finish"),
    path("papers/<int:paper_id>/void", papers.PaperVoidPage.as_view(), name="paper-void"),
    path("papers/<int:paper_id>/print", papers.PaperPrintPage.as_view(), name="paper-print"),
    path(
        "papers/<int:paper_id>/print.docx", papers.PaperPrintPage.as_view(), {"word": "1"}, name="paper-word"
    ),
]
