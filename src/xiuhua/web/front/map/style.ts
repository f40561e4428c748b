// The map's look, read from the tokens: pale ground, one brand line, and data that alone is saturated.
import type { ExpressionSpecification, LayerSpecification, SourceSpecification, StyleSpecification } from 'maplibre-gl';

/** No `glyphs`: MapLibre draws every sign from the machine's own fonts, so no glyph server is asked. */
const FONT = ['Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei', 'sans-serif'];
/** Where a name may go when something stands on its place. */
const ASIDE: ('center' | 'top' | 'bottom' | 'left' | 'right')[] = ['center', 'top', 'bottom', 'left', 'right'];
const EMPTY: GeoJSON.FeatureCollection = { type: 'FeatureCollection', features: [] };

/** What a map shows: our own tile layers by name, one chosen thing, and features given with the page. */
export interface StyleWish {
  layers: string[];
  feature: GeoJSON.Feature | null;
  overlay: GeoJSON.FeatureCollection | null;
  sketch: GeoJSON.FeatureCollection | null;
  selected: number;
  attribution: string;
  raster: string;
  rasterCredit: string;
}

/** The tile layers behind each switch of the legend, with the zooms between which their tiles are asked for. */
const BEHIND: Record<string, Record<string, [number, number]>> = {
  ground: { basemap: [8, 16], roads: [8, 16] },
  areas: { areas: [0, 14], area_names: [0, 14] },
  unit_grids: { unit_grids: [13, 16] },
  duty_grids: { duty_grids: [10, 15] },
  evaluation_grids: { evaluation_grids: [10, 15] },
  governance_grids: { governance_grids: [10, 15] },
  key_areas: { key_areas: [10, 15] },
  segments: { segments: [12, 16] },
  components: { component_clusters: [8, 14], components: [15, 16] },
  mounts: { mounts: [13, 16] },
  devices: { devices: [11, 16] },
  cameras: { cameras: [12, 16] },
  premises: { premises: [15, 16] },
};

export function token(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--x-${name}`).trim();
}

export function mapStyle(wish: StyleWish): StyleSpecification {
  const shown = new Set(wish.layers);
  const drawn = (name: string, layers: LayerSpecification[]): LayerSpecification[] => (shown.has(name) ? layers : []);
  return {
    version: 8,
    sources: sources(wish),
    layers: [
      { id: 'ground', type: 'background', paint: { 'background-color': token('map-bg') } },
      ...(wish.raster ? rasterLayers() : [...drawn('areas', landLayers()), ...baseLayers(), ...roadLayers()]),
      ...drawn('unit_grids', unitGridLayers()),
      ...drawn('areas', boundaryLayers()),
      ...drawn('key_areas', keyAreaLayers()),
      ...drawn('evaluation_grids', gridLayers('evaluation_grids', [2, 2])),
      ...drawn('governance_grids', gridLayers('governance_grids', [6, 2, 1, 2])),
      ...drawn('duty_grids', gridLayers('duty_grids', null)),
      ...drawn('segments', segmentLayers()),
      ...featureLayers(),
      ...(wish.raster ? [] : baseNames()),
      ...['key_areas', 'evaluation_grids', 'governance_grids', 'duty_grids'].flatMap((name) => drawn(name, [gridNames(name)])),
      ...drawn('areas', areaNames()),
      ...drawn('components', componentLayers()),
      ...drawn('premises', premisesLayers(wish.selected)),
      ...drawn('cameras', cameraLayers()),
      ...drawn('mounts', mountLayers()),
      ...drawn('devices', deviceLayers()),
      ...drawn('components', clusterLayers()),
      ...overlayLayers(), // above all else: what is late is never covered
    ],
  };
}

function sources(wish: StyleWish): Record<string, SourceSpecification> {
  const found: Record<string, SourceSpecification> = {
    feature: { type: 'geojson', data: wish.feature ?? EMPTY },
    overlay: { type: 'geojson', data: wish.overlay ?? EMPTY },
    sketch: { type: 'geojson', data: wish.sketch ?? EMPTY },
  };
  for (const name of ['ground', ...wish.layers]) {
    for (const [layer, [minzoom, maxzoom]] of Object.entries(BEHIND[name] ?? {})) {
      found[layer] = {
        type: 'vector',
        tiles: [`${location.origin}/tiles/${layer}/{z}/{x}/{y}.mvt`],
        minzoom,
        maxzoom,
        attribution: wish.attribution,
      };
    }
  }
  if (wish.raster) found['raster'] = { type: 'raster', tiles: [wish.raster], tileSize: 256, maxzoom: 18, attribution: wish.rasterCredit };
  return found;
}

// --- the ground ---------------------------------------------------------------------------------------------

function rasterLayers(): LayerSpecification[] {
  return [{ id: 'raster', type: 'raster', source: 'raster', paint: { 'raster-saturation': -0.35, 'raster-fade-duration': 0 } }];
}

function landLayers(): LayerSpecification[] {
  return [{ id: 'land', type: 'fill', source: 'areas', 'source-layer': 'areas', filter: ['all', ['==', ['geometry-type'], 'Polygon'], ['==', ['get', 'level'], 'district']], paint: { 'fill-color': token('map-land') } }];
}

function baseLayers(): LayerSpecification[] {
  const of = (kind: string): ExpressionSpecification => ['all', ['==', ['get', 'kind'], kind], ['==', ['geometry-type'], 'Polygon']];
  const source = { source: 'basemap', 'source-layer': 'basemap' };
  const fading = (from: number): ExpressionSpecification => ['interpolate', ['linear'], ['zoom'], from, 0, from + 0.8, 1];
  return [
    { id: 'parks', type: 'fill', ...source, filter: of('park'), paint: { 'fill-color': token('map-park') } },
    { id: 'plazas', type: 'fill', ...source, filter: of('plaza'), paint: { 'fill-color': token('map-plaza') } },
    { id: 'water', type: 'fill', ...source, filter: of('water'), paint: { 'fill-color': token('map-water') } },
    {
      id: 'buildings',
      type: 'fill',
      ...source,
      minzoom: 14,
      filter: of('building'),
      paint: { 'fill-color': token('map-building'), 'fill-outline-color': token('map-building-line'), 'fill-opacity': fading(14) },
    },
  ];
}

type Width = [number, number, number]; // px at zoom 10, 14 and 18

const ROADS: [string, Width, number][] = [
  ['lane', [0, 0.9, 9], 14],
  ['branch', [0.7, 2.6, 15], 12],
  ['secondary', [0.9, 3.8, 20], 11],
  ['arterial', [1, 5, 26], 8],
  ['expressway', [1.5, 6.2, 32], 8],
];

/** All casings lie below all fills, so that roads join at a crossing instead of cutting each other. */
function roadLayers(): LayerSpecification[] {
  const lines = (part: string, more: Width, colour: (road: string) => string): LayerSpecification[] =>
    ROADS.map(([road, width, minzoom]) => ({
      id: `road-${part}-${road}`,
      type: 'line',
      source: 'roads',
      'source-layer': 'roads',
      minzoom,
      filter: ['==', ['get', 'class'], road],
      layout: { 'line-cap': 'round', 'line-join': 'round' },
      paint: { 'line-color': colour(road), 'line-width': widths(width.map((px, at) => px + (more[at] ?? 0)) as Width) },
    }));
  const isMajor = (road: string): boolean => road === 'expressway' || road === 'arterial';
  const fill = (road: string): string => token(road === 'expressway' ? 'map-road-express' : road === 'arterial' ? 'map-road-major' : 'map-road');
  return [
    ...lines('case', [0.6, 1.5, 2.4], (road) => token(isMajor(road) ? 'map-case-major' : 'map-case')),
    ...lines('fill', [0, 0, 0], fill),
  ];
}

function widths([far, middle, near]: Width): ExpressionSpecification {
  return ['interpolate', ['exponential', 1.5], ['zoom'], 10, far, 14, middle, 18, near];
}

function baseNames(): LayerSpecification[] {
  const halo = { 'text-halo-color': token('map-halo'), 'text-halo-width': 1.5 };
  const road = (id: string, classes: string[], minzoom: number, size: number): LayerSpecification => ({
    id,
    type: 'symbol',
    source: 'roads',
    'source-layer': 'roads',
    minzoom,
    filter: ['in', ['get', 'class'], ['literal', classes]],
    layout: {
      'symbol-placement': 'line',
      'symbol-spacing': 340,
      'text-field': ['get', 'name'],
      'text-font': FONT,
      'text-size': size,
      'text-letter-spacing': 0.08,
      'text-padding': 8,
      'text-max-angle': 30,
    },
    paint: { 'text-color': token('map-label'), ...halo },
  });
  const place = (id: string, kinds: string[], colour: string, minzoom: number): LayerSpecification => ({
    id,
    type: 'symbol',
    source: 'basemap',
    'source-layer': 'basemap',
    minzoom,
    filter: ['all', ['==', ['geometry-type'], 'Point'], ['in', ['get', 'kind'], ['literal', kinds]]],
    layout: { 'text-field': ['get', 'name'], 'text-font': FONT, 'text-size': 12, 'text-max-width': 7, 'text-padding': 6 },
    paint: { 'text-color': token(colour), ...halo },
  });
  return [
    place('building-names', ['building', 'plaza'], 'map-label', 16.5),
    road('road-names-small', ['branch', 'lane'], 15, 11.5),
    road('road-names-large', ['secondary', 'arterial', 'expressway'], 12.5, 12.5),
    place('park-names', ['park'], 'map-park-label', 13),
    place('water-names', ['water'], 'map-water-label', 12),
  ];
}

// --- areas and grids ----------------------------------------------------------------------------------------

function boundaryLayers(): LayerSpecification[] {
  const line = (level: string, width: number, dash: number[] | null, opacity: number, minzoom: number): LayerSpecification => ({
    id: `boundary-${level}`,
    type: 'line',
    source: 'areas',
    'source-layer': 'areas',
    minzoom,
    filter: ['all', ['==', ['geometry-type'], 'LineString'], ['==', ['get', 'level'], level]],
    layout: { 'line-join': 'round' },
    paint: { 'line-color': token('map-boundary'), 'line-width': width, 'line-opacity': opacity, ...(dash ? { 'line-dasharray': dash } : {}) },
  });
  return [line('community', 0.8, [2, 3], 0.45, 13), line('street', 1.2, [5, 3], 0.75, 9), line('district', 2, null, 0.8, 0)];
}

/** One level of names at a time: districts from afar, then streets, then communities. */
function areaNames(): LayerSpecification[] {
  const levels: [string, number, number, number][] = [
    ['district', 0, 11, 15],
    ['street', 11, 14, 13.5],
    ['community', 14, 24, 12.5],
  ];
  return levels.map(([level, minzoom, maxzoom, size]) => ({
    id: `area-names-${level}`,
    type: 'symbol',
    source: 'area_names',
    'source-layer': 'area_names',
    minzoom,
    maxzoom,
    filter: ['==', ['get', 'level'], level],
    layout: { 'text-field': ['get', 'name'], 'text-font': FONT, 'text-size': size, 'text-letter-spacing': 0.12, 'text-max-width': 8, 'text-padding': 4, 'text-variable-anchor': ASIDE, 'text-radial-offset': 1.4 },
    paint: { 'text-color': token('ink-2'), 'text-halo-color': token('map-halo'), 'text-halo-width': 2 },
  }));
}

function unitGridLayers(): LayerSpecification[] {
  const source = { source: 'unit_grids', 'source-layer': 'unit_grids' };
  return [
    { id: 'unit-grids', type: 'line', ...source, minzoom: 13, filter: ['==', ['geometry-type'], 'Polygon'], paint: { 'line-color': token('map-brand'), 'line-opacity': 0.22, 'line-width': 1 } },
    {
      id: 'unit-grid-codes',
      type: 'symbol',
      ...source,
      minzoom: 16.5,
      filter: ['==', ['geometry-type'], 'Point'],
      layout: { 'text-field': ['slice', ['get', 'code'], -3], 'text-font': FONT, 'text-size': 11 },
      paint: { 'text-color': token('map-brand'), 'text-opacity': 0.7, 'text-halo-color': token('map-halo'), 'text-halo-width': 1.2 },
    },
  ];
}

function gridLayers(name: string, dash: number[] | null): LayerSpecification[] {
  const source = { source: name, 'source-layer': name, filter: ['==', ['geometry-type'], 'Polygon'] as ExpressionSpecification };
  return [
    { id: `${name}-line`, type: 'line', ...source, layout: { 'line-join': 'round' }, paint: { 'line-color': token('map-brand'), 'line-opacity': 0.75, 'line-width': 1.5, ...(dash ? { 'line-dasharray': dash } : {}) } },
  ];
}

function keyAreaLayers(): LayerSpecification[] {
  const source = { source: 'key_areas', 'source-layer': 'key_areas', filter: ['==', ['geometry-type'], 'Polygon'] as ExpressionSpecification };
  return [
    { id: 'key-areas-fill', type: 'fill', ...source, paint: { 'fill-color': token('map-hold'), 'fill-opacity': 0.08 } },
    { id: 'key-areas-line', type: 'line', ...source, paint: { 'line-color': token('map-hold'), 'line-width': 1.5 } },
  ];
}

function gridNames(name: string): LayerSpecification {
  return {
    id: `${name}-names`,
    type: 'symbol',
    source: name,
    'source-layer': name,
    minzoom: 13,
    filter: ['==', ['geometry-type'], 'Point'],
    layout: { 'text-field': ['get', 'name'], 'text-font': FONT, 'text-size': 12.5, 'text-max-width': 9 },
    paint: { 'text-color': token(name === 'key_areas' ? 'map-hold' : 'map-brand'), 'text-halo-color': token('map-halo'), 'text-halo-width': 1.8 },
  };
}

function segmentLayers(): LayerSpecification[] {
  const source = { source: 'segments', 'source-layer': 'segments' };
  return [{ id: 'segments', type: 'line', ...source, layout: { 'line-cap': 'butt' }, paint: { 'line-color': token('map-still'), 'line-opacity': 0.5, 'line-width': ['interpolate', ['linear'], ['zoom'], 12, 2, 17, 7] } }];
}

// --- what a page gives --------------------------------------------------------------------------------------

function featureLayers(): LayerSpecification[] {
  const brand = token('map-brand');
  return [
    { id: 'feature-fill', type: 'fill', source: 'feature', filter: ['==', ['geometry-type'], 'Polygon'], paint: { 'fill-color': brand, 'fill-opacity': 0.09 } },
    { id: 'feature-line', type: 'line', source: 'feature', layout: { 'line-join': 'round', 'line-cap': 'round' }, paint: { 'line-color': brand, 'line-width': ['case', ['==', ['geometry-type'], 'LineString'], 5, 2.2] } },
    { id: 'sketch-fill', type: 'fill', source: 'sketch', filter: ['==', ['geometry-type'], 'Polygon'], paint: { 'fill-color': token('ink'), 'fill-opacity': 0.07 } },
    { id: 'sketch-line', type: 'line', source: 'sketch', filter: ['!=', ['geometry-type'], 'Point'], paint: { 'line-color': token('ink'), 'line-width': 2, 'line-dasharray': [3, 1.5] } },
    { id: 'sketch-corners', type: 'circle', source: 'sketch', filter: ['==', ['geometry-type'], 'Point'], paint: { 'circle-color': token('map-surface'), 'circle-radius': 4.5, 'circle-stroke-color': token('ink'), 'circle-stroke-width': 2 } },
  ];
}

/**
 * Findings and found rows that came with the page: `kind` says how each is drawn. What is late is larger and has
 * a mark, so that it is told without its colour, and lies above what is not.
 */
function overlayLayers(): LayerSpecification[] {
  const colour: ExpressionSpecification = [
    'match', ['get', 'kind'],
    ['overlap', 'late'], token('map-late'),
    ['gap', 'soon'], token('soon-fill'),
    'paused', token('map-hold'),
    'done', token('map-still'),
    'heat1', token('heat-1'), 'heat2', token('heat-2'), 'heat3', token('heat-3'), 'heat4', token('heat-4'), 'heat5', token('heat-5'),
    token('map-dot'),
  ];
  const isHeat: ExpressionSpecification = ['==', ['slice', ['get', 'kind'], 0, 4], 'heat'];
  const by = (late: number, soon: number, other: number): ExpressionSpecification => ['match', ['get', 'kind'], 'late', late, 'soon', soon, other];
  const mark: ExpressionSpecification = ['match', ['get', 'kind'], 'late', '!', ''];
  return [
    { id: 'overlay-fill', type: 'fill', source: 'overlay', filter: ['==', ['geometry-type'], 'Polygon'], paint: { 'fill-color': colour, 'fill-opacity': ['case', isHeat, 0.62, 0.28] } },
    { id: 'overlay-line', type: 'line', source: 'overlay', filter: ['!=', ['geometry-type'], 'Point'], paint: { 'line-color': colour, 'line-width': ['case', ['all', isHeat, ['==', ['geometry-type'], 'LineString']], 5, isHeat, 1, 2] } },
    {
      id: 'overlay-points',
      type: 'circle',
      source: 'overlay',
      filter: ['==', ['geometry-type'], 'Point'],
      layout: { 'circle-sort-key': by(2, 1, 0) },
      paint: {
        'circle-color': colour,
        'circle-radius': ['interpolate', ['linear'], ['zoom'], 10, by(5, 3.2, 2.2), 13, by(7, 5, 3.6), 16, by(9, 7.5, 6.5)],
        'circle-stroke-color': token('map-surface'),
        'circle-stroke-width': ['interpolate', ['linear'], ['zoom'], 11, 0.7, 15, 1.6],
      },
    },
    {
      id: 'overlay-marks',
      type: 'symbol',
      source: 'overlay',
      filter: ['==', ['geometry-type'], 'Point'],
      layout: { 'text-field': mark, 'text-font': FONT, 'text-size': ['interpolate', ['linear'], ['zoom'], 10, 8, 13, 11, 16, 14], 'text-allow-overlap': true, 'text-ignore-placement': true },
      paint: { 'text-color': token('map-surface'), 'text-halo-color': token('map-surface'), 'text-halo-width': 0.4 },
    },
  ];
}

// --- data ---------------------------------------------------------------------------------------------------

function clusterLayers(): LayerSpecification[] {
  const clusters = { source: 'component_clusters', 'source-layer': 'component_clusters', maxzoom: 15 };
  return [
    {
      id: 'component-clusters',
      type: 'circle',
      ...clusters,
      paint: {
        'circle-color': token('map-surface'),
        'circle-opacity': 0.94,
        'circle-radius': ['interpolate', ['linear'], ['log10', ['max', ['get', 'count'], 1]], 0, 3, 0.3, 10, 2, 15, 4, 23],
        'circle-stroke-color': token('map-brand'),
        'circle-stroke-opacity': 0.85,
        'circle-stroke-width': 1.6,
      },
    },
    {
      id: 'component-counts',
      type: 'symbol',
      ...clusters,
      layout: { 'text-field': clusterWords(), 'text-font': FONT, 'text-size': 12, 'text-allow-overlap': true, 'text-padding': 9 }, // names keep clear of it
      paint: { 'text-color': token('map-brand') },
    },
  ];
}

function componentLayers(): LayerSpecification[] {
  const square = (number: number): string => `square ${token(`map-class-${number}`)}`;
  return [
    {
      id: 'components',
      type: 'symbol',
      source: 'components',
      'source-layer': 'components',
      minzoom: 15,
      layout: {
        'icon-image': ['match', ['get', 'class'], '02', square(2), '03', square(3), '04', square(4), '01', square(1), square(5)],
        'icon-size': ['interpolate', ['linear'], ['zoom'], 15, 0.6, 18, 1.05],
        'icon-allow-overlap': true,
        'icon-ignore-placement': true,
      },
    },
    {
      id: 'component-names',
      type: 'symbol',
      source: 'components',
      'source-layer': 'components',
      minzoom: 17.5,
      layout: { 'text-field': ['get', 'name'], 'text-font': FONT, 'text-size': 11.5, 'text-offset': [0, 0.8], 'text-anchor': 'top', 'text-optional': true },
      paint: { 'text-color': token('ink-2'), 'text-halo-color': token('map-halo'), 'text-halo-width': 1.3 },
    },
  ];
}

/** 1,284 as it is; ten thousand and more shortened, so that it stays inside its circle. */
function clusterWords(): ExpressionSpecification {
  const isChinese = document.documentElement.lang.startsWith('zh');
  const [unit, sign]: [number, string] = isChinese ? [10_000, ' 万'] : [1_000, 'k'];
  const short: ExpressionSpecification = ['concat', ['to-string', ['/', ['round', ['/', ['get', 'count'], unit / 10]], 10]], sign];
  return ['case', ['==', ['get', 'count'], 1], '', ['<', ['get', 'count'], 10_000], ['to-string', ['get', 'count']], short];
}

function mountLayers(): LayerSpecification[] {
  return [
    {
      id: 'mounts',
      type: 'symbol',
      source: 'mounts',
      'source-layer': 'mounts',
      minzoom: 13,
      layout: { 'icon-image': `diamond ${token('map-brand')}`, 'icon-size': ['interpolate', ['linear'], ['zoom'], 13, 0.65, 17, 1], 'icon-allow-overlap': true, 'icon-ignore-placement': true },
    },
  ];
}

/** A sector where it looks, a disc where it stands; what shows no picture is hollow and in the colour of what is late. */
function cameraLayers(): LayerSpecification[] {
  const isOnline: ExpressionSpecification = ['==', ['get', 'state'], 'camera_online'];
  const colour: ExpressionSpecification = ['case', isOnline, token('map-brand'), token('late')];
  const source = { source: 'cameras', 'source-layer': 'cameras' };
  return [
    { id: 'camera-views', type: 'fill', ...source, minzoom: 14, filter: ['==', ['geometry-type'], 'Polygon'], paint: { 'fill-color': colour, 'fill-opacity': 0.12, 'fill-outline-color': colour } },
    {
      id: 'cameras',
      type: 'circle',
      ...source,
      minzoom: 12,
      filter: ['==', ['geometry-type'], 'Point'],
      paint: {
        'circle-color': ['case', isOnline, colour, token('map-surface')],
        'circle-radius': ['interpolate', ['linear'], ['zoom'], 12, 3, 16, 6],
        'circle-stroke-color': ['case', isOnline, token('map-surface'), colour],
        'circle-stroke-width': ['case', isOnline, 1.5, 2.5],
      },
    },
  ];
}

/** How a device is heard of is its colour, and a ring of its own for whoever cannot tell colours: only what is well is filled. */
function deviceLayers(): LayerSpecification[] {
  const colour: ExpressionSpecification = ['match', ['get', 'liveness'], 'device_online', token('done'), 'device_late', token('soon'), ['device_silent', 'device_faulty'], token('late'), token('map-still')];
  const isWell: ExpressionSpecification = ['==', ['get', 'liveness'], 'device_online'];
  return [
    {
      id: 'devices',
      type: 'circle',
      source: 'devices',
      'source-layer': 'devices',
      minzoom: 11,
      paint: {
        'circle-color': ['case', isWell, colour, token('map-surface')],
        'circle-radius': ['interpolate', ['linear'], ['zoom'], 11, 3, 14, 5, 17, 7],
        'circle-stroke-color': ['case', isWell, token('map-surface'), colour],
        'circle-stroke-width': ['case', isWell, 1.5, 2.5],
      },
    },
  ];
}

/** Open is a blue disc; what rests is smaller and grey or violet, and the legend says so in words. */
function premisesLayers(selected: number): LayerSpecification[] {
  const others: ExpressionSpecification = ['!=', ['to-number', ['coalesce', ['get', 'id'], ['id']]], selected];
  const source = { source: 'premises', 'source-layer': 'premises', filter: others };
  return [
    {
      id: 'premises',
      type: 'circle',
      ...source,
      paint: {
        'circle-color': ['match', ['get', 'state'], 'open', token('map-dot'), 'suspended', token('map-hold'), token('map-still')],
        'circle-radius': ['interpolate', ['linear'], ['zoom'], 10, 2, 13, 2.6, 15, 4.2, 17, 6.5],
        'circle-stroke-color': token('map-surface'),
        'circle-stroke-width': ['interpolate', ['linear'], ['zoom'], 12, 0.8, 15, 1.5],
      },
    },
    {
      id: 'premises-names',
      type: 'symbol',
      ...source,
      minzoom: 16,
      layout: { 'text-field': ['get', 'name'], 'text-font': FONT, 'text-size': 12, 'text-offset': [0, 0.8], 'text-anchor': 'top', 'text-optional': true, 'text-max-width': 9 },
      paint: { 'text-color': token('ink'), 'text-halo-color': token('map-halo'), 'text-halo-width': 1.4 },
    },
  ];
}

/** The markers of the present theme, drawn before any tile asks for them. */
export function markerNames(): string[] {
  return [...[1, 2, 3, 4, 5].map((number) => `square ${token(`map-class-${number}`)}`), `diamond ${token('map-brand')}`];
}

/** Draw a marker that the style names as `shape colour`: no image file, and each theme has its own. */
export function markerDraw(name: string): ImageData | null {
  const [shape, colour = ''] = name.split(' ', 2);
  const pen = Object.assign(document.createElement('canvas'), { width: 28, height: 28 }).getContext('2d');
  if (!pen || (shape !== 'square' && shape !== 'diamond')) return null;
  pen.translate(14, 14);
  if (shape === 'diamond') pen.rotate(Math.PI / 4);
  const half = shape === 'diamond' ? 7.5 : 8;
  pen.fillStyle = shape === 'diamond' ? token('map-surface') : colour;
  pen.strokeStyle = shape === 'diamond' ? colour : token('map-surface');
  pen.lineWidth = 3;
  pen.beginPath();
  pen.roundRect(-half, -half, 2 * half, 2 * half, 2.5);
  pen.fill();
  pen.stroke();
  return pen.getImageData(0, 0, 28, 28);
}
