// The map page: layers, search, what lies here, measuring, and an address that brings all of it back.
import htmx from 'htmx.org';
import { ScaleControl, type LngLat, type Map as GroundMap, type MapMouseEvent, type Marker } from 'maplibre-gl';
import { all, first } from '../islands/dom';
import { areaM2, areaWords, lengthM, lengthWords, metresPerPixel, type Place } from './geodesy';
import { boundsOf, featureOf, mapMake, pinPut, wishOf } from './make';
import { mapStyle, type StyleWish } from './style';

interface Found {
  kind: string;
  kind_label: string;
  id: number;
  name: string;
  where: string;
  longitude: number;
  latitude: number;
}

type Measure = 'length' | 'area' | null;

const CLICK_PX = 8;
const TYPING_MS = 180;
const PLACE = /^-?\d{1,3}(\.\d+)?\s*[,，\s]\s*-?\d{1,3}(\.\d+)?$/; // as the server reads it
const FRAGMENT = { 'HX-Request': 'true', 'HX-Request-Type': 'partial' };

export function mapDeskStart(place: HTMLElement): void {
  place.dataset['started'] = 'yes';
  try {
    new MapDesk(place);
  } catch {
    first('.x-map-note', place)?.removeAttribute('hidden'); // no WebGL here: search and lists still answer
  }
}

class MapDesk {
  private readonly page: HTMLElement;
  private readonly wish: StyleWish;
  private readonly map: GroundMap;
  private readonly query = new URLSearchParams(location.search);
  private measure: Measure = null;
  private corners: Place[] = [];
  private pin: Marker | null = null;
  private chosen = '';
  private asked = 0;
  private readonly overlay: StyleWish['overlay'];

  constructor(private readonly place: HTMLElement) {
    this.page = place.closest<HTMLElement>('.x-map-page') ?? place;
    this.wish = { ...wishOf(place), layers: this.layersAsked() };
    this.overlay = this.wish.overlay;
    if (!this.wish.layers.includes('cases')) this.wish.overlay = null;
    this.map = mapMake(place, this.wish, { ...this.viewAsked(), canvasContextAttributes: { preserveDrawingBuffer: true } }); // or print would be blank
    this.map.addControl(new ScaleControl({ maxWidth: 110 }), 'bottom-left');
    this.map.on('click', (event) => this.clicked(event));
    this.map.on('mousemove', (event) => this.hovered(event));
    this.map.on('moveend', () => this.moved());
    this.buttonsBind();
    this.switchesBind();
    this.searchBind();
    this.keysBind();
    this.moved();
    const object = this.query.get('object');
    if (object) void this.objectShow({ object }, { follow: !this.query.has('at') });
  }

  // --- the address ------------------------------------------------------------------------------------------

  private layersAsked(): string[] {
    const asked = this.query.get('layers');
    if (asked !== null) for (const box of this.switches()) box.checked = asked.split(',').includes(box.value);
    return this.switches()
      .filter((box) => box.checked)
      .map((box) => box.value);
  }

  private viewAsked(): object {
    const [longitude, latitude, zoom] = (this.query.get('at') ?? '').split(',').map(Number);
    if ([longitude, latitude, zoom].every((number) => Number.isFinite(number))) return { center: [longitude, latitude], zoom };
    const bounds = (this.place.dataset['bounds'] ?? '').split(' ').filter(Boolean).map(Number);
    return bounds.length === 4 ? { bounds, fitBoundsOptions: { padding: 24 } } : { center: [104, 35.5], zoom: 3 };
  }

  private addressKeep(): void {
    const { lng, lat } = this.map.getCenter();
    const kept = [`at=${lng.toFixed(5)},${lat.toFixed(5)},${this.map.getZoom().toFixed(2)}`, `layers=${this.wish.layers.join(',')}`];
    if (this.chosen) kept.push(`object=${this.chosen}`);
    history.replaceState(history.state, '', `${location.pathname}?${kept.join('&')}`);
    const share = first('[data-map-share]', this.page);
    if (share) share.dataset['copy'] = location.href;
  }

  private moved(): void {
    this.addressKeep();
    const zoom = this.map.getZoom();
    for (const box of this.switches()) {
      const hint = first('[data-from-zoom]', box.closest('label') ?? this.page);
      if (hint) hint.hidden = zoom >= Number(hint.dataset['fromZoom'] ?? 0);
    }
    if (first<HTMLDetailsElement>('[data-map-seen]', this.page)?.open) void this.seenShow();
  }

  // --- layers -----------------------------------------------------------------------------------------------

  private switches(): HTMLInputElement[] {
    return all<HTMLInputElement>('input[data-map-layer]', this.page);
  }

  private switchesBind(): void {
    for (const box of this.switches()) {
      box.addEventListener('change', () => {
        this.wish.layers = this.switches()
          .filter((one) => one.checked)
          .map((one) => one.value);
        this.redraw();
        this.addressKeep();
      });
    }
  }

  private redraw(): void {
    this.wish.overlay = this.wish.layers.includes('cases') ? this.overlay : null;
    this.map.setStyle(mapStyle(this.wish));
  }

  // --- what lies here ---------------------------------------------------------------------------------------

  private hovered(event: MapMouseEvent): void {
    const layers = ['component-clusters', 'components', 'premises', 'mounts', 'devices', 'cameras', 'overlay-points'].filter((layer) => this.map.getLayer(layer));
    const over = !this.measure && layers.length > 0 && this.map.queryRenderedFeatures(event.point, { layers }).length > 0;
    this.map.getCanvas().style.cursor = this.measure ? 'crosshair' : over ? 'pointer' : '';
  }

  private clicked(event: MapMouseEvent): void {
    if (this.measure) return this.cornerAdd(event.lngLat);
    const row = this.map.queryRenderedFeatures(event.point, { layers: ['overlay-points'] })[0];
    const url = row?.properties['url'] as string | undefined;
    if (url) return location.assign(url);
    const device = this.map.getLayer('devices') ? this.map.queryRenderedFeatures(event.point, { layers: ['devices'] })[0] : undefined;
    if (device) return location.assign(`/devices/${String(device.properties['id'])}`);
    const camera = this.map.getLayer('cameras') ? this.map.queryRenderedFeatures(event.point, { layers: ['cameras'] })[0] : undefined;
    if (camera) return location.assign(`/cameras/${String(camera.properties['id'])}`);
    const clusters = this.map.getLayer('component-clusters') ? this.map.queryRenderedFeatures(event.point, { layers: ['component-clusters'] }) : [];
    if (clusters.length > 0) this.map.easeTo({ center: event.lngLat, zoom: Math.min(this.map.getZoom() + 2, 15.2) });
    else void this.hereShow(event.lngLat);
  }

  private hereShow({ lng, lat }: LngLat): Promise<void> {
    const radius = CLICK_PX * metresPerPixel(lat, this.map.getZoom());
    return this.objectShow({ longitude: lng.toFixed(6), latitude: lat.toFixed(6), radius: radius.toFixed(1) }, { follow: false });
  }

  private async objectShow(asked: Record<string, string>, { follow }: { follow: boolean }): Promise<void> {
    const panel = first('[data-map-here]', this.page);
    const url = this.place.dataset['hereUrl'];
    if (!panel || !url) return;
    const turn = ++this.asked;
    const answer = await fetch(`${url}?${new URLSearchParams(asked)}`, { headers: FRAGMENT });
    if (turn !== this.asked) return; // somebody clicked again meanwhile
    panel.innerHTML = await answer.text();
    htmx.process(panel);
    panel.hidden = false;
    this.page.dataset['sheet'] = 'open';
    this.chosenDraw(first('[data-map-chosen]', panel), follow);
    for (const button of all('[data-map-object]', panel)) {
      button.addEventListener('click', () => void this.objectShow({ object: button.dataset['mapObject'] ?? '' }, { follow: true }));
    }
    first('[data-map-close]', panel)?.addEventListener('click', () => this.chosenForget());
  }

  private chosenDraw(chosen: HTMLElement | null, follow: boolean): void {
    this.pin?.remove();
    this.pin = null;
    this.chosen = chosen?.dataset['mapChosen'] ?? '';
    this.wish.feature = featureOf(chosen?.dataset['shape'] ?? '');
    this.wish.selected = this.chosen.startsWith('premises:') ? Number(this.chosen.split(':')[1]) : 0;
    this.redraw();
    const point: Place = [Number(chosen?.dataset['longitude']), Number(chosen?.dataset['latitude'])];
    if (chosen && !this.wish.feature) this.pin = pinPut(this.map, point, chosen.dataset['name'] ?? '');
    if (chosen && follow) this.follow(point);
    this.addressKeep();
  }

  private follow(point: Place): void {
    if (this.wish.feature) this.map.fitBounds(boundsOf(this.wish.feature), { padding: 60, maxZoom: 16.5, animate: false });
    else this.map.jumpTo({ center: point, zoom: Math.max(this.map.getZoom(), 16) });
  }

  private chosenForget(): void {
    this.chosenDraw(null, false);
    first('[data-map-here]', this.page)?.replaceChildren();
    first('[data-map-here]', this.page)?.setAttribute('hidden', '');
  }

  // --- search -----------------------------------------------------------------------------------------------

  private searchBind(): void {
    const box = first<HTMLInputElement>('[data-map-search]', this.page);
    if (!box) return;
    let waiting = 0;
    box.addEventListener('input', () => {
      clearTimeout(waiting);
      waiting = window.setTimeout(() => void this.searchShow(box.value), TYPING_MS);
    });
    first('[data-map-system]', this.page)?.addEventListener('change', () => void this.searchShow(box.value));
    box.form?.addEventListener('submit', (event) => {
      event.preventDefault();
      clearTimeout(waiting);
      void this.searchShow(box.value).then(() => first('[data-map-found] button', this.page)?.click());
    });
    box.addEventListener('keydown', (event) => {
      if (event.key === 'ArrowDown' && !event.isComposing) first('[data-map-found] button', this.page)?.focus();
      if (event.key === 'Escape') this.foundShow([], '');
    });
    first('[data-map-found]', this.page)?.addEventListener('keydown', (event) => this.foundStep(event, box));
  }

  private foundStep(event: KeyboardEvent, box: HTMLInputElement): void {
    const buttons = all('[data-map-found] button', this.page);
    const at = buttons.indexOf(event.target as HTMLElement);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === 'Escape') box.focus();
    if (step === undefined) return;
    event.preventDefault();
    (buttons[at + step] ?? box).focus();
  }

  private async searchShow(words: string): Promise<void> {
    const url = this.place.dataset['searchUrl'];
    const question = words.trim();
    if (!url || !question) return this.foundShow([], '');
    const datum = first('[data-map-datum]', this.page);
    if (datum) datum.hidden = !PLACE.test(question);
    const system = first<HTMLSelectElement>('[data-map-system]', this.page)?.value ?? '';
    const answer = await fetch(`${url}?${new URLSearchParams({ q: question, system })}`);
    if (answer.ok) this.foundShow((await answer.json()) as Found[], question);
  }

  private foundShow(found: Found[], question: string): void {
    const list = first('[data-map-found]', this.page);
    const none = first('[data-map-none]', this.page);
    if (!list || !none) return;
    none.hidden = question === '' || found.length > 0;
    list.replaceChildren(...found.map((one) => this.foundRow(one)));
    if (question) this.page.dataset['sheet'] = 'open';
  }

  private foundRow(one: Found): HTMLElement {
    const row = document.createElement('li');
    const button = document.createElement('button');
    button.type = 'button';
    const [name, where, kind] = ['b', 'small', 'span'].map((tag) => document.createElement(tag)) as [HTMLElement, HTMLElement, HTMLElement];
    [name.textContent, where.textContent, kind.textContent] = [one.name, one.where, one.kind_label];
    kind.className = 'x-tag';
    button.append(name, kind, where);
    button.addEventListener('click', () => this.foundOpen(one));
    row.append(button);
    return row;
  }

  private foundOpen(one: Found): void {
    this.foundShow([], '');
    if (one.id) return void this.objectShow({ object: `${one.kind}:${one.id}` }, { follow: true });
    this.map.jumpTo({ center: [one.longitude, one.latitude], zoom: Math.max(this.map.getZoom(), 16) });
    void this.hereShow(this.map.getCenter());
  }

  // --- the same as a list -----------------------------------------------------------------------------------

  private async seenShow(): Promise<void> {
    const rows = first('[data-map-seen-rows]', this.page);
    const url = this.place.dataset['seenUrl'];
    if (!rows || !url) return;
    const [[west, south], [east, north]] = this.map.getBounds().toArray();
    const answer = await fetch(`${url}?bounds=${[west, south, east, north].join(',')}`, { headers: FRAGMENT });
    rows.innerHTML = await answer.text();
    for (const button of all('[data-map-object]', rows)) {
      button.addEventListener('click', () => void this.objectShow({ object: button.dataset['mapObject'] ?? '' }, { follow: true }));
    }
  }

  // --- measuring --------------------------------------------------------------------------------------------

  private measureStart(measure: Measure): void {
    this.measure = this.measure === measure ? null : measure;
    this.corners = [];
    for (const button of all('[data-map-act^="measure-"]', this.page)) {
      button.setAttribute('aria-pressed', String(button.dataset['mapAct'] === `measure-${this.measure}`));
    }
    this.map.doubleClickZoom[this.measure ? 'disable' : 'enable']();
    this.sketchDraw();
  }

  private cornerAdd({ lng, lat }: LngLat): void {
    this.corners.push([lng, lat]);
    this.sketchDraw();
  }

  private sketchDraw(): void {
    const points = this.corners.map((corner) => ({ type: 'Feature', properties: {}, geometry: { type: 'Point', coordinates: corner } }));
    const closed = this.measure === 'area' && this.corners.length > 2;
    const geometry = closed
      ? { type: 'Polygon', coordinates: [[...this.corners, this.corners[0]]] }
      : { type: 'LineString', coordinates: this.corners };
    const lines = this.corners.length > 1 ? [{ type: 'Feature', properties: {}, geometry }] : [];
    this.wish.sketch = { type: 'FeatureCollection', features: [...lines, ...points] } as GeoJSON.FeatureCollection;
    this.redraw();
    this.measureSay();
  }

  private measureSay(): void {
    const said = first('[data-map-measured]', this.page);
    const figure = first('[data-map-figure]', this.page);
    if (!said || !figure) return;
    said.hidden = this.measure === null;
    const isArea = this.measure === 'area';
    figure.textContent = isArea ? areaWords(this.corners.length > 2 ? areaM2(this.corners) : 0) : lengthWords(lengthM(this.corners));
  }

  // --- buttons and keys -------------------------------------------------------------------------------------

  private buttonsBind(): void {
    const acts: Record<string, () => void> = {
      in: () => void this.map.zoomIn(),
      out: () => void this.map.zoomOut(),
      home: () => this.home(),
      'measure-length': () => this.measureStart('length'),
      'measure-area': () => this.measureStart('area'),
      'measure-undo': () => this.cornerDrop(),
      'measure-end': () => this.measureStart(null),
      print: () => print(),
      sheet: () => (this.page.dataset['sheet'] = this.page.dataset['sheet'] === 'open' ? '' : 'open'),
    };
    for (const button of all<HTMLButtonElement>('[data-map-act]', this.page)) {
      button.addEventListener('click', () => acts[button.dataset['mapAct'] ?? '']?.());
    }
    first('[data-map-seen]', this.page)?.addEventListener('toggle', () => this.moved());
  }

  private home(): void {
    const bounds = (this.place.dataset['bounds'] ?? '').split(' ').filter(Boolean).map(Number);
    if (bounds.length === 4) this.map.fitBounds(bounds as [number, number, number, number], { padding: 24, animate: false });
  }

  private cornerDrop(): void {
    this.corners.pop();
    this.sketchDraw();
  }

  /** The middle of the map stands for the pointer: Enter asks there or sets a corner, as a click would. */
  private keysBind(): void {
    this.map.getCanvas().addEventListener('keydown', (event) => {
      if (event.key === 'Enter') {
        if (this.measure) this.cornerAdd(this.map.getCenter());
        else void this.hereShow(this.map.getCenter());
      }
      if (event.key === 'Backspace' && this.measure) this.cornerDrop();
      if (event.key === 'Escape') {
        if (this.measure) this.measureStart(null);
        else this.chosenForget();
      }
    });
  }
}
