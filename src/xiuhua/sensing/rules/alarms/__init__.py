"""Alarms: rules as versions, the state machine that judges them, and what it says."""

from xiuhua.sensing.rules.alarms.definitions import (
    Flap,
    Level,
    Proposal,
    Rule,
    Series,
    Subject,
    Tells,
    rule_read,
    rule_stored,
    subject_check,
)
from xiuhua.sensing.rules.alarms.machine import Machine
from xiuhua.sensing.rules.alarms.profiles import (
    Applied,
    Profile,
    ProfileRow,
    applied_here,
    hours_text,
    numbers_here,
    profiles_areas,
)
from xiuhua.sensing.rules.alarms.standing import Standing, standing_read, standing_stored
from xiuhua.sensing.rules.alarms.steps import AlarmStep, Seen, rule_words, step_reasons, step_words
from xiuhua.sensing.rules.alarms.watches import EVERY, MOST_DEVICES, Watches, watches_stored, watches_words

__all__ = [
    "EVERY",
    "MOST_DEVICES",
    "AlarmStep",
    "Applied",
    "Flap",
    "Level",
    "Machine",
    "Profile",
    "ProfileRow",
    "Proposal",
    "Rule",
    "Seen",
    "Series",
    "Standing",
    "Subject",
    "Tells",
    "Watches",
    "applied_here",
    "hours_text",
    "numbers_here",
    "profiles_areas",
    "rule_read",
    "rule_stored",
    "rule_words",
    "standing_read",
    "standing_stored",
    "step_reasons",
    "step_words",
    "subject_check",
    "watches_stored",
    "watches_words",
]
