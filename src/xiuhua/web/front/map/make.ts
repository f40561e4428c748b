// A drawing of the ground: our own tiles, the reader's own fonts, nothing from outside.
import './vendor.css';
import { LngLatBounds, Map as GroundMap, Marker, setWorkerUrl, type MapOptions } from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';
import { first } from '../islands/dom';
import { mapStyle, markerDraw, markerNames, type StyleWish } from './style';

export interface Shape {
  type: string;
  geometry?: Shape | null;
  features?: Shape[];
  coordinates?: unknown;
}

setWorkerUrl(workerUrl);

export function mapMake(place: HTMLElement, wish: StyleWish, view: Partial<MapOptions>): GroundMap {
  const canvas = first('.x-map-canvas', place);
  if (!canvas) throw new Error('a map without a canvas');
  const map = new GroundMap({
    container: canvas,
    style: mapStyle(wish),
    attributionControl: { compact: false },
    fadeDuration: 0,
    pitchWithRotate: false,
    dragRotate: false,
    maxZoom: 19,
    locale: JSON.parse(place.dataset['locale'] ?? '{}') as Record<string, string>,
    ...view,
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.getCanvas().setAttribute('aria-label', place.dataset['label'] ?? '');
  map.on('style.load', () => markersAdd(map));
  map.once('idle', () => (place.dataset['ready'] = 'yes'));
  document.addEventListener('x:theme', () => {
    markersAdd(map);
    map.setStyle(mapStyle(wish));
  });
  return map;
}

function markersAdd(map: GroundMap): void {
  for (const name of markerNames()) {
    const drawn = markerDraw(name);
    if (drawn && !map.hasImage(name)) map.addImage(name, drawn, { pixelRatio: 2 });
  }
}

/** What the page asks to be drawn, as its attributes say it. */
export function wishOf(place: HTMLElement): StyleWish {
  const layers = (place.dataset['layers'] ?? '').split(' ').filter(Boolean);
  return {
    layers,
    feature: featureOf(place.dataset['feature'] ?? ''),
    overlay: overlayOf(place),
    sketch: null,
    selected: Number((place.dataset['subject'] ?? '').split(':')[1] ?? 0) || 0,
    attribution: place.dataset['attribution'] ?? '',
    raster: place.dataset['raster'] ?? '',
    rasterCredit: place.dataset['rasterCredit'] ?? '',
  };
}

export function featureOf(text: string): GeoJSON.Feature | null {
  if (!text) return null;
  const shape = JSON.parse(text) as GeoJSON.Feature | GeoJSON.Geometry;
  return shape.type === 'Feature' ? shape : { type: 'Feature', properties: {}, geometry: shape };
}

function overlayOf(place: HTMLElement): GeoJSON.FeatureCollection | null {
  const text = first('script[type="application/json"]', place)?.textContent;
  return text ? (JSON.parse(text) as GeoJSON.FeatureCollection) : null;
}

export function pointOf(feature: GeoJSON.Feature | null): [number, number] | null {
  return feature?.geometry?.type === 'Point' ? (feature.geometry.coordinates as [number, number]) : null;
}

export function boundsOf(shape: Shape): LngLatBounds {
  const bounds = new LngLatBounds();
  const walk = (part: unknown): void => {
    if (!Array.isArray(part)) return;
    if (typeof part[0] === 'number') bounds.extend(part as [number, number]);
    else part.forEach(walk);
  };
  for (const one of shape.features ?? [shape]) walk(one.geometry?.coordinates ?? one.coordinates);
  return bounds;
}

/** A dark label over a ringed dot: the one thing on the map that the reader has chosen. */
export function pinPut(map: GroundMap, point: [number, number], words: string): Marker {
  const pin = document.createElement('div');
  pin.className = 'x-map-pin';
  const label = document.createElement('b');
  label.textContent = words;
  pin.append(...(words ? [label] : []), document.createElement('i'));
  const marker = new Marker({ element: pin, anchor: 'bottom' }).setLngLat(point).addTo(map);
  for (const name of ['role', 'tabindex', 'aria-label']) pin.removeAttribute(name);
  pin.setAttribute('aria-hidden', 'true');
  return marker;
}
