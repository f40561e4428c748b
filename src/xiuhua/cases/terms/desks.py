"""What people at desks do with the workbench itself."""

from __future__ import annotations

from xiuhua.shared.terms import Term


class DeskAct(Term):
    """Sitting at a desk: whose clocks run there, and who so has a worklist."""

    WORK = "desk.work", "使用工作台", "Worked at the desk"
