"""Policy packs: evidence to verdict and flags, verdict and decisions to grade. Pure functions over data."""

from assay.governance.policy.asks import Ask, asks
from assay.governance.policy.casebook import Case, Miss, read_cases, run_case
from assay.governance.policy.classing import ClassScheme, Setting, classify
from assay.governance.policy.counting import COUNTED, Tally, tally
from assay.governance.policy.evidence import Evidence
from assay.governance.policy.explaining import explain_flag, explain_grade, explain_rule
from assay.governance.policy.flagging import FlagPack, FlagRule, flag
from assay.governance.policy.folding import fold, with_audit
from assay.governance.policy.judging import judge
from assay.governance.policy.loading import (
    available,
    available_classes,
    available_flags,
    check_pack,
    load_classes,
    load_flags,
    load_pack,
    parse_classes,
    parse_flags,
    parse_pack,
    profiles_of,
)
from assay.governance.policy.obliging import duties, duty_rules
from assay.governance.policy.pack import Condition, Level, Pack, Rule, Unread
from assay.governance.policy.planning import Change, Simulation, compare, priority, standing

__all__ = [
    "COUNTED",
    "Ask",
    "Case",
    "Change",
    "ClassScheme",
    "Condition",
    "Evidence",
    "FlagPack",
    "FlagRule",
    "Level",
    "Miss",
    "Pack",
    "Rule",
    "Setting",
    "Simulation",
    "Tally",
    "Unread",
    "asks",
    "available",
    "available_classes",
    "available_flags",
    "check_pack",
    "classify",
    "compare",
    "duties",
    "duty_rules",
    "explain_flag",
    "explain_grade",
    "explain_rule",
    "flag",
    "fold",
    "judge",
    "load_classes",
    "load_flags",
    "load_pack",
    "parse_classes",
    "parse_flags",
    "parse_pack",
    "priority",
    "profiles_of",
    "read_cases",
    "run_case",
    "standing",
    "tally",
    "with_audit",
]
