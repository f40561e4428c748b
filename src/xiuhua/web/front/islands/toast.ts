// What was just done, for some seconds; it stays while somebody points at it or has focus in it.
import { all, first, on } from './dom';

const SECONDS = 8;

export function toastStart(): void {
  on('click', '.x-toast-close', (button) => button.closest('.x-toast')?.remove());
  for (const toast of all('.x-toast')) countDown(toast);
  document.addEventListener('htmx:error', () => toastShow(first('#x-toasts')?.dataset['failed'] ?? ''));
}

/** Show a sentence that the page already holds in the reader's language. */
export function toastShow(text: string): void {
  const shape = first<HTMLTemplateElement>('#x-toast-shape');
  const toast = shape?.content.firstElementChild?.cloneNode(true);
  if (!(toast instanceof HTMLElement)) return;
  const words = first('span', toast);
  if (words) words.textContent = text;
  toastPut(toast);
}

/** Put a toast on the shelf; the oldest makes room. */
export function toastPut(toast: HTMLElement): void {
  const shelf = first('#x-toasts');
  if (!shelf) return;
  shelf.append(toast);
  while (shelf.childElementCount > 3) shelf.firstElementChild?.remove();
  countDown(toast);
}

function countDown(toast: HTMLElement): void {
  let left = Number(toast.dataset['seconds'] ?? SECONDS);
  const tick = setInterval(() => {
    if (!toast.isConnected) return clearInterval(tick);
    if (toast.matches(':hover') || toast.contains(document.activeElement)) return;
    left -= 1;
    const shown = first('.x-toast-left', toast);
    if (shown) shown.textContent = `${left} s`;
    if (left <= 0) toast.remove();
  }, 1000);
}
