"""The acts on areas and premises."""

from xiuhua.shared.terms import Term


class Act(Term):
    """The acts of this app, as the ledger and the act table name them."""

    AREA_READ = "area.read", "查看区域", "Read areas"
    AREA_CREATE = "area.create", "录入区域", "Recorded the area"
    PREMISES_READ = "premises.read", "查看场所", "Read premises"
    PREMISES_CREATE = "premises.create", "录入场所", "Recorded the premises"
    PREMISES_RENAME = "premises.rename", "改名", "Renamed the premises"
    PREMISES_REVISE = "premises.revise", "修改场所", "Revised the premises"
    PREMISES_MOVE = "premises.move", "变更场所状态", "Changed the state of the premises"
    PREMISES_PHONE_REVEAL = (
        "premises.phone_reveal",
        "查看场所完整电话",
        "Saw the whole number of the premises",
    )
    PREMISES_UNDO = "premises.undo", "撤回导入的场所", "Took the imported premises back"
