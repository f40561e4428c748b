// Phrase books beside a field: a key and Tab writes the phrase, `;` opens the menu. The form's record fills the gaps.
import { all, first, on } from './dom';

interface Phrase {
  id: number;
  key: string;
  words: string;
  scope: string;
  label: string;
}

const FIELD = 'textarea[data-phrases]';
const KEY_AT_END = /(^|[^a-z0-9])([a-z0-9]{1,12})$/i;
const books = new Map<string, Promise<Phrase[]>>();
const fetched = new Map<string, Phrase[]>(); // those of the books that have come
let wanted = ''; // what was typed since the menu opened
let options = 0;

export function phrasesStart(): void {
  on('keydown', FIELD, (field, event) => pressed(field as HTMLTextAreaElement, event as KeyboardEvent));
  on('focusin', FIELD, (field) => void bookOf(field as HTMLTextAreaElement));
  on('click', '[data-phrases-open]', (button) => {
    const field = fieldOf(button);
    if (field) menuToggle(field);
  });
  on('mousedown', '.x-phrases-menu [role=option]', (option, event) => {
    event.preventDefault(); // the field keeps the focus
    const field = fieldOf(option);
    if (field) void pick(field, Number(option.dataset['phrase']));
  });
  on('focusout', FIELD, (field) => setTimeout(() => menuClose(field as HTMLTextAreaElement), 150));
}

function fieldOf(inside: HTMLElement): HTMLTextAreaElement | null {
  return first<HTMLTextAreaElement>(FIELD, inside.closest('.x-field') ?? document.createElement('div'));
}

function menuOf(field: HTMLTextAreaElement): HTMLElement | null {
  return first('.x-phrases-menu', field.closest('.x-field') ?? document.createElement('div'));
}

function isOpen(field: HTMLTextAreaElement): boolean {
  return menuOf(field)?.hidden === false;
}

function address(field: HTMLTextAreaElement): string {
  const { phrases = '', phrasesAbout = '', phrasesAct = '' } = field.dataset;
  return `${phrases}?${new URLSearchParams({ about: phrasesAbout, act: phrasesAct }).toString()}`;
}

/** The phrases for a field, fetched once; a failure is forgotten, so that the next try asks again. */
function bookOf(field: HTMLTextAreaElement): Promise<Phrase[]> {
  const url = address(field);
  let book = books.get(url);
  if (!book) {
    book = fetch(url, { headers: { Accept: 'application/json' } }).then((answer) => {
      if (!answer.ok) throw new Error(String(answer.status));
      return answer.json() as Promise<Phrase[]>;
    });
    books.set(url, book);
    book.then((phrases) => fetched.set(url, phrases), () => books.delete(url));
  }
  return book;
}

function pressed(field: HTMLTextAreaElement, event: KeyboardEvent): void {
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (isOpen(field)) return steer(field, event);
  const typed = KEY_AT_END.exec(field.value.slice(0, field.selectionStart));
  if (event.key === ';') {
    event.preventDefault();
    void expand(field, typed?.[2] ?? '', true);
  } else if (event.key === 'Tab' && !event.shiftKey && typed && known(field, typed[2] ?? '')) {
    event.preventDefault();
    void expand(field, typed[2] ?? '', false);
  }
}

/** Whether a key is in the book, as far as it has come: Tab must decide at once whether to leave the field. */
function known(field: HTMLTextAreaElement, key: string): boolean {
  return (fetched.get(address(field)) ?? []).some((one) => one.key === key.toLowerCase());
}

async function expand(field: HTMLTextAreaElement, key: string, orMenu: boolean): Promise<void> {
  const book = await bookOf(field).catch(() => null);
  if (!book) return void write(field, 0, orMenu ? ';' : '');
  const found = book.find((one) => one.key === key.toLowerCase());
  if (found && key) return take(field, found, key.length);
  if (orMenu) menuShow(field, '');
}

/** Keys while the menu is open: letters narrow it, arrows walk it, Enter and Tab take, Escape gives up. */
function steer(field: HTMLTextAreaElement, event: KeyboardEvent): void {
  const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };
  const step = steps[event.key];
  if (step) walk(field, step);
  else if (event.key === 'Enter' || event.key === 'Tab') void pickChosen(field);
  else if (event.key === 'Escape') menuClose(field);
  else if (event.key === 'Backspace') wanted ? menuShow(field, wanted.slice(0, -1)) : menuClose(field);
  else if (/^[a-z0-9]$/i.test(event.key)) menuShow(field, wanted + event.key.toLowerCase());
  else if (event.key === ';') {
    menuClose(field);
    write(field, 0, ';');
  } else if (event.key.length === 1) {
    menuClose(field);
    return;
  } else return;
  event.preventDefault();
  event.stopPropagation();
}

function menuToggle(field: HTMLTextAreaElement): void {
  field.focus();
  if (isOpen(field)) menuClose(field);
  else void bookOf(field).then(() => menuShow(field, ''), () => undefined);
}

function menuShow(field: HTMLTextAreaElement, narrowed: string): void {
  const menu = menuOf(field);
  if (!menu) return;
  wanted = narrowed;
  void bookOf(field).then((book) => {
    const fitting = book.filter((one) => one.key.startsWith(wanted) || (wanted && one.words.includes(wanted)));
    menu.replaceChildren(...(fitting.length ? fitting.map(optionOf) : [nothing(menu)]));
    menu.hidden = false;
    field.setAttribute('aria-controls', menu.id);
    choose(field, all('[role=option]', menu)[0] ?? null);
  });
}

function optionOf(one: Phrase): HTMLElement {
  const line = document.createElement('li');
  line.id = `x-phrase-${++options}`;
  line.setAttribute('role', 'option');
  line.dataset['phrase'] = String(one.id);
  const key = document.createElement('code');
  const words = document.createElement('span');
  const scope = document.createElement('small');
  [key.textContent, words.textContent, scope.textContent] = [one.key, one.words, one.label];
  line.append(key, words, scope);
  return line;
}

function nothing(menu: HTMLElement): HTMLElement {
  const line = document.createElement('li');
  line.className = 'x-dim';
  line.setAttribute('role', 'presentation');
  line.textContent = menu.dataset['nothing'] ?? '';
  return line;
}

function choose(field: HTMLTextAreaElement, option: HTMLElement | null): void {
  for (const one of all('[role=option]', menuOf(field) ?? document)) one.setAttribute('aria-selected', String(one === option));
  if (option) {
    field.setAttribute('aria-activedescendant', option.id);
    option.scrollIntoView({ block: 'nearest' });
  } else field.removeAttribute('aria-activedescendant');
}

function walk(field: HTMLTextAreaElement, step: number): void {
  const lines = all('[role=option]', menuOf(field) ?? document);
  const here = lines.findIndex((one) => one.getAttribute('aria-selected') === 'true');
  choose(field, lines[(here + step + lines.length) % lines.length] ?? null);
}

async function pickChosen(field: HTMLTextAreaElement): Promise<void> {
  const chosen = first('[aria-selected=true]', menuOf(field) ?? document);
  if (chosen) await pick(field, Number(chosen.dataset['phrase']));
  else menuClose(field);
}

async function pick(field: HTMLTextAreaElement, id: number): Promise<void> {
  const found = (await bookOf(field)).find((one) => one.id === id);
  menuClose(field);
  field.focus();
  if (found) take(field, found, 0);
}

function take(field: HTMLTextAreaElement, phrase: Phrase, typed: number): void {
  write(field, typed, phrase.words);
  used(field, phrase.id);
}

/** Write at the caret, in place of what was typed as a key; the draft is kept as if it had been typed. */
function write(field: HTMLTextAreaElement, typed: number, words: string): void {
  const end = field.selectionStart;
  field.setRangeText(words, end - typed, field.selectionEnd, 'end');
  field.dispatchEvent(new Event('input', { bubbles: true }));
}

/** Say that it was picked, so that it stands higher next time. What is picked offline is not counted. */
function used(field: HTMLTextAreaElement, id: number): void {
  const token = first<HTMLInputElement>('input[name=csrfmiddlewaretoken]', field.form ?? document)?.value ?? '';
  void fetch(`${field.dataset['phrases'] ?? ''}/${id}/uses`, { method: 'POST', headers: { 'X-CSRFToken': token } }).catch(() => undefined);
}

function menuClose(field: HTMLTextAreaElement): void {
  const menu = menuOf(field);
  if (menu) menu.hidden = true;
  field.removeAttribute('aria-activedescendant');
  wanted = '';
}
