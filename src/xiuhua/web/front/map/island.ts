// A map in a page: our own tiles, the reader's own fonts, nothing from outside. Its list stands beside it.
import { LngLatBounds, Map as GroundMap, Marker, setWorkerUrl } from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';
import { all, first } from '../islands/dom';
import { mapStyle, type StyleWish } from './style';

interface Shape {
  type: string;
  geometry?: Shape | null;
  coordinates?: unknown;
}

setWorkerUrl(workerUrl);

export function mapStart(place: HTMLElement): void {
  place.dataset['started'] = 'yes';
  const canvas = first('.x-map-canvas', place);
  if (!canvas) return;
  const feature = featureOf(place);
  const wish = wishOf(place, feature);
  try {
    const map = mapMake(place, canvas, wish, feature);
    buttonsBind(place, map, feature);
    clicksBind(place, map);
    document.addEventListener('x:theme', () => map.setStyle(mapStyle(wish)));
  } catch {
    first('.x-map-note', place)?.removeAttribute('hidden'); // no WebGL here: the list beside says the same
  }
}

function mapMake(place: HTMLElement, canvas: HTMLElement, wish: StyleWish, feature: GeoJSON.Feature | null): GroundMap {
  const map = new GroundMap({
    container: canvas,
    style: mapStyle(wish),
    ...viewOf(place, feature),
    attributionControl: { compact: false },
    fadeDuration: 0,
    pitchWithRotate: false,
    dragRotate: false,
    maxZoom: 19,
    locale: JSON.parse(place.dataset['locale'] ?? '{}') as Record<string, string>,
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.getCanvas().setAttribute('aria-label', place.dataset['label'] ?? '');
  map.once('idle', () => (place.dataset['ready'] = 'yes'));
  const point = feature && pointOf(feature);
  if (point) pinPut(place, map, point);
  return map;
}

function wishOf(place: HTMLElement, feature: GeoJSON.Feature | null): StyleWish {
  const layers = (place.dataset['layers'] ?? '').split(' ').filter(Boolean);
  const selected = Number((place.dataset['subject'] ?? '').split(':')[1] ?? 0);
  return { layers, feature, selected: selected || 0, attribution: place.dataset['attribution'] ?? '' };
}

function featureOf(place: HTMLElement): GeoJSON.Feature | null {
  const text = place.dataset['feature'];
  if (!text) return null;
  const shape = JSON.parse(text) as GeoJSON.Feature | GeoJSON.Geometry;
  return shape.type === 'Feature' ? shape : { type: 'Feature', properties: {}, geometry: shape };
}

function pointOf(feature: GeoJSON.Feature): [number, number] | null {
  return feature.geometry?.type === 'Point' ? (feature.geometry.coordinates as [number, number]) : null;
}

function viewOf(place: HTMLElement, feature: GeoJSON.Feature | null): object {
  const point = feature && pointOf(feature);
  if (point) return { center: point, zoom: 15.5 };
  if (feature) return { bounds: boundsOf(feature), fitBoundsOptions: { padding: { top: 52, bottom: 40, left: 52, right: 56 } } };
  const bounds = (place.dataset['bounds'] ?? '').split(' ').map(Number);
  return bounds.length === 4 ? { bounds, fitBoundsOptions: { padding: 20 } } : { center: [104, 35.5], zoom: 3 };
}

function boundsOf(feature: Shape): LngLatBounds {
  const bounds = new LngLatBounds();
  const walk = (part: unknown): void => {
    if (!Array.isArray(part)) return;
    if (typeof part[0] === 'number') bounds.extend(part as [number, number]);
    else part.forEach(walk);
  };
  walk(feature.geometry?.coordinates ?? feature.coordinates);
  return bounds;
}

/** A dark label over a ringed dot: the one thing on the map that this page is about. */
function pinPut(place: HTMLElement, map: GroundMap, point: [number, number]): void {
  const pin = document.createElement('div');
  pin.className = 'x-map-pin';
  const label = document.createElement('b');
  label.textContent = place.dataset['featureLabel'] ?? '';
  pin.append(...(label.textContent ? [label] : []), document.createElement('i'));
  new Marker({ element: pin, anchor: 'bottom' }).setLngLat(point).addTo(map);
  pin.removeAttribute('role');
  pin.removeAttribute('tabindex');
  pin.removeAttribute('aria-label');
  pin.setAttribute('aria-hidden', 'true');
}

function buttonsBind(place: HTMLElement, map: GroundMap, feature: GeoJSON.Feature | null): void {
  const acts: Record<string, () => void> = {
    in: () => map.zoomIn(),
    out: () => map.zoomOut(),
    home: () => map.jumpTo(map.cameraForBounds(homeOf(place, feature), { padding: 20, maxZoom: 15.5 }) ?? {}),
  };
  for (const button of all<HTMLButtonElement>('[data-map-act]', place)) {
    button.addEventListener('click', () => acts[button.dataset['mapAct'] ?? '']?.());
  }
}

function homeOf(place: HTMLElement, feature: GeoJSON.Feature | null): LngLatBounds {
  if (feature) return boundsOf(feature);
  const [west = 73, south = 18, east = 135, north = 53] = (place.dataset['bounds'] ?? '').split(' ').filter(Boolean).map(Number);
  return new LngLatBounds([west, south, east, north]);
}

function clicksBind(place: HTMLElement, map: GroundMap): void {
  const url = place.dataset['openUrl'];
  map.on('mousemove', 'premises', () => (map.getCanvas().style.cursor = url ? 'pointer' : ''));
  map.on('mouseleave', 'premises', () => (map.getCanvas().style.cursor = ''));
  map.on('click', 'premises', (event) => {
    const found = event.features?.[0];
    const id: unknown = found?.properties['id'] ?? found?.id;
    if (url && id !== undefined) location.assign(url.replace('{id}', String(id)));
  });
}
