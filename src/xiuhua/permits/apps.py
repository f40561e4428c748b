"""Registration of `permits` with Django."""

from django.apps import AppConfig


class PermitsConfig(AppConfig):
    """What somebody may do, until when, and who says so."""

    name = "xiuhua.permits"

    def ready(self) -> None:
        """Fill the seams of the layers below."""
        _words()


# Models are ready only when these run, hence the imports inside them.
def _words() -> None:
    from xiuhua.access.rules import grants_register  # noqa: PLC0415
    from xiuhua.ledger.services import row_kind_register  # noqa: PLC0415
    from xiuhua.permits import terms  # noqa: PLC0415
    from xiuhua.permits.queries.certificates import certificate_states  # noqa: PLC0415
    from xiuhua.permits.rules.certificate_granting import certificate_grants  # noqa: PLC0415
    from xiuhua.web import words  # noqa: PLC0415

    grants_register("permits", certificate_grants())
    words.vocabulary_register(terms.CertificateState, terms.CertificateAct)
    words.kind_register("certificate", zh="许可证", en="certificate")
    row_kind_register(kind="certificate", states=certificate_states)
