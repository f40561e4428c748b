// The live line: the server says which subjects changed, the page asks for those it shows and morphs them in place.
import htmx from 'htmx.org';
import { inboxOf } from './bell';
import { all, clockWords, filled, first, on } from './dom';
import { toastShow } from './toast';

interface Frame {
  leaf: number;
  subjects?: string[];
  reload?: true; // more than can be named
}

type LineState = 'connecting' | 'live' | 'stale';

const STALE_AFTER_MS = 10_000;
const SILENT_AFTER_MS = 45_000; // three missed beats
const HIDDEN_FOR_MS = 30_000; // an open line per hidden tab would use up a browser's six connections
const FRAGMENT = { 'HX-Request': 'true', 'HX-Request-Type': 'partial' };

let line: EventSource | null = null;
let retryMs = 1000;
let lostAt: Date | null = null;
let heardAt = 0;
let beats = false;
let unseen = new Set<string>();
const wanted = new Set<string>();
let collecting = 0;

export function liveStart(): void {
  const dot = first('.x-live[data-events]');
  const url = dot?.dataset['events'];
  if (!url) return;
  lineOpen(url);
  visibilityWatch(url);
  setInterval(() => lineWatch(url), 2000);
  addEventListener('pagehide', lineClose);
  addEventListener('pageshow', (event) => void (event.persisted && lineOpen(url)));
  on('click', '[data-news]', () => void listRenew());
  document.addEventListener('x:refresh' as keyof DocumentEventMap, (event) => void objectRefresh((event as CustomEvent).detail?.anew));
}

// --- the line ----------------------------------------------------------------------------------------------

function lineOpen(url: string): void {
  line?.close();
  line = new EventSource(url);
  line.onopen = () => lineUp();
  line.addEventListener('sealed', (event) => frameHeard(event as MessageEvent<string>));
  line.addEventListener('beat', () => {
    beats = true;
    heardAt = Date.now();
  });
  line.onerror = () => lineDown(url);
}

function lineClose(): void {
  line?.close();
  line = null;
}

function lineUp(): void {
  heardAt = Date.now();
  retryMs = 1000;
  if (lostAt) everythingRefresh(); // what happened meanwhile was not said to us
  lostAt = null;
  stateShow('live');
}

function lineDown(url: string): void {
  lostAt ??= new Date();
  stateShow(Date.now() - lostAt.getTime() > STALE_AFTER_MS ? 'stale' : 'connecting');
  if (line?.readyState !== EventSource.CLOSED) return; // the browser tries again by itself
  lineClose();
  setTimeout(() => document.hidden || line || lineOpen(url), retryMs * (0.75 + Math.random() / 2));
  retryMs = Math.min(retryMs * 2, 30_000);
}

function lineWatch(url: string): void {
  if (beats && line && !lostAt && Date.now() - heardAt > SILENT_AFTER_MS) {
    lostAt = new Date(heardAt);
    lineOpen(url);
  }
  if (lostAt && Date.now() - lostAt.getTime() > STALE_AFTER_MS) stateShow('stale');
}

function visibilityWatch(url: string): void {
  let rest = 0;
  document.addEventListener('visibilitychange', () => {
    clearTimeout(rest);
    if (document.hidden) {
      rest = window.setTimeout(() => {
        lostAt ??= new Date();
        lineClose();
      }, HIDDEN_FOR_MS);
    } else if (!line) {
      lineOpen(url);
    }
  });
}

function stateShow(state: LineState): void {
  const dot = first('.x-live');
  if (dot) dot.dataset['state'] = state;
  const bar = first('#x-stale');
  if (!bar) return;
  const said = first('[data-sentence]', bar);
  if (said && lostAt) said.textContent = filled(said.dataset['sentence'] ?? '', { time: clockWords(lostAt) });
  bar.hidden = state !== 'stale';
  first('.x-main')?.classList.toggle('x-stale-figures', state === 'stale');
}

// --- what was said -----------------------------------------------------------------------------------------

/** Frames that come close together are answered with one request. */
function frameHeard(event: MessageEvent<string>): void {
  heardAt = Date.now();
  const frame = JSON.parse(event.data) as Frame;
  if (frame.reload) return everythingRefresh();
  for (const subject of frame.subjects ?? []) wanted.add(subject);
  clearTimeout(collecting);
  collecting = window.setTimeout(() => {
    const subjects = new Set(wanted);
    wanted.clear();
    document.dispatchEvent(new CustomEvent('x:sealed', { detail: subjects }));
    void objectRefresh(false, subjects);
    void rowsRefresh(subjects);
  }, 80);
}

function everythingRefresh(): void {
  document.dispatchEvent(new CustomEvent('x:sealed', { detail: null }));
  void objectRefresh(false);
  const list = first('#x-list');
  if (list) void rowsRefresh(new Set(all('[data-subject]', list).map((row) => row.dataset['subject'] ?? '')));
}

// --- an object ---------------------------------------------------------------------------------------------

async function objectRefresh(anew: boolean, subjects?: Set<string>): Promise<void> {
  const object = first('#x-object[data-live-url]');
  if (!object || (subjects && !subjects.has(object.dataset['subject'] ?? ''))) return;
  const before = factsOf(object);
  const newest = newestOf(object);
  for (const form of all('.x-fact form', object)) {
    if (anew) form.closest('.x-fact')?.removeAttribute('hx-morph-skip');
    else form.closest('.x-fact')?.setAttribute('hx-morph-skip', ''); // somebody is typing there
  }
  await htmx.ajax('GET', object.dataset['liveUrl'] ?? location.href, { source: object, target: object, swap: 'outerMorph' });
  if (!anew) changesShow(before, newest);
}

function factsOf(object: HTMLElement): Map<string, string> {
  return new Map(all('.x-fact[id]', object).map((fact) => [fact.id, fact.textContent ?? '']));
}

function newestOf(object: HTMLElement): string {
  return first('.x-story > li', object)?.dataset['entry'] ?? '';
}

/** Mark what is different for some seconds, and say once who did it. */
function changesShow(before: Map<string, string>, newest: string): void {
  const object = first('#x-object');
  if (!object) return;
  for (const fact of all('.x-fact[id]', object)) {
    if (before.get(fact.id) === fact.textContent || first('form', fact)) continue;
    fact.classList.add('x-changed');
    setTimeout(() => fact.classList.remove('x-changed'), 4000);
  }
  const entry = first('.x-story > li', object);
  if (entry && newestOf(object) !== newest && entry.dataset['mine'] !== 'yes') toastShow(entry.dataset['said'] ?? '');
}

// --- a list ------------------------------------------------------------------------------------------------

/** Rows on the page are renewed where they stand; what else changed is only counted, so that nothing jumps. */
async function rowsRefresh(subjects: Set<string>): Promise<void> {
  const list = first('#x-list[data-live-url]');
  if (!list) return;
  const kind = `${list.dataset['kind']}:`;
  const shown = all('tr[data-subject]', list).filter((row) => subjects.has(row.dataset['subject'] ?? ''));
  const here = new Set(shown.map((row) => row.dataset['subject']));
  for (const subject of subjects) if (subject.startsWith(kind) && !here.has(subject)) unseen.add(subject);
  if (kind === 'notice:' && subjects.has(inboxOf())) unseen.add(inboxOf()); // somebody told me something
  newsShow(list);
  if (shown.length === 0) return;
  const answer = await fetch(list.dataset['liveUrl'] ?? location.href, { headers: { ...FRAGMENT, Accept: 'text/html' } });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  for (const row of shown) rowRenew(row, page);
}

function rowRenew(row: HTMLElement, page: Document): void {
  const subject = row.dataset['subject'] ?? '';
  const fresh = first(`tr[data-subject="${CSS.escape(subject)}"]`, page);
  if (!fresh) {
    unseen.add(subject); // it no longer fits the filter or has moved to another page
  } else if (fresh.textContent !== row.textContent) {
    const focused = row.contains(document.activeElement);
    const ticked = first<HTMLInputElement>('.x-tick input', row)?.checked;
    row.replaceChildren(...fresh.childNodes);
    row.classList.add('x-moved');
    setTimeout(() => row.classList.remove('x-moved'), 4000);
    const box = first<HTMLInputElement>('.x-tick input', row);
    if (box && ticked) box.checked = true;
    if (focused) first('.x-row-link', row)?.focus();
    htmx.process(row);
  }
}

function newsShow(list: HTMLElement): void {
  const bar = first('.x-news', list);
  const said = bar && first('[data-sentence]', bar);
  if (!bar || !said || unseen.size === 0) return;
  said.textContent = filled(said.dataset['sentence'] ?? '', { count: String(unseen.size) });
  bar.hidden = false;
}

async function listRenew(): Promise<void> {
  const list = first('#x-list[data-live-url]');
  if (!list) return;
  unseen = new Set();
  await htmx.ajax('GET', list.dataset['liveUrl'] ?? location.href, { source: list, target: list, swap: 'outerMorph' });
}
