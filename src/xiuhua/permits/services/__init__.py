"""Every write of certificates."""

from xiuhua.permits.services.changing import (
    certificate_amend,
    certificate_resume,
    certificate_revoke,
    certificate_suspend,
)
from xiuhua.permits.services.issuing import (
    NewCertificate,
    certificate_issue,
    certificates_issue_many,
    certificates_undo,
)

__all__ = [
    "NewCertificate",
    "certificate_amend",
    "certificate_issue",
    "certificate_resume",
    "certificate_revoke",
    "certificate_suspend",
    "certificates_issue_many",
    "certificates_undo",
]
