"""The words of spoil: manifests, places, hauls, suspicion, grades."""

from xiuhua.scenes.spoil.terms.acts import Act
from xiuhua.scenes.spoil.terms.dispatch import AllotmentState, MatchReason, ProjectState, ProjectWay
from xiuhua.scenes.spoil.terms.findings import (
    DumpReason,
    Grade,
    HaulFault,
    ManifestFault,
    RecordKind,
    WeightFault,
)
from xiuhua.scenes.spoil.terms.manifests import (
    CoverKind,
    DockState,
    DustState,
    ManifestState,
    MeasuredIn,
    SiteLevel,
    SiteStage,
    SuspicionState,
    WeighedAt,
)
from xiuhua.scenes.spoil.terms.roads import AskState, ToldBy

__all__ = [
    "Act",
    "AllotmentState",
    "AskState",
    "CoverKind",
    "DockState",
    "DumpReason",
    "DustState",
    "Grade",
    "HaulFault",
    "ManifestFault",
    "ManifestState",
    "MatchReason",
    "MeasuredIn",
    "ProjectState",
    "ProjectWay",
    "RecordKind",
    "SiteLevel",
    "SiteStage",
    "SuspicionState",
    "ToldBy",
    "WeighedAt",
    "WeightFault",
]
