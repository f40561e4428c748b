"""Registration of `permits` with Django."""

from django.apps import AppConfig


class PermitsConfig(AppConfig):
    """What somebody may do, until when, and who says so."""

    name = "xiuhua.permits"

    def ready(self) -> None:
        """Fill the seams of the layers below."""
        _words()
        _places()


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


def _places() -> None:
    """Enter the place in the menu, what hangs on premises, vehicles and parties, and the files it takes."""
    from xiuhua.intake.rules import import_kind_register  # noqa: PLC0415
    from xiuhua.permits.imports import CERTIFICATES  # noqa: PLC0415
    from xiuhua.permits.pages.certificates import certificates_related  # noqa: PLC0415
    from xiuhua.permits.terms import CertificateAct  # noqa: PLC0415
    from xiuhua.web import menu  # noqa: PLC0415
    from xiuhua.web.pages.objects import further_related_register  # noqa: PLC0415

    import_kind_register(CERTIFICATES)
    menu.menu_register(
        menu.MenuEntry(
            key="permits", zh="许可", en="Permits", tab=("许可证", "Certificates"),
            url_name="permits:certificates", icon="file-certificate", act=CertificateAct.READ.value, rank=70,
            under="premises",
        )
    )  # fmt: skip
    menu.menu_register(
        menu.MenuEntry(
            key="permits:own-certificates", zh="我的许可证", en="My certificates",
            url_name="permits:own-certificates", icon="list", act=CertificateAct.OWN.value, rank=71,
            under="premises",
        )
    )  # fmt: skip
    for kind in ("premises", "vehicle", "party"):
        further_related_register(kind, certificates_related(kind), CertificateAct.READ.value)
