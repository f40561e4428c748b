// The slider under a day's map: a pin goes where the vehicle was, by its own positions.
import { Marker, type Map as GroundMap } from 'maplibre-gl';
import { first } from '../islands/dom';

type Played = [number, number, number, number]; // seconds, longitude, latitude, km/h

const STEP_MS = 60;

export function playBind(place: HTMLElement, map: GroundMap): void {
  const around = first('[data-play]', place.closest('.x-object-side') ?? document);
  const slider = first<HTMLInputElement>('input[type=range]', around ?? document);
  const said = first('output', around ?? document);
  const go = first<HTMLButtonElement>('[data-play-go]', around ?? document);
  const stored = around && first('script[type="application/json"]', around)?.textContent;
  if (!around || !slider || !said || !go || !stored) return;
  const rows = JSON.parse(stored) as Played[];
  if (rows.length < 2) return;
  slider.max = String(rows.length - 1);
  around.hidden = false;
  const dot = document.createElement('div');
  dot.className = 'x-play-dot';
  const marker = new Marker({ element: dot });
  for (const name of ['role', 'tabindex', 'aria-label']) dot.removeAttribute(name);
  dot.setAttribute('aria-hidden', 'true');
  let timer = 0;
  const show = (): void => {
    const row = rows[Number(slider.value)];
    if (!row) return;
    const [seconds, longitude, latitude, speed] = row;
    marker.setLngLat([longitude, latitude]).addTo(map);
    const words = `${new Date(seconds * 1000).toLocaleTimeString(document.documentElement.lang, { hour12: false })} · ${Math.round(speed)} km/h`;
    said.textContent = words;
    slider.setAttribute('aria-valuetext', words);
  };
  const stop = (): void => {
    clearInterval(timer);
    timer = 0;
    go.setAttribute('aria-pressed', 'false');
  };
  slider.addEventListener('input', show);
  go.addEventListener('click', () => {
    if (timer) return stop();
    if (slider.value === slider.max) slider.value = '0';
    go.setAttribute('aria-pressed', 'true');
    timer = window.setInterval(() => {
      if (slider.value === slider.max || !around.isConnected) return stop();
      slider.value = String(Number(slider.value) + 1);
      show();
    }, STEP_MS);
  });
}
