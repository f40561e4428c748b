"""The words of spoil: manifests, places, hauls, suspicion, grades."""

from xiuhua.scenes.spoil.terms.acts import Act
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

__all__ = [
    "Act",
    "CoverKind",
    "DockState",
    "DumpReason",
    "DustState",
    "Grade",
    "HaulFault",
    "ManifestFault",
    "ManifestState",
    "MeasuredIn",
    "RecordKind",
    "SiteLevel",
    "SiteStage",
    "SuspicionState",
    "WeighedAt",
    "WeightFault",
]
