"""The fixed words of imports."""

from __future__ import annotations

from xiuhua.shared.terms import Term


class RunState(Term):
    """How far an import has come."""

    READING = "reading", "读取中", "Reading", "brand"
    CHOOSING = "choosing", "待对应列", "Columns to match", "soon"
    PREVIEWED = "previewed", "待确认", "To be confirmed", "soon"
    COMMITTING = "committing", "写入中", "Writing", "brand"
    UNDOING = "undoing", "撤回中", "Being taken back", "brand"
    DONE = "done", "已导入", "Imported", "done"
    REFUSED = "refused", "无法读取", "Not readable", "late"
    UNDONE = "undone", "已撤回", "Taken back", "hold"
    DROPPED = "dropped", "已放弃", "Given up", "hold"

    @property
    def is_moving(self) -> bool:
        """Return whether a job is at it."""
        return self in {RunState.READING, RunState.COMMITTING, RunState.UNDOING}


class Act(Term):
    """The acts of this app, as the ledger names them. Who may import is said by each kind's own act."""

    START = "import.start", "上传导入文件", "Uploaded a file to import"
    MAP = "import.map", "对应导入列", "Matched the columns of an import"
    READ = "import.read", "读取导入文件", "Read an imported file"
    COMMIT = "import.commit", "确认导入", "Committed an import"
    FINISH = "import.finish", "导入完成", "Finished an import"
    FAIL = "import.fail", "导入未完成", "An import was not carried out"
    DROP = "import.drop", "放弃导入", "Gave up an import"
    UNDO = "import.undo", "撤回导入", "Asked to take an import back"
    UNDONE = "import.taken_back", "导入已撤回", "Took an import back"
    ROW_GONE = "import.row_gone", "撤回导入，记录移除", "Removed as its import was taken back"
    ROW_BACK = "import.row_back", "撤回导入，恢复原值", "Restored as its import was taken back"
