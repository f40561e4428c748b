"""The demo town's streets are as long, as joined and as dense as those of a real Chinese town centre."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import shapely
from shapely import LineString

from xiuhua.ground.demo.streets import centrality, street_links, town_built

_GRAPH = "roads/shenzhen_futian_roads_osmnx.graphml"
_NS = "{http://graphml.graphdrawing.org/xmlns}"
_LATITUDE = 22.54
Link = tuple[object, object, LineString]


@dataclass(frozen=True, kw_only=True)
class Figures:
    """What is compared: quartiles of street length in metres, junction degrees, the median block in m²."""

    length_quartiles_m: tuple[float, float, float]
    degree_mean: float
    degree_share: dict[int, float]
    block_median_m2: float
    km_per_km2: float


def figures_of(links: Iterable[Link]) -> Figures:
    """Join links at vertices where only two meet, then measure streets, junctions and polygonized blocks."""
    beside: dict[object, list[tuple[object, LineString]]] = defaultdict(list)
    lines = []
    for first, second, line in links:
        beside[first].append((second, line))
        beside[second].append((first, line))
        lines.append(line)
    streets = list(_streets(beside))
    lengths = np.array([length for _, _, length in streets])
    met = Counter(end for first, second, _ in streets for end in (first, second))
    degrees = Counter(met.values())
    drawn = shapely.node(shapely.union_all(lines))
    blocks = [block.area for block in shapely.polygonize(shapely.get_parts(drawn)).geoms]
    low, middle, high = np.percentile(lengths, (25, 50, 75)).tolist()
    return Figures(
        length_quartiles_m=(low, middle, high),
        degree_mean=2 * len(streets) / len(met),
        degree_share={degree: degrees[degree] / len(met) for degree in (1, 3, 4)},
        block_median_m2=float(np.median(blocks)),
        km_per_km2=float(lengths.sum() / 1000 / (shapely.convex_hull(drawn).area / 1e6)),
    )


def _streets(
    beside: dict[object, list[tuple[object, LineString]]],
) -> Iterable[tuple[object, object, float]]:
    """Yield streets between junctions: (junction, junction, metres)."""
    used: set[int] = set()
    for start, links in beside.items():
        if len(links) == 2:
            continue
        for following, line in links:
            if id(line) in used:
                continue
            used.add(id(line))
            length, here = line.length, following
            while len(beside[here]) == 2:
                onward = [link for link in beside[here] if id(link[1]) not in used]
                if not onward:
                    break
                here, line = onward[0]  # noqa: PLW2901 - the walk goes on
                used.add(id(line))
                length += line.length
            yield start, here, length


def _futian(path: Path) -> list[Link]:
    root = ET.parse(path).getroot()  # noqa: S314 - our own reference file
    names = {key.get("id"): key.get("attr.name") for key in root.iter(f"{_NS}key")}

    def fields(element: ET.Element) -> dict[str | None, str]:
        return {names[child.get("key")]: child.text or "" for child in element}

    scale = np.array([111_320 * np.cos(np.radians(_LATITUDE)), 110_574])
    places = {}
    for node in root.iter(f"{_NS}node"):
        found = fields(node)
        places[node.get("id")] = np.array([float(found["x"]), float(found["y"])]) * scale
    links: dict[tuple[object, ...], Link] = {}
    for edge in root.iter(f"{_NS}edge"):
        found, first, second = fields(edge), edge.get("source"), edge.get("target")
        drawn = shapely.from_wkt(found["geometry"]) if "geometry" in found else None
        line = (
            shapely.transform(drawn, lambda points: points * scale)
            if drawn is not None
            else LineString([places[first], places[second]])
        )
        key = (*sorted((str(first), str(second))), round(line.length / 2))  # both ways of a street are one
        links.setdefault(key, (first, second, line))
    return list(links.values())


@pytest.mark.slow("builds the whole town once: 6 s")
def test_streets_junctions_and_blocks_of_the_old_town_are_within_a_factor_of_two_of_futian(
    reference_data: Callable[[str], Path],
) -> None:
    real = figures_of(_futian(reference_data(_GRAPH)))
    town = town_built(seed=1, scale=1.0)
    ours = figures_of(
        link for link in street_links(town) if centrality(np.array(link[2].centroid.coords[0])) < 1
    )
    pairs = {
        "length 25 %": (ours.length_quartiles_m[0], real.length_quartiles_m[0]),
        "length 50 %": (ours.length_quartiles_m[1], real.length_quartiles_m[1]),
        "length 75 %": (ours.length_quartiles_m[2], real.length_quartiles_m[2]),
        "degree": (ours.degree_mean, real.degree_mean),
        **{f"degree {key}": (ours.degree_share[key], real.degree_share[key]) for key in (1, 3, 4)},
        "block": (ours.block_median_m2, real.block_median_m2),
        "density": (ours.km_per_km2, real.km_per_km2),
    }
    ratios = {key: round(mine / theirs, 2) for key, (mine, theirs) in pairs.items()}
    assert all(0.5 < ratio < 2 for ratio in ratios.values()), ratios
