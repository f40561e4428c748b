"""Addresses of certificates."""

from django.urls import path

from xiuhua.permits.pages import certificates

app_name = "permits"

_ONE = "certificates/<int:certificate_id>"

urlpatterns = [
    path("certificates", certificates.CertificateListPage.as_view(), name="certificates"),
    path("certificates/new/<slug:key>", certificates.CertificateNewPage.as_view(), name="certificate-new"),
    path(_ONE, certificates.CertificatePage.as_view(), name="certificate"),
    *(
        path(f"{_ONE}/{slug}", page.as_view(), name=f"certificate-{slug}")
        for slug, page in (
            ("amend", certificates.AmendPage),
            ("suspend", certificates.SuspendPage),
            ("resume", certificates.ResumePage),
            ("revoke", certificates.RevokePage),
        )
    ),
    path("my-certificates", certificates.OwnCertificateListPage.as_view(), name="own-certificates"),
    path(
        "my-certificates/<int:certificate_id>",
        certificates.OwnCertificatePage.as_view(),
        name="own-certificate",
    ),
]
