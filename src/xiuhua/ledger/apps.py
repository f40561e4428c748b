"""Registration of `ledger` with Django."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """The append-only record and its Merkle log."""

    name = "xiuhua.ledger"

    def ready(self) -> None:
        """Tell pages the history, and machines how sealing is doing."""
        from xiuhua.ledger import queries  # noqa: PLC0415 - models are ready only now
        from xiuhua.web import health, seams, words  # noqa: PLC0415

        words.kind_register("treehead", zh="树头", en="tree head")
        words.kind_register("ledger.prove", zh="导出证明", en="Export a proof")
        words.kind_register("ledger.read", zh="查看账本", en="Read the ledger")
        seams.history_register(queries.story)
        health.gauges_register(queries.gauges)
