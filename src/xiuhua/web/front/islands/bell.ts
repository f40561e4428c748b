// The bell: its number is asked for when the page is there, and again whenever the live line names the inbox.
import { all, first, on } from './dom';
import { painted } from './painted';

interface Told {
  count: number;
  shown: string;
  label: string;
}

export function bellStart(): void {
  if (!first('[data-bell]')) return;
  void painted.then(bellRing);
  document.addEventListener('x:sealed' as keyof DocumentEventMap, (event) => {
    const subjects = (event as CustomEvent<Set<string> | null>).detail;
    if (!subjects || subjects.has(inboxOf())) void bellRing();
  });
  readOnSight();
  on('click', '[data-read-on-sight] button', (button) => button.closest('form')?.removeAttribute('data-read-on-sight'));
}

/** What the live line calls the inbox of whoever sits here. */
export function inboxOf(): string {
  return first('[data-bell]')?.dataset['subject'] ?? '';
}

async function bellRing(): Promise<void> {
  const bell = first<HTMLAnchorElement>('[data-bell]');
  const number = bell && first('.x-bell-count', bell);
  if (!bell || !number) return;
  const answer = await fetch(bell.dataset['bell'] ?? '', { headers: { Accept: 'application/json' } }).catch(() => null);
  if (!answer?.ok) return;
  const told = (await answer.json()) as Told;
  number.textContent = told.shown;
  number.hidden = told.count === 0;
  bell.title = told.label;
  bell.setAttribute('aria-label', told.label);
}

/** A notice that was opened and looked at for a second has been read; the page says so by itself. */
function readOnSight(): void {
  const form = all<HTMLFormElement>('form[data-read-on-sight]')[0];
  if (!form) return;
  setTimeout(() => {
    if (document.hidden || !form.isConnected || !form.hasAttribute('data-read-on-sight')) return;
    void fetch(form.action, { method: 'POST', body: new FormData(form), headers: { 'HX-Request': 'true' } }).then(() => {
      void bellRing();
      document.dispatchEvent(new CustomEvent('x:refresh')); // the page then offers to mark it as unread
    });
  }, 1000);
}
