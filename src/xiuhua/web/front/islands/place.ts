// "Use my place": writes where the device stands into a form's longitude and latitude. The browser gives WGS84.
import { all, filled, first, on } from './dom';

const PATIENCE_MS = 20_000;
const DECIMALS = 6; // a tenth of a metre

export function placeStart(): void {
  offer(document);
  on('click', '[data-my-place]', (button) => ask(button as HTMLButtonElement));
  document.addEventListener('htmx:after:swap', () => offer(document));
}

/** Only a secure page of a device that knows places has the button. */
function offer(inside: ParentNode): void {
  if (!('geolocation' in navigator) || !isSecureContext) return;
  for (const place of all('.x-my-place', inside)) place.hidden = false;
}

function ask(button: HTMLButtonElement): void {
  button.disabled = true;
  say(button, 'waiting');
  navigator.geolocation.getCurrentPosition(
    (found) => take(button, found.coords),
    (fault) => refuse(button, fault),
    { enableHighAccuracy: true, timeout: PATIENCE_MS, maximumAge: 0 },
  );
}

function take(button: HTMLButtonElement, coords: GeolocationCoordinates): void {
  button.disabled = false;
  put(button, button.dataset['longitude'], coords.longitude);
  put(button, button.dataset['latitude'], coords.latitude);
  say(button, 'found', { metres: String(Math.max(1, Math.round(coords.accuracy))) });
}

function put(button: HTMLButtonElement, name: string | undefined, degrees: number): void {
  const input = button.form?.elements.namedItem(name ?? '');
  if (!(input instanceof HTMLInputElement)) return;
  input.value = degrees.toFixed(DECIMALS);
  input.dispatchEvent(new Event('input', { bubbles: true })); // so that the draft keeps it
}

function refuse(button: HTMLButtonElement, fault: GeolocationPositionError): void {
  button.disabled = false;
  say(button, fault.code === fault.PERMISSION_DENIED ? 'denied' : 'lost');
}

function say(button: HTMLButtonElement, what: string, words: Record<string, string> = {}): void {
  const said = first('[role=status]', button.parentElement ?? document);
  if (said) said.textContent = filled(said.dataset[what] ?? '', words);
}
