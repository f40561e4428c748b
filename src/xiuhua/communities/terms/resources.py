"""Words of what departments share with each other."""

from xiuhua.shared.terms import Term


class ResourceKind(Term):
    """What a shared resource is."""

    TABLE = "resource_table", "数据表", "Table"
    FILE = "resource_file", "文件", "File"
    SERVICE = "resource_service", "接口服务", "Service"


class Secrecy(Term):
    """To whom a resource may be given."""

    OPEN = "secrecy_open", "无条件共享", "Shared without condition"
    CONDITIONAL = "secrecy_conditional", "有条件共享", "Shared on request", "soon"
    INTERNAL = "secrecy_internal", "内部敏感", "Sensitive", "late"


class ResourceState(Term):
    """Whether a resource is still offered."""

    OFFERED = "resource_offered", "在架", "Offered", "done"
    WITHDRAWN = "resource_withdrawn", "已下架", "Withdrawn"


class GrantState(Term):
    """Where a department's wish to use a resource stands."""

    ASKED = "access_asked", "待审批", "Asked", "soon"
    GRANTED = "access_granted", "已授权", "Granted", "done"
    REFUSED = "access_refused", "未批准", "Refused"
    REVOKED = "access_revoked", "已收回", "Revoked"


class ResourceAct(Term):
    """The acts on shared resources."""

    READ = "resource.read", "查看共享目录", "Read the catalogue"
    PUBLISH = "resource.publish", "登记共享资源", "Entered a resource"
    IMPORT = "resource.import", "导入资源数据", "Imported rows"
    WITHDRAW = "resource.withdraw", "下架", "Withdrew it"
    ASK = "resource.ask", "申请使用", "Asked for access"
    GRANT = "resource.grant", "授权", "Granted access"
    REFUSE = "resource.refuse", "不批准", "Refused access"
    REVOKE = "resource.revoke", "收回授权", "Revoked access"
    FETCH = "resource.fetch", "取用数据", "Fetched rows"
    LOG = "resource.log", "查看访问日志", "Read the access log"
