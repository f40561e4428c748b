// Keys of the desk. Off while somebody types or an input method composes.
import { all, first, isTyping, on } from './dom';

const ROWS = '#x-list .x-row-link';

export function keyboardStart(): void {
  document.addEventListener('keydown', pressed);
  on('click', '[data-dialog]', (button) => dialogOpen(button.dataset['dialog'] ?? ''));
  on('click', 'dialog [data-close]', (button) => button.closest('dialog')?.close());
  document.addEventListener('click', menusClose);
  on('focusin', ROWS, rowMark);
}

function pressed(event: KeyboardEvent): void {
  if (event.key === 'Escape') return escape(event);
  if (asksSearch(event) && !first('dialog[open]')) {
    event.preventDefault();
    return searchFocus();
  }
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event) || first('dialog[open]')) return;
  const act = actFor(event);
  if (!act) return;
  event.preventDefault();
  act();
}

function actFor(event: KeyboardEvent): (() => void) | null {
  const step = { ArrowDown: 1, j: 1, J: 1, ArrowUp: -1, k: -1, K: -1 }[event.key];
  if (event.key === '/') return () => searchFocus();
  if (event.key === '?') return () => dialogOpen('x-keys');
  if (step && all(ROWS).length > 0 && !inScroller(event)) return () => rowStep(step);
  const button = event.key.length === 1 ? first(`[data-shortcut="${CSS.escape(event.key.toUpperCase())}"]`) : null;
  return button ? () => button.click() : null;
}

/** Arrow keys inside a map or a menu keep their own meaning. */
function inScroller(event: KeyboardEvent): boolean {
  return event.key.startsWith('Arrow') && event.target instanceof Element && event.target.closest('.x-map, .x-menu[open]') !== null;
}

function escape(event: KeyboardEvent): void {
  const menu = first<HTMLDetailsElement>('details.x-menu[open]');
  if (menu) {
    menu.open = false;
    first('summary', menu)?.focus();
  } else if (isTyping(event) && event.target instanceof HTMLElement && !event.isComposing) {
    event.target.blur();
  }
}

/** Ctrl-K works while typing too: nothing else is typed with it. */
function asksSearch(event: KeyboardEvent): boolean {
  return (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === 'k' && !event.isComposing;
}

/** The box of the top bar finds everything; a list's own box stands beside its filters. */
function searchFocus(): void {
  const box = first<HTMLInputElement>('.x-find input') ?? first<HTMLInputElement>('.x-list-find input');
  box?.focus();
  box?.select();
}

function dialogOpen(id: string): void {
  const dialog = document.getElementById(id);
  if (dialog instanceof HTMLDialogElement && !dialog.open) dialog.showModal();
}

function menusClose(event: MouseEvent): void {
  for (const menu of all<HTMLDetailsElement>('details.x-menu[open]')) {
    if (event.target instanceof Node && !menu.contains(event.target)) menu.open = false;
  }
}

function rowStep(step: number): void {
  const links = all(ROWS);
  const here = links.findIndex((link) => link.closest('tr')?.classList.contains('x-here'));
  const next = links[Math.min(Math.max(here + step, 0), links.length - 1)];
  next?.focus();
  next?.closest('tr')?.scrollIntoView({ block: 'nearest' });
}

function rowMark(link: HTMLElement): void {
  for (const row of all('#x-list tr.x-here')) row.classList.remove('x-here');
  link.closest('tr')?.classList.add('x-here');
}
