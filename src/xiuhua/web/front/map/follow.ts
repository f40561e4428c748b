// A map that stays while cases come and go: it is told where the open one is, and what is open around it.
import type { GeoJSONSource, Map as GroundMap, Marker } from 'maplibre-gl';
import { all, first } from '../islands/dom';
import { mapMake, pinPut, wishOf } from './make';
import type { StyleWish } from './style';

interface CasePlace {
  id: number;
  label: string;
  point: [number, number];
  near: GeoJSON.FeatureCollection;
  clocks: Record<string, number>;
}

const ZOOM = 16;
const EMPTY: GeoJSON.FeatureCollection = { type: 'FeatureCollection', features: [] };

export function mapFollowStart(place: HTMLElement): void {
  place.dataset['started'] = 'yes';
  const wish = wishOf(place);
  const text = first('#x-desk-place')?.textContent;
  const here = text ? (JSON.parse(text) as CasePlace) : null;
  if (here) wish.overlay = here.near;
  try {
    const view = here ? { center: here.point, zoom: ZOOM } : { center: [104, 35.5] as [number, number], zoom: 3 };
    new Follower(place, mapMake(place, wish, view), wish, here);
  } catch {
    first('.x-map-note', place)?.removeAttribute('hidden'); // no WebGL here: the list beneath says the same
  }
}

class Follower {
  private pin: Marker | null = null;

  constructor(
    private readonly place: HTMLElement,
    private readonly map: GroundMap,
    private readonly wish: StyleWish,
    private here: CasePlace | null,
  ) {
    this.bind();
    this.pinShow();
    this.legendShow();
    document.addEventListener('x:place', (event) => this.show((event as CustomEvent<CasePlace | null>).detail));
    new ResizeObserver(() => this.map.resize()).observe(place);
  }

  private show(here: CasePlace | null): void {
    this.here = here;
    this.wish.overlay = here?.near ?? null;
    (this.map.getSource('overlay') as GeoJSONSource | undefined)?.setData(here?.near ?? EMPTY);
    this.pinShow();
    this.legendShow();
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    if (here) this.map.easeTo({ center: here.point, zoom: Math.max(this.map.getZoom(), ZOOM - 1), duration: still ? 0 : 300 });
  }

  private pinShow(): void {
    this.pin?.remove();
    this.pin = this.here ? pinPut(this.map, this.here.point, this.here.label) : null;
  }

  private legendShow(): void {
    for (const said of all('[data-clock]', this.place)) said.textContent = String(this.here?.clocks[said.dataset['clock'] ?? ''] ?? 0);
  }

  private bind(): void {
    const acts: Record<string, () => void> = {
      in: () => void this.map.zoomIn(),
      out: () => void this.map.zoomOut(),
      home: () => void (this.here && this.map.jumpTo({ center: this.here.point, zoom: ZOOM })),
    };
    for (const button of all<HTMLButtonElement>('[data-map-act]', this.place)) {
      button.addEventListener('click', () => acts[button.dataset['mapAct'] ?? '']?.());
    }
    this.map.on('mousemove', 'overlay-points', () => (this.map.getCanvas().style.cursor = 'pointer'));
    this.map.on('mouseleave', 'overlay-points', () => (this.map.getCanvas().style.cursor = ''));
    this.map.on('click', 'overlay-points', (event) => {
      const id = /\/cases\/(\d+)/.exec(String(event.features?.[0]?.properties['url'] ?? ''))?.[1];
      if (id) document.dispatchEvent(new CustomEvent('x:desk-open', { detail: id }));
    });
  }
}
