"""Tables of spoil: its places, its manifests, what trucks did, what stands in files, and dust."""

from xiuhua.scenes.spoil.models.dispatch import Allotment, Corridor, Project
from xiuhua.scenes.spoil.models.hauls import DayBound, Haul, NightPost, Suspicion
from xiuhua.scenes.spoil.models.manifests import Manifest, Weighing
from xiuhua.scenes.spoil.models.places import CoverPoint, Dock, DustEpisode, Site
from xiuhua.scenes.spoil.models.records import FileRecord
from xiuhua.scenes.spoil.models.roads import WaterAsk, WaterTrip

__all__ = [
    "Allotment", "Corridor", "CoverPoint", "DayBound", "Dock", "DustEpisode", "FileRecord", "Haul",
    "Manifest", "NightPost", "Project", "Site", "Suspicion", "WaterAsk", "WaterTrip", "Weighing",
]  # fmt: skip
