"""Every way kitchens, their leads and their papers can change."""

from xiuhua.scenes.fumes.services.asks import ask_answer, ask_send, kitchen_demand, lead_letter
from xiuhua.scenes.fumes.services.joints import kitchen_joint
from xiuhua.scenes.fumes.services.leads import lead_close, lead_drop, lead_file, lead_open
from xiuhua.scenes.fumes.services.proofs import Sampled, lead_sample, lead_visit
from xiuhua.scenes.fumes.services.rechecks import lead_recheck

__all__ = [
    "Sampled",
    "ask_answer",
    "ask_send",
    "kitchen_demand",
    "kitchen_joint",
    "lead_close",
    "lead_drop",
    "lead_file",
    "lead_letter",
    "lead_open",
    "lead_recheck",
    "lead_sample",
    "lead_visit",
]
