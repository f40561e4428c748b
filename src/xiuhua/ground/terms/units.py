"""The acts on units."""

from xiuhua.shared.terms import Term


class UnitAct(Term):
    """What may be done to units, as the ledger and the act table name it."""

    READ = "unit.read", "查看机构", "Read units"
    CREATE = "unit.create", "录入机构", "Recorded the unit"
    EDIT = "unit.edit", "修改机构", "Changed the unit"
    MOVE = "unit.move", "调整隶属", "Moved the unit"
    RETIRE = "unit.retire", "撤销机构", "Retired the unit"
    IMPORT = "unit.import", "导入机构", "Import units"
    UNDO = "unit.undo", "撤回导入的机构", "Took the imported unit back"
