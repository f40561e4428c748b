// Nothing typed is lost: a draft per object in this browser, kept until the act has succeeded.
import { all, clockWords, filled, first, on } from './dom';

interface Draft {
  at: string;
  words: Record<string, string>;
}

type Input = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

const KEPT = 'xh_draft:';
const SENT = 'xh_sent';

export function formStart(): void {
  sentSettle();
  formsReady(document);
  on('input', 'form[data-draft]', (form) => draftKeep(form as HTMLFormElement));
  on('submit', 'form[data-draft]', (form) => sessionStorage.setItem(SENT, form.dataset['draft'] ?? ''));
  on('click', '[data-draft-drop]', (button) => draftDrop(button));
  on('click', '.x-fact [data-cancel]', (link, event) => factClose(link, event));
  on('submit', 'form:not([hx-post])', (form) => buttonsRest(form));
  document.addEventListener('htmx:after:swap', () => formsReady(document));
  addEventListener('beforeunload', leaving);
  on('click', 'form[data-draft] a, form[data-draft] button', () => (moving = true));
}

let moving = false;

/** Drafts survive leaving the page; only a file that was chosen would be lost, so only then ask. */
function leaving(event: BeforeUnloadEvent): void {
  const files = all<HTMLInputElement>('form[data-draft] input[type=file]').some((input) => input.files?.length);
  if (files && !moving) event.preventDefault();
}

function formsReady(inside: ParentNode): void {
  for (const form of all<HTMLFormElement>('form[data-draft]', inside)) draftOffer(form);
  const summary = first('.x-summary', inside);
  if (summary) summary.focus();
  else first<HTMLInputElement>('.x-fact form [autofocus], .x-fact form .form-control', inside)?.focus();
}

/** The form that was sent is gone from the page, so its act succeeded and its draft may go. */
function sentSettle(): void {
  const key = sessionStorage.getItem(SENT);
  sessionStorage.removeItem(SENT);
  if (key && !all('form[data-draft]').some((form) => form.dataset['draft'] === key)) localStorage.removeItem(KEPT + key);
}

function inputs(form: HTMLFormElement): Input[] {
  const typed = 'input:not([type=hidden]):not([type=password]):not([type=file]), textarea, select';
  const isSecret = (input: Input) => input.autocomplete === 'new-password'; // shown while it is handed out
  return [...form.querySelectorAll<Input>(typed)].filter((input) => input.name !== '' && !isSecret(input));
}

function wordOf(input: Input): string {
  return input instanceof HTMLInputElement && input.type === 'checkbox' ? String(input.checked) : input.value;
}

function draftKeep(form: HTMLFormElement): void {
  const words = Object.fromEntries(inputs(form).map((input) => [input.name, wordOf(input)]));
  const draft: Draft = { at: clockWords(), words };
  localStorage.setItem(KEPT + form.dataset['draft'], JSON.stringify(draft));
}

function draftRead(form: HTMLFormElement): Draft | null {
  try {
    return JSON.parse(localStorage.getItem(KEPT + form.dataset['draft']) ?? 'null') as Draft | null;
  } catch {
    return null;
  }
}

function draftOffer(form: HTMLFormElement): void {
  const draft = draftRead(form);
  const note = first('.x-draft', form);
  if (!draft || !note || form.dataset['drafted']) return;
  form.dataset['drafted'] = 'yes';
  const changed = inputs(form).filter((input) => (draft.words[input.name] ?? wordOf(input)) !== wordOf(input));
  if (changed.length === 0) return;
  for (const input of changed) wordPut(input, draft.words[input.name] ?? '');
  const said = first('[data-sentence]', note);
  if (said) said.textContent = filled(said.dataset['sentence'] ?? '', { time: draft.at });
  note.hidden = false;
}

function wordPut(input: Input, word: string): void {
  if (input instanceof HTMLInputElement && input.type === 'checkbox') input.checked = word === 'true';
  else input.value = word;
}

function draftDrop(button: HTMLElement): void {
  const form = button.closest('form');
  if (!form) return;
  localStorage.removeItem(KEPT + form.dataset['draft']);
  form.reset();
  button.closest<HTMLElement>('.x-draft')?.setAttribute('hidden', '');
}

/** Giving up a form that opened in place of a fact brings the fact back, not another page. */
function factClose(link: HTMLElement, event: Event): void {
  const object = first('#x-object');
  const form = link.closest('form');
  if (!object || !form) return;
  event.preventDefault();
  localStorage.removeItem(KEPT + form.dataset['draft']);
  object.dispatchEvent(new CustomEvent('x:refresh', { bubbles: true, detail: { anew: true } }));
}

/** A second press of the same button does nothing; the server does one sending once anyway. */
function buttonsRest(form: HTMLElement): void {
  setTimeout(() => all<HTMLButtonElement>('button[type=submit]', form).forEach((button) => (button.disabled = true)));
}
