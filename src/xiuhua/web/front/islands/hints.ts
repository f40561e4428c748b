// A form that answers while somebody types: after each pause what was typed is sent, and the answer stands above the acts.
import { first, on } from './dom';

const PAUSE_MS = 500;
const waiting = new WeakMap<HTMLFormElement, number>();
const asked = new WeakMap<HTMLFormElement, AbortController>();

export function hintsStart(): void {
  on('input', 'form', (form) => later(form as HTMLFormElement));
  on('change', 'form', (form) => later(form as HTMLFormElement));
  on('click', '[data-fill]', (button) => fill(button as HTMLButtonElement));
}

function later(form: HTMLFormElement): void {
  const place = first('[data-hints]', form);
  if (!place) return;
  clearTimeout(waiting.get(form));
  waiting.set(form, window.setTimeout(() => void ask(form, place), PAUSE_MS));
}

/** An answer that was overtaken by more typing is dropped; without a connection the form stays as it is. */
async function ask(form: HTMLFormElement, place: HTMLElement): Promise<void> {
  asked.get(form)?.abort();
  const turn = new AbortController();
  asked.set(form, turn);
  try {
    const answer = await fetch(place.dataset['hints'] ?? '', { method: 'POST', body: typed(form), signal: turn.signal });
    if (answer.ok) place.innerHTML = await answer.text();
  } catch {
    return;
  }
}

/** What was typed, without the files: those are sent with the form alone. */
function typed(form: HTMLFormElement): URLSearchParams {
  const words = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (typeof value === 'string') words.append(name, value);
  return words;
}

function fill(button: HTMLButtonElement): void {
  const input = button.form?.elements.namedItem(button.dataset['fill'] ?? '');
  if (!(input instanceof HTMLInputElement)) return;
  input.value = button.dataset['value'] ?? '';
  input.focus();
  input.dispatchEvent(new Event('input', { bubbles: true })); // so that the draft keeps it, and the hints follow
}
