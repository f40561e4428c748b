// A shape drawn on a form's map: each click is a corner, and the field beside holds it as GeoJSON, which may be pasted too.
import type { GeoJSONSource, Map as GroundMap } from 'maplibre-gl';
import { first, on } from '../islands/dom';
import { boundsOf } from './make';
import type { StyleWish } from './style';

type Corner = [number, number];

export function drawBind(place: HTMLElement, map: GroundMap, wish: StyleWish): void {
  const around = place.closest<HTMLElement>('[data-draw]');
  const form = place.closest('form');
  const shape = form?.elements.namedItem(around?.dataset['draw'] ?? '');
  const kind = form?.elements.namedItem(around?.dataset['drawKind'] ?? '');
  if (!(shape instanceof HTMLTextAreaElement) || !(kind instanceof HTMLSelectElement)) return;
  let corners: Corner[] = cornersOf(shape.value);
  let isOwn = false;
  const isLine = (): boolean => kind.value === 'corridor';
  const show = (): void => {
    wish.sketch = sketchOf(corners, shape.value, isLine());
    (map.getSource('sketch') as GeoJSONSource | undefined)?.setData(wish.sketch);
  };
  const write = (): void => {
    isOwn = true;
    shape.value = written(corners, isLine());
    shape.dispatchEvent(new Event('input', { bubbles: true })); // so that the draft keeps it
    isOwn = false;
    show();
  };
  map.on('click', ({ lngLat }) => {
    corners.push([Number(lngLat.lng.toFixed(6)), Number(lngLat.lat.toFixed(6))]);
    write();
  });
  shape.addEventListener('input', () => {
    if (isOwn) return;
    corners = cornersOf(shape.value);
    show();
    if (wish.sketch?.features.length) map.fitBounds(boundsOf(wish.sketch), { padding: 32, maxZoom: 16, animate: false });
  });
  kind.addEventListener('change', () => (corners.length ? write() : show()));
  on('click', '[data-draw-act]', (button) => {
    if (!around?.contains(button)) return;
    corners = button.dataset['drawAct'] === 'undo' ? corners.slice(0, -1) : [];
    write();
  });
  first('.x-draw-acts', around ?? document)?.removeAttribute('hidden');
  map.once('load', show);
  map.on('styledata', () => map.getSource('sketch') && show());
}

/** Corners that can be drawn on: those of one ring or one line. */
function cornersOf(text: string): Corner[] {
  const geometry = geometryOf(text);
  if (geometry?.type === 'LineString') return geometry.coordinates as Corner[];
  if (geometry?.type === 'Polygon' && geometry.coordinates.length === 1) return (geometry.coordinates[0] as Corner[]).slice(0, -1);
  return [];
}

function geometryOf(text: string): GeoJSON.Geometry | null {
  try {
    const stored = JSON.parse(text) as GeoJSON.GeoJSON;
    if (stored.type === 'FeatureCollection') return stored.features[0]?.geometry ?? null;
    return stored.type === 'Feature' ? stored.geometry : stored;
  } catch {
    return null; // half typed
  }
}

function written(corners: Corner[], isLine: boolean): string {
  const start = corners[0];
  if (!start) return '';
  if (isLine) return corners.length > 1 ? JSON.stringify({ type: 'LineString', coordinates: corners }) : '';
  return corners.length > 2 ? JSON.stringify({ type: 'Polygon', coordinates: [[...corners, start]] }) : '';
}

function sketchOf(corners: Corner[], text: string, isLine: boolean): GeoJSON.FeatureCollection {
  const features: GeoJSON.Feature[] = [];
  const add = (geometry: GeoJSON.Geometry): void => void features.push({ type: 'Feature', properties: {}, geometry });
  if (corners.length === 0) {
    const pasted = geometryOf(text);
    if (pasted) add(pasted);
  } else if (!isLine && corners.length > 2) {
    add({ type: 'Polygon', coordinates: [[...corners, corners[0] as Corner]] });
  } else if (corners.length > 1) {
    add({ type: 'LineString', coordinates: corners });
  }
  for (const corner of corners) add({ type: 'Point', coordinates: corner });
  return { type: 'FeatureCollection', features };
}
