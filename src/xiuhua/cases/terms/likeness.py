"""Words of likeness: how sure it is that two reports are about one thing, and how their matters are kin."""

from xiuhua.shared.terms import Term


class Likelihood(Term):
    """How sure it is that two reports are about the same thing."""

    LIKELY = "likely_same", "很可能重复", "Very likely the same", "soon"
    POSSIBLE = "maybe_same", "可能重复", "May be the same"


class Kinship(Term):
    """How the matters of two reports stand to each other."""

    SAME = "kin_same", "同一事项", "Same matter"
    FAMILY = "kin_family", "同一大类", "Same class of matters"
    OTHER = "kin_other", "不同事项", "Another matter"
    UNKNOWN = "kin_unknown", "事项未知", "Matter unknown"
