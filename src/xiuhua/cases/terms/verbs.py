"""What an act is called in English where somebody is about to do it: its term says that it was done.

Chinese has one word for both: 派遣 stands on the button and in the history.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from xiuhua.cases.terms.acts import CaseAct
from xiuhua.cases.terms.appeals import AppealAct
from xiuhua.cases.terms.consultations import ConsultationAct, LoopAct
from xiuhua.cases.terms.look_backs import LookBackAct
from xiuhua.cases.terms.places import HotSpotAct
from xiuhua.cases.terms.supervision import ReminderAct, SupervisionAct
from xiuhua.shared.terms import Term

VERBS_EN: Mapping[Term, str] = MappingProxyType(
    {
        CaseAct.ACCEPT: "Accept",
        CaseAct.ASK_VERIFY: "Verify first",
        CaseAct.NOT_ACCEPT: "Reject",
        CaseAct.VERIFY_TRUE: "It is true",
        CaseAct.VERIFY_FALSE: "It is not so",
        CaseAct.FILE: "File",
        CaseAct.NOT_FILE: "Reject",
        CaseAct.PUSH: "Push to the crew",
        CaseAct.DISPATCH: "Dispatch",
        CaseAct.RECEIVE: "Receive",
        CaseAct.ASSIGN: "Assign",
        CaseAct.STEP_UP: "Pass up a level",
        CaseAct.SEND_BACK: "Send back",
        CaseAct.RETURN_GRANT: "Agree to the return",
        CaseAct.RETURN_REFUSE: "Refuse the return",
        CaseAct.FEED_BACK: "Feed back",
        CaseAct.FEEDBACK_PASS: "Pass the feedback",
        CaseAct.FEEDBACK_REFUSE: "Refuse the feedback",
        CaseAct.CHECK_PASS: "Pass",
        CaseAct.CHECK_FAIL: "Send to rework",
        CaseAct.CLOSE: "Close",
        CaseAct.CLOSE_REFUSE: "Send back to the check",
        CaseAct.EXTEND_ASK: "Ask for time",
        CaseAct.EXTEND_PROPOSE: "Propose more time",
        CaseAct.EXTEND_GRANT: "Give more time",
        CaseAct.EXTEND_REFUSE: "Refuse more time",
        CaseAct.DEFER_ASK: "Ask to defer",
        CaseAct.DEFER_GRANT: "Defer",
        CaseAct.DEFER_REFUSE: "Refuse to defer",
        CaseAct.SHELVE_ASK: "Ask for the problem list",
        CaseAct.SHELVE_GRANT: "Put on the problem list",
        CaseAct.SHELVE_REFUSE: "Refuse the problem list",
        CaseAct.SHELF_REVIEW: "Review",
        CaseAct.RESUME: "Take up again",
        CaseAct.CLEAR: "Clear from the problem list",
        CaseAct.VOID_ASK: "Ask to void",
        CaseAct.VOID_GRANT: "Void",
        CaseAct.VOID_REFUSE: "Refuse to void",
        CaseAct.FORCE_ASK: "Ask to close by order",
        CaseAct.FORCE_GRANT: "Close by order",
        CaseAct.FORCE_REFUSE: "Refuse to close by order",
        CaseAct.INFORM_ASK: "Ask to close by telling why",
        CaseAct.INFORM_GRANT: "Close by telling why",
        CaseAct.INFORM_REFUSE: "Refuse to close by telling why",
        CaseAct.MERGE: "Merge",
        CaseAct.UNMERGE: "Take the merge apart",
        CaseAct.REDO: "Open again as a new case",
        CaseAct.REPLY_UP: "Answer the platform above",
        CaseAct.NOTE: "Note",
        CaseAct.TAKE_BACK: "Take back",
        ConsultationAct.DECIDE: "Decide who owns it",
        ConsultationAct.DROP: "Drop the question",
        ConsultationAct.CLOSE: "Close the minutes",
        ConsultationAct.COST: "Record a cost",
        ReminderAct.REMIND: "Remind",
        SupervisionAct.ISSUE: "Issue an order",
        SupervisionAct.REPLY: "Answer",
        SupervisionAct.REFUSE: "Refuse the answer",
        SupervisionAct.RELEASE: "Release",
        SupervisionAct.VOID: "Withdraw",
        LoopAct.PUBLISH: "Publish the settings",
        HotSpotAct.WATCH: "Put on the supervision list",
        HotSpotAct.UNWATCH: "Take off the list",
        LookBackAct.ASSIGN: "Assign",
        AppealAct.MAKE: "Appeal",
        AppealAct.WITHDRAW: "Withdraw",
        AppealAct.FIRST: "Review first",
        AppealAct.SECOND: "Decide",
    }
)
