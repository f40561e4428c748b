"""Registration of `intake` with Django."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """Files of records, read, previewed, taken in whole or not at all, and taken back."""

    name = "xiuhua.intake"

    def ready(self) -> None:
        """Enter the menu, words, and what `ledger verify` compares."""
        from xiuhua.intake import jobs, queries, terms  # noqa: PLC0415 - models are ready only now
        from xiuhua.ledger.jobs import periodic_register  # noqa: PLC0415
        from xiuhua.ledger.services import row_kind_register  # noqa: PLC0415
        from xiuhua.web import menu, words  # noqa: PLC0415

        words.vocabulary_register(terms.Act)
        for state in terms.RunState:
            words.kind_register(f"import.{state}", zh=state.zh, en=state.en)
        words.kind_register("import", zh="导入", en="import")
        words.kind_register("import_kind", zh="导入类别", en="kind of import")
        row_kind_register(kind="import", states=queries.run_states)
        periodic_register("intake.stalled", jobs.STALLED_SECONDS, jobs.stalled_retry)
        menu.menu_register(
            menu.MenuEntry(
                key="imports", zh="导入", en="Imports", url_name="intake:imports", icon="upload",
                act=terms.Act.START, rank=60, phone=False,
            )
        )  # fmt: skip
