// A map in a page: the thing that the page is about, or the rows that its list found. The page holds the same in words.
import type { LngLatBounds, Map as GroundMap, MapOptions } from 'maplibre-gl';
import { all, first } from '../islands/dom';
import { boundsOf, mapMake, pinPut, pointOf, wishOf } from './make';
import type { StyleWish } from './style';

export function mapStart(place: HTMLElement): void {
  place.dataset['started'] = 'yes';
  const wish = wishOf(place);
  try {
    const map = mapMake(place, wish, viewOf(place, wish));
    const point = pointOf(wish.feature);
    if (point) pinPut(map, point, place.dataset['featureLabel'] ?? '');
    buttonsBind(place, map, wish);
    clicksBind(place, map);
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
  map.on('click', 'overlay-points', (event) => open(event.features?.[0]?.properties['url'] as string | undefined));
}
