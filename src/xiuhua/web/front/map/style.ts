// The map's look, read from the tokens: pale ground, one brand line, and dots that alone are saturated.
import type { LayerSpecification, SourceSpecification, StyleSpecification } from 'maplibre-gl';

/** No `glyphs`: MapLibre draws every sign from the machine's own fonts, so no glyph server is asked. */
const FONT = ['Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei', 'sans-serif'];

export interface StyleWish {
  layers: string[];
  feature: GeoJSON.Feature | null;
  selected: number;
  attribution: string;
}

function token(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--x-${name}`).trim();
}

export function mapStyle(wish: StyleWish): StyleSpecification {
  return {
    version: 8,
    sources: { ...tileSources(wish), feature: { type: 'geojson', data: wish.feature ?? { type: 'FeatureCollection', features: [] } } },
    layers: [
      { id: 'ground', type: 'background', paint: { 'background-color': token('map-bg') } },
      ...(wish.layers.includes('areas') ? areaLayers() : []),
      ...featureLayers(),
      ...(wish.layers.includes('premises') ? pointLayers(wish.selected) : []),
      ...(wish.layers.includes('areas') ? areaNames() : []),
    ],
  };
}

function tileSources({ layers, attribution }: StyleWish): Record<string, SourceSpecification> {
  const tiles = (layer: string): SourceSpecification => ({
    type: 'vector',
    tiles: [`${location.origin}/tiles/${layer}/{z}/{x}/{y}.mvt`],
    maxzoom: 16,
    attribution,
  });
  const named = layers.includes('areas') ? ['area_names'] : [];
  return Object.fromEntries([...layers, ...named].map((layer) => [layer, tiles(layer)]));
}

function areaLayers(): LayerSpecification[] {
  const source = { source: 'areas', 'source-layer': 'areas' };
  return [
    { id: 'areas', type: 'fill', ...source, paint: { 'fill-color': token('map-land') } },
    {
      id: 'area-lines',
      type: 'line',
      ...source,
      paint: { 'line-color': token('map-line'), 'line-width': ['interpolate', ['linear'], ['zoom'], 8, 0.6, 14, 1.4] },
    },
  ];
}

/** One level of names at a time: districts from afar, then streets, then communities. */
function areaNames(): LayerSpecification[] {
  const levels: [string, number, number][] = [['district', 0, 10], ['street', 10, 13], ['community', 13, 24]];
  return levels.map(([level, minzoom, maxzoom]) => ({
    id: `area-names-${level}`,
    type: 'symbol',
    source: 'area_names',
    'source-layer': 'area_names',
    minzoom,
    maxzoom,
    filter: ['==', ['get', 'level'], level],
    layout: { 'text-field': ['get', 'name'], 'text-font': FONT, 'text-size': 12, 'text-max-width': 8, 'text-padding': 4 },
    paint: { 'text-color': token('map-label'), 'text-halo-color': token('map-halo'), 'text-halo-width': 1.6 },
  }));
}

function featureLayers(): LayerSpecification[] {
  return [
    { id: 'feature-fill', type: 'fill', source: 'feature', filter: ['==', ['geometry-type'], 'Polygon'], paint: { 'fill-color': token('map-brand'), 'fill-opacity': 0.09 } },
    { id: 'feature-line', type: 'line', source: 'feature', paint: { 'line-color': token('map-brand'), 'line-width': 2.2 } },
  ];
}

/** Open is a blue disc; what rests is smaller and grey or violet, and the legend says so in words. */
function pointLayers(selected: number): LayerSpecification[] {
  const source = { source: 'premises', 'source-layer': 'premises' };
  const colour = ['match', ['get', 'state'], 'open', token('map-dot'), 'suspended', token('map-hold'), token('map-still')];
  const radius = ['interpolate', ['linear'], ['zoom'], 10, 2.5, 14, 4.5, 17, 7];
  return [
    {
      id: 'premises',
      type: 'circle',
      ...source,
      filter: ['!=', ['to-number', ['coalesce', ['get', 'id'], ['id']]], selected],
      paint: {
        'circle-color': colour as unknown as string,
        'circle-radius': radius as unknown as number,
        'circle-stroke-color': token('map-surface'),
        'circle-stroke-width': 1.5,
      },
    },
    {
      id: 'premises-names',
      type: 'symbol',
      ...source,
      minzoom: 16,
      layout: { 'text-field': ['get', 'name'], 'text-font': FONT, 'text-size': 12, 'text-offset': [0, 1], 'text-anchor': 'top', 'text-optional': true, 'text-max-width': 9 },
      paint: { 'text-color': token('ink'), 'text-halo-color': token('map-halo'), 'text-halo-width': 1.4 },
    },
  ];
}
