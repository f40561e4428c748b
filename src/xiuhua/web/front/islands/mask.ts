// Covering parts of a photo: drag over it to draw a box; each box has its numbers too, for the keyboard. What stands is written into the form.
import { all, first, filled, on } from './dom';

type Side = 'left' | 'top' | 'wide' | 'high';
type Box = Record<Side, number> & { what: string };

const WHOLE = 1000;
const SMALLEST = 8; // a click is no box
const SVG = 'http://www.w3.org/2000/svg';
const SIDES: Side[] = ['left', 'top', 'wide', 'high'];

export function maskStart(): void {
  const showAll = (): void => all('[data-mask]').forEach(maskShow);
  showAll();
  document.addEventListener('htmx:after:swap', showAll);
  on('click', '[data-mask-add]', (button) => change(button, (boxes) => [...boxes, { left: 400, top: 400, wide: 200, high: 200, what: 'masked_other' }]));
  on('click', '[data-mask-remove]', (button) => change(button, (boxes) => boxes.filter((_, at) => at !== numberOf(button))));
  on('change', '[data-mask] [data-side]', (input) => change(input, (boxes) => boxes.map((box, at) => (at === numberOf(input) ? typed(box, input) : box))));
  on('pointerdown', '.x-mask-picture', (picture, event) => draw(picture, event));
}

function inputOf(place: HTMLElement): HTMLInputElement | null {
  return first<HTMLInputElement>(`#x-form input[name=${place.dataset['mask'] ?? ''}]`);
}

function boxesOf(place: HTMLElement): Box[] {
  try {
    return JSON.parse(inputOf(place)?.value || '[]') as Box[];
  } catch {
    return [];
  }
}

function numberOf(inside: HTMLElement): number {
  const line = inside.closest('li');
  return line ? [...(line.parentElement?.children ?? [])].indexOf(line) : -1;
}

function typed(box: Box, input: HTMLElement): Box {
  const side = input.dataset['side'] ?? '';
  if (input instanceof HTMLSelectElement) return { ...box, what: input.value };
  const value = Math.round(Number((input as HTMLInputElement).value));
  return within({ ...box, [side]: Number.isFinite(value) ? value : 0 } as Box);
}

function within(box: Box): Box {
  const left = Math.min(WHOLE - 1, Math.max(0, box.left));
  const top = Math.min(WHOLE - 1, Math.max(0, box.top));
  return { ...box, left, top, wide: Math.min(WHOLE - left, Math.max(1, box.wide)), high: Math.min(WHOLE - top, Math.max(1, box.high)) };
}

function change(inside: HTMLElement, made: (boxes: Box[]) => Box[]): void {
  const place = inside.closest<HTMLElement>('[data-mask]');
  const input = place ? inputOf(place) : null;
  if (!place || !input) return;
  input.value = JSON.stringify(made(boxesOf(place)));
  input.dispatchEvent(new Event('input', { bubbles: true }));
  maskShow(place);
}

function maskShow(place: HTMLElement): void {
  const boxes = boxesOf(place);
  const list = first<HTMLOListElement>('.x-mask-boxes', place);
  const line = first<HTMLTemplateElement>('template', place);
  const drawing = place.querySelector('svg');
  if (!list || !line || !drawing) return;
  drawing.replaceChildren(...boxes.map(rectOf));
  while (list.children.length > boxes.length) list.lastElementChild?.remove();
  while (list.children.length < boxes.length) list.append(line.content.cloneNode(true));
  boxes.forEach((box, at) => lineShow(list.children[at] as HTMLElement, box, at, place));
}

function lineShow(line: HTMLElement, box: Box, at: number, place: HTMLElement): void {
  const name = filled(place.dataset['box'] ?? '{number}', { number: String(at + 1) });
  const title = first('strong', line);
  if (title) title.textContent = name;
  for (const side of SIDES) {
    const input = first<HTMLInputElement>(`[data-side=${side}]`, line);
    if (input && document.activeElement !== input) input.value = String(box[side]);
  }
  const what = first<HTMLSelectElement>('[data-side=what]', line);
  if (what) what.value = box.what;
  const remove = first('[data-mask-remove]', line);
  if (remove) {
    remove.textContent = place.dataset['remove'] ?? '';
    remove.setAttribute('aria-label', `${place.dataset['remove'] ?? ''} ${name}`);
  }
}

function rectOf(box: Box): SVGElement {
  return rectPlaced(document.createElementNS(SVG, 'rect'), box);
}

function rectPlaced(rect: SVGElement, box: Box): SVGElement {
  const attributes = { x: box.left, y: box.top, width: box.wide, height: box.high };
  for (const [name, value] of Object.entries(attributes)) rect.setAttribute(name, String(value));
  return rect;
}

function draw(picture: HTMLElement, event: PointerEvent): void {
  if (event.button !== 0) return;
  event.preventDefault();
  const from = thousandths(picture, event);
  const drawing = picture.querySelector('svg');
  const shape = rectOf({ ...from, wide: 1, high: 1, what: '' });
  drawing?.append(shape);
  picture.setPointerCapture(event.pointerId);
  const spanned = (now: PointerEvent): Box => {
    const to = thousandths(picture, now);
    return within({ left: Math.min(from.left, to.left), top: Math.min(from.top, to.top), wide: Math.abs(from.left - to.left), high: Math.abs(from.top - to.top), what: 'masked_other' });
  };
  const move = (now: PointerEvent): void => void rectPlaced(shape, spanned(now));
  const end = (now: PointerEvent): void => {
    picture.removeEventListener('pointermove', move);
    shape.remove();
    const box = spanned(now);
    if (now.type === 'pointerup' && box.wide >= SMALLEST && box.high >= SMALLEST) change(picture, (boxes) => [...boxes, box]);
  };
  picture.addEventListener('pointermove', move);
  picture.addEventListener('pointerup', end, { once: true });
  picture.addEventListener('pointercancel', end, { once: true });
}

function thousandths(picture: HTMLElement, event: PointerEvent): { left: number; top: number } {
  const frame = picture.getBoundingClientRect();
  const part = (at: number, start: number, length: number): number => Math.min(WHOLE, Math.max(0, Math.round(((at - start) / length) * WHOLE)));
  return { left: part(event.clientX, frame.left, frame.width), top: part(event.clientY, frame.top, frame.height) };
}
