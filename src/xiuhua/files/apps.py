"""Registration of `files` with Django."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    """Stored originals, and lists that leave as sheets."""

    name = "xiuhua.files"

    def ready(self) -> None:
        """Enter exports, words, and what `ledger verify` compares."""
        from xiuhua.files import jobs, queries, services, terms  # noqa: PLC0415 - models are ready only now
        from xiuhua.files.pages.exports import LIST_SOURCE, list_export, list_table  # noqa: PLC0415
        from xiuhua.ledger.jobs import periodic_register  # noqa: PLC0415
        from xiuhua.ledger.services import row_kind_register  # noqa: PLC0415
        from xiuhua.web import menu, seams, words  # noqa: PLC0415

        words.vocabulary_register(terms.Act)
        words.vocabulary_register(terms.Purpose)
        words.vocabulary_register(terms.PhotoRange, terms.Shape)
        words.vocabulary_register(terms.ZoneFrom, terms.Masked, terms.PublicState)
        for state in terms.ExportState:
            words.kind_register(f"export.{state}", zh=state.zh, en=state.en)
        words.kind_register("file", zh="文件", en="file")
        words.kind_register("export", zh="导出", en="export")
        row_kind_register(kind="file", states=queries.file_states)
        services.export_source_register(LIST_SOURCE, list_table)
        seams.exports_register(list_export)
        periodic_register("files.stalled", jobs.STALLED_SECONDS, jobs.stalled_retry)
        periodic_register("files.sweep", jobs.SWEEP_SECONDS, jobs.sweep)
        menu.menu_register(
            menu.MenuEntry(
                key="exports", zh="导出", en="Exports", url_name="files:exports", icon="download",
                act=terms.Act.EXPORT_START, rank=5, foot=True, phone=False,
            )
        )  # fmt: skip
