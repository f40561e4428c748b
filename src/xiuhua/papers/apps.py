"""Registration of `papers` with Django."""

from django.apps import AppConfig


class PapersConfig(AppConfig):
    """Papers: phrases, forms to print, documents with a number, drafts in Word."""

    name = "xiuhua.papers"

    def ready(self) -> None:
        """Enter grants, words, the menu, and what `ledger verify` compares."""
        from xiuhua.access.rules import grants_register  # noqa: PLC0415 - models are ready only now
        from xiuhua.ledger.services import row_kind_register  # noqa: PLC0415
        from xiuhua.papers import terms  # noqa: PLC0415
        from xiuhua.papers.queries.papers import paper_states  # noqa: PLC0415
        from xiuhua.papers.rules.granting import paper_grants  # noqa: PLC0415
        from xiuhua.papers.services.printing import word_written  # noqa: PLC0415
        from xiuhua.web import menu, seams, words  # noqa: PLC0415

        seams.word_files_register(word_written)
        grants_register("papers", paper_grants())
        words.vocabulary_register(
            terms.PhraseAct, terms.PhraseScope, terms.PaperAct, terms.PaperKind, terms.PaperState,
            terms.FormKind,
        )  # fmt: skip
        row_kind_register(kind="paper", states=paper_states)
        words.kind_register("phrase", zh="常用语", en="phrase")
        words.kind_register("paper", zh="文书", en="document")
        menu.menu_register(
            menu.MenuEntry(
                key="phrase", zh="常用语", en="Phrases", url_name="papers:phrases", icon="message-check",
                act=terms.PhraseAct.READ, rank=40, under="case", group=("设置", "Settings"),
            )
        )  # fmt: skip
