"""Words of permits: where a certificate stands, and what is done to one."""

from xiuhua.shared.terms import Term


class CertificateState(Term):
    """Where a certificate stands. `EXPIRED` is read off its end and never stored: nobody acts then."""

    ISSUED = "certificate_issued", "已核发", "Issued", "done"
    SUSPENDED = "certificate_suspended", "暂停", "Suspended", "hold"
    REVOKED = "certificate_revoked", "已撤销", "Revoked", "late"
    EXPIRED = "certificate_expired", "已到期", "Expired"


class CertificateAct(Term):
    """The acts on certificates, as the ledger and the act table name them."""

    READ = "certificate.read", "查看许可证", "Read certificates"
    OWN = "certificate.own", "查看本单位许可证", "Read own certificates"
    ISSUE = "certificate.issue", "核发许可证", "Issued the certificate"
    AMEND = "certificate.amend", "变更许可证", "Amended the certificate"
    SUSPEND = "certificate.suspend", "暂停许可证", "Suspended the certificate"
    RESUME = "certificate.resume", "恢复许可证", "Put the certificate back in force"
    REVOKE = "certificate.revoke", "撤销许可证", "Revoked the certificate"
    UNDO = "certificate.undo", "撤回导入的许可证", "Took the imported certificate back"
