// A map in a page: the thing that the page is about, or the rows that its list found. The page holds the same in words.
import type { LngLatBounds, Map as GroundMap, MapOptions, Marker } from 'maplibre-gl';
import { all, first } from '../islands/dom';
import { drawBind } from './draw';
import { boundsOf, mapMake, pinPut, pointOf, wishOf } from './make';
import { playBind } from './play';
import type { StyleWish } from './style';

export function mapStart(place: HTMLElement): void {
  place.dataset['started'] = 'yes';
  const wish = wishOf(place);
  try {
    const map = mapMake(place, wish, viewOf(place, wish));
    const point = pointOf(wish.feature);
    if (point) pinPut(map, point, place.dataset['featureLabel'] ?? '');
    buttonsBind(place, map, wish);
    if (place.closest('[data-pick]')) pickBind(place, map);
    else if (place.closest('[data-draw]')) drawBind(place, map, wish);
    else clicksBind(place, map);
    playBind(place, map);
  } catch {
    first('.x-map-note', place)?.removeAttribute('hidden'); // no WebGL here: the list beside says the same
  }
}

function viewOf(place: HTMLElement, wish: StyleWish): Partial<MapOptions> {
  const point = pointOf(wish.feature);
  if (point) return { center: point, zoom: 15.5 };
  const bounds = homeOf(place, wish);
  const padding = wish.feature ? { top: 52, bottom: 40, left: 52, right: 56 } : 40;
  return bounds ? { bounds, fitBoundsOptions: { padding, maxZoom: 16 } } : { center: [104, 35.5], zoom: 3 };
}

function homeOf(place: HTMLElement, wish: StyleWish): LngLatBounds | [number, number, number, number] | null {
  if (wish.feature) return boundsOf(wish.feature);
  if (wish.overlay?.features.length) return boundsOf(wish.overlay);
  const given = (place.dataset['bounds'] ?? '').split(' ').filter(Boolean).map(Number);
  return given.length === 4 ? (given as [number, number, number, number]) : null;
}

function buttonsBind(place: HTMLElement, map: GroundMap, wish: StyleWish): void {
  const home = homeOf(place, wish);
  const acts: Record<string, () => void> = {
    in: () => map.zoomIn(),
    out: () => map.zoomOut(),
    home: () => void (home && map.fitBounds(home, { padding: 20, maxZoom: 15.5, animate: false })),
  };
  for (const button of all<HTMLButtonElement>('[data-map-act]', place)) {
    button.addEventListener('click', () => acts[button.dataset['mapAct'] ?? '']?.());
  }
}

function clicksBind(place: HTMLElement, map: GroundMap): void {
  const pattern = place.dataset['openUrl'];
  const open = (url: string | undefined): void => void (url && location.assign(url));
  for (const layer of ['premises', 'overlay-points']) {
    map.on('mousemove', layer, () => (map.getCanvas().style.cursor = 'pointer'));
    map.on('mouseleave', layer, () => (map.getCanvas().style.cursor = ''));
  }
  map.on('click', 'premises', (event) => {
    const found = event.features?.[0];
    const id: unknown = found?.properties['id'] ?? found?.id;
    if (id !== undefined) open(pattern?.replace('{id}', String(id)));
  });
  for (const layer of ['overlay-points', 'overlay-line', 'overlay-fill']) {
    map.on('click', layer, (event) => open(event.features?.[0]?.properties['url'] as string | undefined));
  }
}

/** A form's map: a click writes its place into the degrees, and degrees that are typed or found move the pin. */
function pickBind(place: HTMLElement, map: GroundMap): void {
  const pick = place.closest<HTMLElement>('[data-pick]');
  const inputs = ['longitude', 'latitude'].map((name) => place.closest('form')?.elements.namedItem(pick?.dataset[name] ?? ''));
  const [east, north] = inputs;
  if (!(east instanceof HTMLInputElement) || !(north instanceof HTMLInputElement)) return;
  let pin: Marker | null = null;
  let isClick = false; // whoever clicks sees the place already; one that was found or typed is brought into view
  const show = (): void => {
    pin?.remove();
    const [longitude, latitude] = [Number(east.value), Number(north.value)];
    if (!east.value || !north.value || Math.abs(longitude) > 180 || Math.abs(latitude) > 90) return;
    pin = pinPut(map, [longitude, latitude], '');
    if (!isClick) map.jumpTo({ center: [longitude, latitude], zoom: Math.max(map.getZoom(), 16) });
  };
  map.on('click', ({ lngLat }) => {
    [east.value, north.value] = [lngLat.lng.toFixed(6), lngLat.lat.toFixed(6)];
    isClick = true;
    for (const input of [east, north]) input.dispatchEvent(new Event('input', { bubbles: true })); // so that the draft keeps it
    isClick = false;
  });
  for (const input of [east, north]) input.addEventListener('input', show);
  show();
}
