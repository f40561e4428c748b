// Ticking rows, and small things around a list's form.
import { all, first, on, tickBetween } from './dom';

let lastTick: HTMLInputElement | null = null;

export function listStart(): void {
  on('click', '.x-tick input[name=row]', (box, event) => tickRange(box as HTMLInputElement, event));
  on('change', '.x-tick input', (box) => tickChanged(box as HTMLInputElement));
  on('click', '[data-untick]', () => tickAll(false));
  document.addEventListener('htmx:config:request', emptyLeftOut);
  document.addEventListener('htmx:after:swap', () => {
    bulkShow();
    searchFollow();
  });
}

function ticks(): HTMLInputElement[] {
  return all<HTMLInputElement>('.x-tick input[name=row]');
}

function tickRange(box: HTMLInputElement, event: MouseEvent): void {
  if (event.shiftKey) tickBetween(ticks(), lastTick, box);
  lastTick = box;
  bulkShow();
}

function tickChanged(box: HTMLInputElement): void {
  if (box.name !== 'row') tickAll(box.checked);
  else bulkShow();
}

function tickAll(checked: boolean): void {
  for (const box of ticks()) box.checked = checked;
  bulkShow();
}

function bulkShow(): void {
  const bar = first('.x-bulk');
  const head = first<HTMLInputElement>('.x-tick input:not([name])');
  const boxes = ticks();
  const ticked = boxes.filter((box) => box.checked).length;
  if (head) {
    head.checked = ticked > 0 && ticked === boxes.length;
    head.indeterminate = ticked > 0 && ticked < boxes.length;
  }
  if (!bar) return;
  bar.hidden = ticked === 0;
  const number = first('[data-ticked]', bar);
  if (number) number.textContent = String(ticked);
}

/** The search box of the top bar belongs to the list's form but lies outside of what was swapped. */
function searchFollow(): void {
  const box = first<HTMLInputElement>('.x-find input[form=x-list-form]');
  const list = first('#x-list');
  if (box && list && box !== document.activeElement) box.value = list.dataset['search'] ?? '';
}

/** A filter left empty stays out of the address, so that equal lists have equal addresses. */
function emptyLeftOut(event: Event): void {
  const { request } = (event as CustomEvent<{ ctx: { request: { method: string; body: FormData | null } } }>).detail.ctx;
  if (request.method !== 'GET' || !(request.body instanceof FormData)) return;
  for (const name of new Set(request.body.keys())) {
    const values = request.body.getAll(name).filter((value) => value !== '');
    request.body.delete(name);
    for (const value of values) request.body.append(name, value);
  }
}
