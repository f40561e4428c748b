// The workbench: a worklist, the open case, a map. Keys do the acts; nothing is accepted that was not shown.
import htmx from 'htmx.org';
import { all, filled, first, isTyping, on, tickBetween } from './dom';
import { painted } from './painted';
import { toastPut, toastShow } from './toast';

interface Done {
  message: string;
  undo: string | boolean;
}

interface DoneMany extends Done {
  done: number[];
  refused: { id: number; number: string; message: string }[];
}

interface News {
  waiting: Record<string, number>;
  counts: Record<string, string>;
}

const FRAGMENT = { 'HX-Request': 'true', 'HX-Request-Type': 'partial', Accept: 'text/html' };
const NARROW = matchMedia('(max-width: 767.98px)');
const LOOK_MS = 250; // what was shown for less was not seen
const NEWS_MS = 700;
const FOLDED = 'xh_desk_fold';
const GO_MS = 1500;

let desk: HTMLElement | null = null;
let busy = false;
let shownAt = 0;
let goUntil = 0;
let lastTick: HTMLInputElement | null = null;
let asking: AbortController | null = null;
const arrived = new Set<string>();
const changed = new Set<string>();
let newsWait = 0;
let everything = false;
const channel = 'BroadcastChannel' in window ? new BroadcastChannel('xh-desk') : null;

export function workbenchStart(): void {
  const follower = first('#x-desk-follow');
  if (follower) return followStart(follower);
  desk = first('#x-desk');
  if (!desk) return;
  foldRestore();
  document.addEventListener('keydown', pressed);
  on('click', '.x-desk-link', (link, event) => linkOpen(link, event));
  on('click', '#x-desk [data-desk-step]', (button) => void step(Number(button.dataset['deskStep'])));
  on('click', '#x-desk [data-desk-form]', (link, event) => formLink(link as HTMLAnchorElement, event));
  on('click', '#x-desk .x-duplicates a.btn', (link, event) => formLink(link as HTMLAnchorElement, event));
  on('click', '#x-desk [data-desk-close]', () => formClose());
  on('click', '#x-desk [data-desk-back]', () => listBack());
  on('click', '#x-desk [data-desk-tab]', (button) => tabShow(button.dataset['deskTab'] ?? 'case'));
  on('click', '[data-desk-news]', () => void listRenew());
  on('click', '[data-desk-older]', (button) => void olderShow(button as HTMLButtonElement));
  on('click', '[data-desk-undo]', (button) => void undo(button));
  on('click', '#x-desk-list .x-desk-tick input', (box, event) => tickRange(box as HTMLInputElement, event));
  on('change', '#x-desk-list .x-desk-tick input', () => bulkShow());
  on('click', '[data-desk-untick]', () => tickAll(false));
  on('click', '#x-desk-case .x-photos a:has(img)', (link, event) => photoClick(link as HTMLAnchorElement, event));
  on('click', '[data-desk-photo]', (button) => photoStep(Number(button.dataset['deskPhoto'])));
  on('click', '.x-desk-near a', (link, event) => nearOpen(link as HTMLAnchorElement, event));
  document.addEventListener('submit', submitted);
  document.addEventListener('x:sealed', (event) => sealed((event as CustomEvent<Set<string> | null>).detail));
  document.addEventListener('x:desk-open', (event) => void caseOpen((event as CustomEvent<string>).detail));
  addEventListener('popstate', () => addressFollow());
  channel?.addEventListener('message', (event: MessageEvent<{ ask?: boolean }>) => event.data.ask && tell());
  shownAt = performance.now();
  rowsMark();
  void painted.then(forecastShow);
  tell();
  const id = openId();
  if (id && desk.dataset['pane'] === 'list' && !NARROW.matches) history.replaceState(null, '', caseAddress(id));
}

// --- where we are ------------------------------------------------------------------------------------------

function openId(): string {
  return first('#x-object')?.dataset['id'] ?? '';
}

function listPane(): HTMLElement | null {
  return first('#x-desk-list');
}

function rows(): HTMLElement[] {
  return all('#x-desk-list .x-desk-row:not(.x-gone)');
}

function rowOf(id: string): HTMLElement | null {
  return id ? first(`#x-desk-list .x-desk-row[data-id="${CSS.escape(id)}"]`) : null;
}

function query(): string {
  const url = rows()[0] ? first<HTMLAnchorElement>('.x-desk-link', rows()[0]!)?.search : location.search;
  return url ?? '';
}

function addressOf(pattern: 'partUrl' | 'caseUrl' | 'actUrl', id: string): string {
  return (desk?.dataset[pattern] ?? '').replace('/0', `/${id}`);
}

function caseAddress(id: string): string {
  return rowOf(id)?.querySelector<HTMLAnchorElement>('.x-desk-link')?.getAttribute('href') ?? addressOf('caseUrl', id) + query();
}

function addressFollow(): void {
  const id = /\/workbench\/(\d+)/.exec(location.pathname)?.[1];
  if (id && id !== openId()) void caseOpen(id, { keepAddress: true });
  else paneShow(id ? 'case' : 'list');
}

// --- keys --------------------------------------------------------------------------------------------------

function pressed(event: KeyboardEvent): void {
  if (event.isComposing || event.altKey) return;
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) return formSubmit(event);
  if (event.ctrlKey || event.metaKey) return;
  const photo = first<HTMLDialogElement>('#x-desk-photo[open]');
  if (photo) return photoKey(event);
  if (first('dialog[open]')) return;
  if (event.key === 'Escape') return escape();
  if (isTyping(event)) return;
  const act = keyAct(event);
  if (!act) return;
  event.preventDefault();
  act();
}

function keyAct(event: KeyboardEvent): (() => void) | null {
  const key = event.key.length === 1 ? event.key.toUpperCase() : event.key;
  if (performance.now() < goUntil) {
    goUntil = 0;
    const url = desk?.dataset[`go${key}`];
    return url ? () => location.assign(url) : null;
  }
  if (key === 'Enter' || key === ' ') {
    if (isControl(event.target)) return null; // it has a use for the key itself
    if (key === ' ') return photos().length > 0 ? () => photoShow(0) : null;
    return event.repeat ? () => undefined : () => lead();
  }
  const fixed: Record<string, () => void> = {
    J: () => void step(1),
    K: () => void step(-1),
    U: () => first('[data-desk-news]')?.click(),
    Z: () => takeBack(),
    G: () => void (goUntil = performance.now() + GO_MS),
    '[': () => fold('list'),
    ']': () => fold('map'),
  };
  if (fixed[key]) return fixed[key]!;
  const offered = key.length === 1 ? first<HTMLElement>(`#x-object [data-key="${CSS.escape(key)}"]`) : null;
  return offered ? () => offered.click() : null;
}

function isControl(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('a, button, input, select, textarea, summary, label, .x-map') !== null;
}

/** Enter does what the case pane suggests; what was on the screen for less than an eye needs is left alone. */
function lead(): void {
  if (busy || performance.now() - shownAt < LOOK_MS || !first('#x-desk-form')?.hidden) return;
  first('#x-object [data-key="Enter"]')?.click();
}

function escape(): void {
  if (!first('#x-desk-form')?.hidden) return formClose();
  if (NARROW.matches && desk?.dataset['pane'] === 'case') listBack();
}

// --- opening -----------------------------------------------------------------------------------------------

function linkOpen(link: HTMLElement, event: MouseEvent): void {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
  event.preventDefault();
  const id = link.closest<HTMLElement>('.x-desk-row')?.dataset['id'] ?? '';
  if (id === openId()) {
    addressKeep(id);
    paneShow('case');
    first('#x-desk-title')?.focus({ preventScroll: true });
  } else {
    void caseOpen(id);
  }
}

function nearOpen(link: HTMLAnchorElement, event: MouseEvent): void {
  const id = /\/workbench\/(\d+)/.exec(link.pathname)?.[1];
  if (!id || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  tabShow('case');
  void caseOpen(id);
}

async function caseOpen(id: string, { keepAddress = false, said = '' } = {}): Promise<boolean> {
  if (!desk || !id) return false;
  asking?.abort();
  asking = new AbortController();
  const url = addressOf('partUrl', id) + query();
  let page: Document;
  try {
    const answer = await fetch(url, { headers: FRAGMENT, signal: asking.signal });
    page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    if (!answer.ok) {
      toastShow(first('.x-state p, .x-state h2', page)?.textContent ?? '');
      return false;
    }
  } catch (fault) {
    if ((fault as Error).name !== 'AbortError') toastShow(first('#x-toasts')?.dataset['failed'] ?? '');
    return false;
  }
  const fresh = first('#x-object', page);
  if (!fresh) return false;
  put('#x-object', fresh);
  const near = first('#x-desk-near', page);
  if (near) put('#x-desk-near', near);
  shownAt = performance.now();
  document.title = document.title.replace(/^.*(?= · [^·]*$)/, fresh.dataset['title'] ?? '');
  if (!keepAddress) addressKeep(id);
  paneShow('case');
  rowsMark();
  placeTell();
  tell();
  first('#x-desk-title')?.focus({ preventScroll: true });
  say([said, fresh.dataset['title'] ?? '', first('[data-desk-position]', fresh)?.textContent ?? ''].filter(Boolean).join(' · '));
  return true;
}

function put(selector: string, fresh: HTMLElement): void {
  const old = first(selector);
  if (!old) return;
  const node = document.importNode(fresh, true);
  old.replaceWith(node);
  htmx.process(node);
}

function addressKeep(id: string): void {
  const url = caseAddress(id);
  if (NARROW.matches && desk?.dataset['pane'] === 'list') history.pushState(null, '', url);
  else history.replaceState(null, '', url);
}

function paneShow(pane: string): void {
  if (desk) desk.dataset['pane'] = pane;
}

/** On a phone the list has an address of its own. */
function listBack(): void {
  paneShow('list');
  history.replaceState(null, '', first<HTMLAnchorElement>('#x-desk-list .x-tabs [aria-current]')?.href ?? location.href);
}

function tabShow(tab: string): void {
  if (desk) desk.dataset['tab'] = tab;
  for (const button of all('[data-desk-tab]')) button.setAttribute('aria-pressed', String(button.dataset['deskTab'] === tab));
  if (tab === 'map') document.dispatchEvent(new CustomEvent('htmx:after:swap')); // a map begins when it is first seen
}

function rowsMark(): void {
  const id = openId();
  for (const row of all('#x-desk-list .x-desk-row')) {
    const link = first('.x-desk-link', row);
    if (row.dataset['id'] === id) link?.setAttribute('aria-current', 'true');
    else link?.removeAttribute('aria-current');
  }
  rowOf(id)?.scrollIntoView({ block: 'nearest' });
  tabShow(desk?.dataset['tab'] ?? 'case');
  const place = rows().findIndex((row) => row.dataset['id'] === id);
  const total = first('#x-desk-list .x-tabs [aria-current] .num')?.textContent ?? '';
  for (const said of all('[data-desk-position]')) said.textContent = place >= 0 ? `${place + 1} / ${total}` : '';
}

async function step(by: number): Promise<void> {
  const those = rows();
  const here = those.findIndex((row) => row.dataset['id'] === openId());
  const older = first<HTMLButtonElement>('[data-desk-older]');
  if (by > 0 && here === those.length - 1 && older) {
    await olderShow(older);
    return step(by);
  }
  const next = here < 0 ? those[0] : those[here + by];
  if (next) await caseOpen(next.dataset['id'] ?? '');
}

/** The case that is open when this one is done: the one below it, at the end the one above. */
function rowNext(id: string): string {
  const those = rows();
  const here = those.findIndex((row) => row.dataset['id'] === id);
  const next = here < 0 ? those[0] : (those[here + 1] ?? those[here - 1]);
  return next?.dataset['id'] ?? '';
}

function say(words: string): void {
  const said = first('#x-desk-said');
  if (said) said.textContent = words;
}

// --- acts --------------------------------------------------------------------------------------------------

function submitted(event: Event): void {
  const form = event.target;
  if (!(form instanceof HTMLFormElement)) return;
  const { submitter } = event as SubmitEvent;
  if (form.matches('[data-desk-do]')) {
    event.preventDefault();
    void actSend(form);
  } else if (form.closest('#x-desk-form')) {
    event.preventDefault();
    event.stopPropagation();
    void formSend(form);
  } else if (form.id === 'x-desk-bulk' && submitter instanceof HTMLButtonElement) {
    event.preventDefault();
    void bulkSend(form, submitter.value);
  }
}

async function actSend(form: HTMLFormElement): Promise<void> {
  if (busy) return;
  busy = true;
  const id = openId();
  const act = first<HTMLButtonElement>('button[data-act]', form)?.dataset['act'] ?? '';
  try {
    const answer = await fetch(form.action, { method: 'POST', body: new FormData(form), headers: { Accept: 'application/json' } });
    const told = (await answer.json()) as Done;
    if (answer.ok) await doneShow(id, told.message, isUndoable(act));
    else await refusedShow(id, told.message);
  } catch {
    toastShow(first('#x-toasts')?.dataset['failed'] ?? '');
    await caseOpen(id);
  } finally {
    busy = false;
  }
}

function isUndoable(act: string): boolean {
  return (desk?.dataset['undoable'] ?? '').split(' ').includes(act);
}

/** What is done leaves the list, and the next one opens. */
async function doneShow(id: string, message: string, undoable: boolean): Promise<void> {
  const next = rowNext(id);
  rowDrop(id);
  if (undoable) undoOffer(message, [`${id}:`]);
  else toastShow(message);
  if (rows().length < 10) {
    const older = first<HTMLButtonElement>('[data-desk-older]');
    if (older) await olderShow(older);
  }
  const following = next || (rows()[0]?.dataset['id'] ?? '');
  if (following) await caseOpen(following, { said: message });
  else await listRenew({ open: true });
}

/** A refusal says why, above the case as it stands now. */
async function refusedShow(id: string, message: string): Promise<void> {
  await caseOpen(id);
  const shape = first<HTMLTemplateElement>('#x-desk-notice-shape')?.content.firstElementChild?.cloneNode(true);
  const body = first('#x-object .x-object-body');
  if (!(shape instanceof HTMLElement) || !body) return toastShow(message);
  const said = first('span', shape);
  if (said) said.textContent = message;
  first('.x-object-head', body)?.after(shape);
}

function rowDrop(id: string): void {
  const row = rowOf(id);
  if (!row) return;
  const head = headOf(row);
  row.remove();
  if (head && !head.nextElementSibling?.matches('.x-desk-row')) head.remove();
  else if (head) countLess(first('span.num', head));
  countLess(first('#x-desk-list .x-tabs [aria-current] .num'));
  bulkShow();
}

function headOf(row: HTMLElement): HTMLElement | null {
  let one = row.previousElementSibling;
  while (one && !one.matches('.x-desk-head')) one = one.previousElementSibling;
  return one as HTMLElement | null;
}

function countLess(said: HTMLElement | null): void {
  const number = said?.textContent ?? '';
  if (said && /^\d+$/.test(number)) said.textContent = String(Math.max(Number(number) - 1, 0));
}

// --- taking back -------------------------------------------------------------------------------------------

function undoOffer(message: string, marked: string[]): void {
  const toast = first<HTMLTemplateElement>('#x-desk-undo-shape')?.content.firstElementChild?.cloneNode(true);
  if (!(toast instanceof HTMLElement)) return;
  toast.dataset['rows'] = marked.join(' ');
  const words = first('span', toast);
  if (words) words.textContent = message;
  toastPut(toast);
}

function takeBack(): void {
  const offered = all('[data-desk-undo]').at(-1);
  if (offered) offered.click();
  else first('#x-object [data-act="case.take_back"]')?.click();
}

async function undo(button: HTMLElement): Promise<void> {
  const toast = button.closest<HTMLElement>('.x-toast');
  const marked = (toast?.dataset['rows'] ?? '').split(' ').filter(Boolean);
  toast?.remove();
  if (marked.length === 0) return;
  const body = tokenBody();
  body.set('act', 'take-back');
  for (const row of marked) body.append('row', row);
  const answer = await fetch(desk?.dataset['actsUrl'] ?? '', { method: 'POST', body, headers: { Accept: 'application/json' } });
  const told = (await answer.json()) as DoneMany;
  toastShow(told.message);
  await listRenew();
  const one = told.done?.[0];
  if (one) await caseOpen(String(one), { said: told.message });
}

function tokenBody(): FormData {
  const form = first<HTMLFormElement>('#x-desk-token');
  return form ? new FormData(form) : new FormData();
}

// --- forms in place ----------------------------------------------------------------------------------------

function formLink(link: HTMLAnchorElement, event: MouseEvent): void {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const menu = link.closest<HTMLDetailsElement>('details');
  if (menu) menu.open = false;
  const label = link.cloneNode(true) as HTMLElement;
  for (const extra of all('kbd, svg, small', label)) extra.remove();
  void formOpen(link.href, (label.textContent ?? '').replace('…', '').trim());
}

async function formOpen(url: string, title: string): Promise<void> {
  const answer = await fetch(url, { headers: FRAGMENT });
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const form = first<HTMLFormElement>('form', page);
  const place = first('#x-desk-form');
  if (!form || !place) return toastShow(first('.x-state p, .x-state h2', page)?.textContent ?? '');
  const shape = first<HTMLTemplateElement>('#x-desk-form-shape')?.content.firstElementChild?.cloneNode(true);
  if (!(shape instanceof HTMLElement)) return;
  const head = first('h2', shape);
  if (head) head.textContent = title;
  shape.append(formBare(form));
  place.replaceChildren(shape);
  place.hidden = false;
  formReady(place);
}

/** The form is sent by hand, so that its answer does not take the desk away. */
function formBare(form: HTMLFormElement): HTMLFormElement {
  const bare = document.importNode(form, true);
  for (const one of [bare, ...all('*', bare)]) {
    for (const name of one.getAttributeNames()) if (name.startsWith('hx-')) one.removeAttribute(name);
  }
  first('[data-cancel]', bare)?.remove();
  return bare;
}

function formReady(place: HTMLElement): void {
  document.dispatchEvent(new CustomEvent('htmx:after:swap')); // so that drafts are offered
  const wanted = all<HTMLInputElement>('.x-field', place)
    .filter((field) => !first('label small', field))
    .map((field) => first<HTMLInputElement>('input, textarea, select', field))
    .find((input) => input && (input.value === '' || input.classList.contains('is-invalid')));
  const target = wanted ?? first<HTMLElement>(first('.x-draft:not([hidden])', place) ? 'textarea' : 'button[type=submit]', place);
  target?.focus();
  if (first('input[name=unit]', place) && !wanted) first<HTMLInputElement>('input[name=unit]', place)?.select();
}

function formClose(): void {
  const place = first('#x-desk-form');
  if (!place) return;
  place.hidden = true;
  place.replaceChildren();
  first('#x-desk-title')?.focus({ preventScroll: true });
}

function formSubmit(event: KeyboardEvent): void {
  const form = event.target instanceof Element ? event.target.closest<HTMLFormElement>('#x-desk-form form') : null;
  if (!form) return;
  event.preventDefault();
  form.requestSubmit();
}

async function formSend(form: HTMLFormElement): Promise<void> {
  if (busy) return;
  busy = true;
  const id = openId();
  const button = first<HTMLButtonElement>('button[type=submit]', form);
  try {
    const answer = await fetch(form.action, { method: 'POST', body: new FormData(form), headers: FRAGMENT });
    if (answer.headers.has('HX-Redirect') || answer.redirected) {
      localStorage.removeItem(`xh_draft:${form.dataset['draft']}`);
      formClose();
      const title = first('#x-object')?.dataset['title'] ?? '';
      const message = [title, button?.textContent?.trim() ?? ''].filter(Boolean).join(' · ');
      if (await stays(id)) {
        toastShow(message);
        await caseOpen(id, { said: message });
      } else {
        await doneShow(id, message, isUndoable(button?.dataset['act'] ?? ''));
      }
      return;
    }
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const again = first<HTMLFormElement>('form', page);
    if (!again) return void (await refusedShow(id, first('.x-state p', page)?.textContent ?? ''));
    form.replaceWith(formBare(again));
    first('#x-desk-form .x-summary')?.focus();
  } catch {
    toastShow(first('#x-toasts')?.dataset['failed'] ?? '');
  } finally {
    busy = false;
    if (button) button.disabled = false;
  }
}

/** Whether a case still waits here: a note or a wish moves nothing on. */
async function stays(id: string): Promise<boolean> {
  const url = new URL(listPane()?.dataset['newsUrl'] ?? '', location.href);
  url.searchParams.set('ids', id);
  const answer = await fetch(url, { headers: { Accept: 'application/json' } });
  return answer.ok && ((await answer.json()) as News).waiting[id] !== undefined;
}

// --- what is new -------------------------------------------------------------------------------------------

/** Entries come in bursts; the list asks once for all of them. */
function sealed(subjects: Set<string> | null): void {
  if (subjects === null) everything = true;
  else for (const subject of subjects) if (subject.startsWith('case:')) changed.add(subject.slice(5));
  if (!everything && changed.size === 0) return;
  clearTimeout(newsWait);
  newsWait = window.setTimeout(() => void newsAsk(), NEWS_MS);
}

async function newsAsk(): Promise<void> {
  const pane = listPane();
  if (!pane) return;
  const known = new Set(all('.x-desk-row', pane).map((row) => row.dataset['id'] ?? ''));
  const asked = everything ? [...known] : [...changed];
  changed.clear();
  everything = false;
  const url = new URL(pane.dataset['newsUrl'] ?? '', location.href);
  url.searchParams.set('ids', asked.join(','));
  const answer = await fetch(url, { headers: { Accept: 'application/json' } });
  if (!answer.ok) return;
  const news = (await answer.json()) as News;
  const renewed: string[] = [];
  for (const id of asked) {
    const moves = news.waiting[id];
    const row = rowOf(id);
    if (row && moves === undefined) rowGone(row);
    else if (row && String(moves) !== row.dataset['moves']) renewed.push(id);
    else if (!row && moves !== undefined) arrived.add(id);
  }
  for (const [key, count] of Object.entries(news.counts)) {
    const said = first(`#x-desk-list [data-count="${CSS.escape(key)}"]`);
    if (said) said.textContent = count;
  }
  if (renewed.length > 0) await rowsRenew(renewed);
  newsShow();
  rowsMark();
}

/** Somebody else has done it: the row stays where it is until the list is asked for again. */
function rowGone(row: HTMLElement): void {
  row.classList.add('x-gone');
  const box = first<HTMLInputElement>('input[name=row]', row);
  if (box) [box.checked, box.disabled] = [false, true];
  bulkShow();
}

async function rowsRenew(ids: string[]): Promise<void> {
  const pane = await listFetch();
  for (const id of ids) {
    const [row, fresh] = [rowOf(id), pane && first(`.x-desk-row[data-id="${CSS.escape(id)}"]`, pane)];
    // What is being pressed keeps what is under the finger, and what was ticked stays ticked.
    if (!row || !fresh || row.contains(document.activeElement) || row.matches(':active')) continue;
    const ticked = first<HTMLInputElement>('input[name=row]', row)?.checked ?? false;
    row.dataset['moves'] = fresh.dataset['moves'];
    row.replaceChildren(...document.importNode(fresh, true).childNodes);
    const box = first<HTMLInputElement>('input[name=row]', row);
    if (box) box.checked = ticked;
  }
}

function newsShow(): void {
  const button = first<HTMLButtonElement>('[data-desk-news]');
  const said = button && first('[data-sentence]', button);
  for (const id of [...arrived]) if (rowOf(id)) arrived.delete(id);
  if (!button || !said) return;
  button.hidden = arrived.size === 0;
  said.textContent = filled(said.dataset['sentence'] ?? '', { count: String(arrived.size) });
}

async function listFetch(): Promise<Document | null> {
  const answer = await fetch(listPane()?.dataset['rowsUrl'] ?? '', { headers: FRAGMENT });
  return answer.ok ? new DOMParser().parseFromString(await answer.text(), 'text/html') : null;
}

/** The list as it stands now; the open row stays under the eye, and what was ticked stays ticked. */
async function listRenew({ open = false } = {}): Promise<void> {
  const page = await listFetch();
  const fresh = page && first('.x-desk-rows', page);
  const place = first('#x-desk-list .x-desk-rows');
  if (!page || !fresh || !place) return;
  const id = openId();
  const before = rowOf(id)?.offsetTop;
  const ticked = new Set(ticks().filter((box) => box.checked).map((box) => box.value.split(':')[0]));
  place.replaceChildren(...document.importNode(fresh, true).childNodes);
  for (const tab of all('.x-tabs [data-count]', page)) {
    const said = first(`#x-desk-list [data-count="${tab.dataset['count']}"]`);
    if (said) said.textContent = tab.textContent;
  }
  for (const box of ticks()) box.checked = ticked.has(box.value.split(':')[0] ?? '');
  const after = rowOf(id)?.offsetTop;
  if (before !== undefined && after !== undefined) place.scrollTop += after - before;
  arrived.clear();
  newsShow();
  bulkShow();
  rowsMark();
  void forecastShow();
  if (open) {
    const next = rows()[0]?.dataset['id'];
    if (next) await caseOpen(next);
    else paneShow('list');
  }
}

async function olderShow(button: HTMLButtonElement): Promise<void> {
  const url = button.dataset['deskOlder'];
  if (!url || button.disabled) return;
  button.disabled = true;
  const answer = await fetch(url, { headers: FRAGMENT });
  if (!answer.ok) return void (button.disabled = false);
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const last = all('#x-desk-list .x-desk-head').at(-1)?.dataset['group'];
  const head = first('.x-desk-head', page);
  if (head && head.dataset['group'] === last) head.remove();
  for (const row of all('.x-desk-row', page)) if (rowOf(row.dataset['id'] ?? '')) row.remove();
  const place = button.closest('.x-desk-more');
  place?.before(...[...page.body.childNodes].map((node) => document.importNode(node, true)));
  place?.remove();
  rowsMark();
}

async function forecastShow(): Promise<void> {
  const line = first('#x-desk-line');
  if (!line?.dataset['url']) return;
  const answer = await fetch(line.dataset['url'], { headers: FRAGMENT }).catch(() => null);
  if (!answer?.ok) return; // its place is kept, so that no row moves
  line.innerHTML = await answer.text();
  line.hidden = line.textContent?.trim() === '';
}

// --- many at once ------------------------------------------------------------------------------------------

function ticks(): HTMLInputElement[] {
  return all<HTMLInputElement>('#x-desk-list .x-desk-tick input:not(:disabled)');
}

function tickRange(box: HTMLInputElement, event: MouseEvent): void {
  if (event.shiftKey) tickBetween(ticks(), lastTick, box);
  lastTick = box;
  bulkShow();
}

function tickAll(checked: boolean): void {
  for (const box of ticks()) box.checked = checked;
  bulkShow();
}

function bulkShow(): void {
  const bar = first('#x-desk-bulk');
  const ticked = ticks().filter((box) => box.checked).length;
  listPane()?.classList.toggle('x-ticking', ticked > 0);
  if (!bar) return;
  bar.hidden = ticked === 0;
  const said = first('[data-desk-ticked]', bar);
  if (said) said.textContent = String(ticked);
}

async function bulkSend(form: HTMLFormElement, act: string): Promise<void> {
  if (busy) return;
  busy = true;
  const body = new FormData(form);
  body.set('act', act);
  try {
    const answer = await fetch(form.action, { method: 'POST', body, headers: { Accept: 'application/json' } });
    const told = (await answer.json()) as DoneMany;
    if (!answer.ok) return toastShow(told.message);
    const wasOpen = told.done.includes(Number(openId()));
    const next = wasOpen ? rows().find((row) => !told.done.includes(Number(row.dataset['id']))) : null;
    for (const id of told.done) rowDrop(String(id));
    if (told.undo) undoOffer(told.message, told.done.map((id) => `${id}:`));
    else toastShow(told.message);
    tickAll(false);
    if (wasOpen) await (next ? caseOpen(next.dataset['id'] ?? '', { said: told.message }) : listRenew({ open: true }));
  } finally {
    busy = false;
    for (const button of all<HTMLButtonElement>('button', form)) button.disabled = false;
  }
}

// --- photos, panes -----------------------------------------------------------------------------------------

function photos(): HTMLAnchorElement[] {
  return all<HTMLAnchorElement>('#x-desk-case .x-photos a:has(img)');
}

function photoClick(link: HTMLAnchorElement, event: MouseEvent): void {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  photoShow(photos().indexOf(link));
}

function photoShow(place: number): void {
  const dialog = first<HTMLDialogElement>('#x-desk-photo');
  const link = photos()[place];
  const image = dialog && first<HTMLImageElement>('img', dialog);
  const said = dialog && first('p', dialog);
  if (!dialog || !link || !image || !said) return;
  dialog.dataset['place'] = String(place);
  image.src = link.href;
  image.alt = first<HTMLImageElement>('img', link)?.alt ?? '';
  said.textContent = `${place + 1} / ${photos().length} · ${image.alt}`;
  if (!dialog.open) dialog.showModal();
}

function photoStep(by: number): void {
  const here = Number(first('#x-desk-photo')?.dataset['place'] ?? 0);
  photoShow(Math.min(Math.max(here + by, 0), photos().length - 1));
}

function photoKey(event: KeyboardEvent): void {
  const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (by) photoStep(by);
  else if (event.key === ' ') first<HTMLDialogElement>('#x-desk-photo')?.close();
  else return;
  event.preventDefault();
}

function fold(pane: 'list' | 'map'): void {
  if (!desk) return;
  const folded = new Set((desk.dataset['fold'] ?? '').split(' ').filter(Boolean));
  if (!folded.delete(pane)) folded.add(pane);
  desk.dataset['fold'] = [...folded].join(' ');
  localStorage.setItem(FOLDED, desk.dataset['fold']);
  dispatchEvent(new Event('resize')); // the map takes what is left
}

function foldRestore(): void {
  if (desk) desk.dataset['fold'] = localStorage.getItem(FOLDED) ?? '';
}

// --- the map, here or on another screen --------------------------------------------------------------------

function placeTell(): void {
  document.dispatchEvent(new CustomEvent('x:place', { detail: placeRead() }));
}

function placeRead(): unknown {
  const text = first('#x-desk-place')?.textContent;
  return text ? JSON.parse(text) : null;
}

function tell(): void {
  const id = openId();
  if (id) channel?.postMessage({ open: id });
}

function followStart(page: HTMLElement): void {
  let shown = '';
  const follow = async (id: string): Promise<void> => {
    if (id === shown) return;
    shown = id;
    page.dataset['shown'] = id;
    const answer = await fetch((page.dataset['partUrl'] ?? '').replace('/0', `/${id}`), { headers: FRAGMENT });
    if (!answer.ok) return;
    const part = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const near = first('#x-desk-near', part);
    if (near) put('#x-desk-near', near);
    const title = first('#x-desk-follow-title');
    if (title) title.textContent = first('#x-object', part)?.dataset['title'] ?? '';
    const place = first('#x-desk-place', part)?.textContent;
    document.dispatchEvent(new CustomEvent('x:place', { detail: place ? JSON.parse(place) : null }));
  };
  channel?.addEventListener('message', (event: MessageEvent<{ open?: string }>) => void (event.data.open && follow(event.data.open)));
  channel?.postMessage({ ask: true });
}
