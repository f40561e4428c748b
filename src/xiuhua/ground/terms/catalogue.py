"""The fixed words of the catalogue."""

from xiuhua.shared.terms import Term


class Standard(Term):
    """Which standard numbers the item."""

    GB_2026 = "gb47678_5_2026", "GB/T 47678.5-2026", "GB/T 47678.5-2026"
    GB_2013 = "gb30428_2_2013", "GB/T 30428.2-2013", "GB/T 30428.2-2013"


class ItemKind(Term):
    """What is numbered: a thing, or a matter that concerns one or none."""

    COMPONENT = "component_kind", "管理部件", "Component kind"
    MATTER = "matter", "管理事项", "Matter"


class HandbookState(Term):
    """Where a version of the handbook stands."""

    DRAFT = "draft", "草稿", "Draft"
    PUBLISHED = "published", "已发布", "Published", "done"
    WITHDRAWN = "withdrawn", "已撤回", "Withdrawn"


class HandbookStart(Term):
    """What a new draft begins with."""

    PREVIOUS = "start_previous", "沿用上一版", "The version before"
    DEFAULT_2026 = "start_default_2026", "参考条目（2026 版代码）", "Reference lines, 2026 codes"
    DEFAULT_2013 = "start_default_2013", "参考条目（2013 版代码）", "Reference lines, 2013 codes"
    EMPTY = "start_empty", "空白", "Nothing"


class CatalogueAct(Term):
    """The acts on the catalogue, as the ledger and the act table name them."""

    READ = "catalogue.read", "查看事项目录", "Read the catalogue"
    LOAD = "catalogue.load", "载入标准目录", "Loaded the standard's line"


class HandbookAct(Term):
    """The acts on the handbook, as the ledger and the act table name them."""

    READ = "handbook.read", "查看指挥手册", "Read the handbook"
    DRAFT = "handbook.draft", "起草指挥手册", "Drafted the handbook"
    EDIT = "handbook.edit", "修改条目", "Changed a line"
    IMPORT = "handbook.import", "导入条目", "Imported lines"
    PUBLISH = "handbook.publish", "发布指挥手册", "Published the handbook"
    WITHDRAW = "handbook.withdraw", "撤回指挥手册", "Withdrew the handbook"
