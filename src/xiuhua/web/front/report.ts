// The residents' pages: place, draft, photos, what others met, and a report that waits for the network.
// Telephones with a Chromium of 87 run it, so it uses nothing younger than that.
const DRAFT = 'xh-report-draft';
const KEPT = ['text', 'matter', 'address', 'longitude', 'latitude', 'name', 'phone', 'client_id'];
const STORE = 'reports';
const PATIENCE_MS = 20_000;

interface Waiting {
  id: string;
  fields: [string, string][];
  photos: File[];
}

function one<T extends Element>(selector: string, within: ParentNode = document): T | null {
  return within.querySelector<T>(selector);
}

function filled(sentence: string, words: Record<string, string>): string {
  return sentence.replace(/\{(\w+)\}/g, (_whole, name: string) => words[name] ?? '');
}

function cookie(name: string): string {
  const found = document.cookie.split('; ').find((part) => part.startsWith(`${name}=`));
  return found ? decodeURIComponent(found.slice(name.length + 1)) : '';
}

// --- large print ---

function largeStart(): void {
  const button = one<HTMLButtonElement>('[data-large]');
  if (!button) return;
  button.hidden = false;
  button.addEventListener('click', () => {
    const large = document.documentElement.classList.toggle('x-large-print');
    button.setAttribute('aria-pressed', String(large));
    document.cookie = `xh_large=${large ? 1 : 0}; path=/r; max-age=31536000; SameSite=Lax`;
  });
}

// --- photos ---

function photosStart(): void {
  document.querySelectorAll<HTMLInputElement>('[data-photos]').forEach((input) => {
    const thumbs = one('[data-thumbs]', input.form ?? document);
    input.addEventListener('change', () => {
      if (!thumbs) return;
      thumbs.textContent = '';
      for (const file of Array.from(input.files ?? [])) {
        const picture = document.createElement('img');
        picture.alt = file.name;
        picture.src = URL.createObjectURL(file);
        picture.addEventListener('load', () => URL.revokeObjectURL(picture.src));
        thumbs.append(picture);
      }
    });
  });
}

// --- the form ---

class Report {
  constructor(private readonly form: HTMLFormElement) {}

  start(): void {
    this.draftTake();
    this.form.addEventListener('input', () => this.draftKeep());
    this.form.addEventListener('submit', (event) => {
      event.preventDefault();
      void this.send();
    });
    this.placeStart();
    this.mapStart();
    if (this.input('longitude')?.value) void this.nearShow();
  }

  private input(name: string): HTMLInputElement | null {
    const found = this.form.elements.namedItem(name);
    return found instanceof HTMLInputElement || found instanceof HTMLTextAreaElement ? (found as HTMLInputElement) : null;
  }

  private draftTake(): void {
    let kept: Record<string, string> = {};
    try {
      kept = JSON.parse(localStorage.getItem(DRAFT) ?? '{}') as Record<string, string>;
    } catch {
      return;
    }
    for (const name of KEPT) {
      const input = this.input(name);
      const value = kept[name];
      if (input && value && (!input.value || name === 'client_id')) input.value = value;
    }
  }

  private draftKeep(): void {
    const kept: Record<string, string> = {};
    for (const name of KEPT) kept[name] = this.input(name)?.value ?? '';
    try {
      localStorage.setItem(DRAFT, JSON.stringify(kept));
    } catch {
      // A private window keeps nothing: then the page itself is the draft.
    }
  }

  private draftForget(): void {
    try {
      localStorage.removeItem(DRAFT);
    } catch {
      // as above
    }
  }

  // --- where ---

  private say(what: string, words: Record<string, string> = {}): void {
    const line = one<HTMLElement>('[data-place]', this.form);
    if (line) line.textContent = filled(line.dataset[what] ?? '', words);
  }

  private placeStart(): void {
    const button = one<HTMLButtonElement>('[data-my-place]', this.form);
    if (!button || !('geolocation' in navigator) || !window.isSecureContext) return;
    button.hidden = false;
    button.addEventListener('click', () => {
      this.say('waiting');
      navigator.geolocation.getCurrentPosition(
        (found) => {
          this.say('found', { metres: String(Math.max(1, Math.round(found.coords.accuracy))) });
          this.placePut(found.coords.longitude, found.coords.latitude);
        },
        (fault) => this.say(fault.code === fault.PERMISSION_DENIED ? 'denied' : 'lost'),
        { enableHighAccuracy: true, timeout: PATIENCE_MS, maximumAge: 0 },
      );
    });
  }

  private placePut(longitude: number, latitude: number): void {
    const x = this.input('longitude');
    const y = this.input('latitude');
    if (!x || !y) return;
    x.value = longitude.toFixed(6);
    y.value = latitude.toFixed(6);
    this.draftKeep();
    void this.nearShow();
  }

  private mapStart(): void {
    const button = one<HTMLButtonElement>('[data-open-map]', this.form);
    const map = one<HTMLElement>('[data-map]', this.form);
    if (!button || !map || !('fetch' in window)) return;
    button.hidden = false;
    button.addEventListener('click', () => void this.mapDraw(map));
    map.addEventListener('click', (event) => {
      const drawn = one<SVGElement>('svg', map);
      if (!drawn) return;
      const box = drawn.getBoundingClientRect();
      const side = drawn.dataset;
      const [west, south, east, north] = [side['west'], side['south'], side['east'], side['north']].map(Number) as [number, number, number, number];
      const longitude = west + ((event.clientX - box.left) / box.width) * (east - west);
      const latitude = north - ((event.clientY - box.top) / box.height) * (north - south);
      this.say('tapped');
      this.placePut(longitude, latitude);
      void this.mapDraw(map);
    });
  }

  /** The map is asked for only when somebody wants it; tapping near its edge moves it. */
  private async mapDraw(map: HTMLElement): Promise<void> {
    const asked = new URLSearchParams();
    for (const name of ['longitude', 'latitude']) {
      const value = this.input(name)?.value;
      if (value) asked.set(name, value);
    }
    const answer = await fetch(`${this.form.dataset['sketch'] ?? ''}?${asked.toString()}`).catch(() => null);
    if (!answer?.ok) return;
    const drawn = new DOMParser().parseFromString(await answer.text(), 'image/svg+xml').documentElement;
    map.textContent = '';
    map.append(document.importNode(drawn, true));
    map.hidden = false;
  }

  // --- what others met ---

  private async nearShow(): Promise<void> {
    const list = one<HTMLElement>('[data-near-list]', this.form);
    const items = one<HTMLElement>('[data-near-items]', this.form);
    if (!list || !items) return;
    const asked = new URLSearchParams({
      longitude: this.input('longitude')?.value ?? '',
      latitude: this.input('latitude')?.value ?? '',
    });
    const answer = await fetch(`${this.form.dataset['near'] ?? ''}?${asked.toString()}`, { headers: { Accept: 'application/json' } }).catch(() => null);
    if (!answer?.ok) return;
    const told = (await answer.json()) as { near: { case: number; matter: string; metres: number; on: string; step: string }[] };
    items.textContent = '';
    for (const near of told.near) {
      const away = filled(items.dataset['away'] ?? '', { metres: String(near.metres) });
      items.append(choice(String(near.case), `${items.dataset['join'] ?? ''}: ${near.matter} · ${away} · ${near.on} · ${near.step}`, false));
    }
    if (told.near.length) items.append(choice('', items.dataset['other'] ?? '', true));
    list.hidden = told.near.length === 0;
  }

  // --- sending ---

  private async send(): Promise<void> {
    const button = one<HTMLButtonElement>('[data-send]', this.form);
    if (button) button.disabled = true;
    const told = new FormData(this.form);
    try {
      const answer = await posted(this.form.action, told);
      const said = (await answer.json()) as { url?: string; message?: string; fields?: Record<string, string> };
      if (answer.ok && said.url) {
        this.draftForget();
        location.assign(said.url);
        return;
      }
      this.fault(said.message ?? this.form.dataset['failed'] ?? '');
      this.mark(Object.keys(said.fields ?? {}));
    } catch {
      await this.keep(told);
    }
    if (button) button.disabled = false;
  }

  private async keep(told: FormData): Promise<void> {
    const fields: [string, string][] = [];
    const photos: File[] = [];
    told.forEach((value, name) => {
      if (value instanceof File) {
        if (value.size) photos.push(value);
      } else if (name !== 'csrfmiddlewaretoken' && name !== 'made') fields.push([name, value]);
    });
    try {
      await waitingPut({ id: String(told.get('client_id')), fields, photos });
    } catch {
      this.fault(this.form.dataset['failed'] ?? '');
      return;
    }
    this.draftForget();
    this.form.reset();
    const id = this.input('client_id');
    if (id) id.value = fresh();
    this.fault(this.form.dataset['kept'] ?? '');
    await queueShow();
  }

  /** Marks what is wrong, so that it is found again below the sentence that says so. */
  private mark(names: string[]): void {
    for (const field of this.form.querySelectorAll<HTMLInputElement>('input[name], textarea[name]')) {
      if (names.includes(field.name)) field.setAttribute('aria-invalid', 'true');
      else field.removeAttribute('aria-invalid');
    }
  }

  private fault(said: string): void {
    const box = one<HTMLElement>('[data-fault]');
    if (!box) return;
    box.textContent = said;
    box.hidden = !said;
    box.focus();
  }
}

function choice(value: string, words: string, checked: boolean): HTMLElement {
  const label = document.createElement('label');
  label.className = 'p-near';
  const input = document.createElement('input');
  input.type = 'radio';
  input.name = 'met';
  input.value = value;
  input.checked = checked;
  label.append(input, words);
  return label;
}

function posted(url: string, told: FormData): Promise<Response> {
  told.set('csrfmiddlewaretoken', cookie('xh_csrf'));
  return fetch(url, { method: 'POST', body: told, headers: { Accept: 'application/json' }, credentials: 'same-origin' });
}

/** A UUID of version 7: time first, then chance. */
function fresh(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  let at = Date.now();
  for (let place = 5; place >= 0; place -= 1) {
    bytes[place] = at % 256;
    at = Math.floor(at / 256);
  }
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

// --- what waits for the network ---

function store(): Promise<IDBDatabase> {
  return new Promise((done, failed) => {
    const asked = indexedDB.open('xh-residents', 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE, { keyPath: 'id' });
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error ?? new Error('no store'));
  });
}

async function within<T>(mode: IDBTransactionMode, act: (kept: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const opened = await store();
  try {
    return await new Promise<T>((done, failed) => {
      const asked = act(opened.transaction(STORE, mode).objectStore(STORE));
      asked.onsuccess = () => done(asked.result);
      asked.onerror = () => failed(asked.error ?? new Error('no store'));
    });
  } finally {
    opened.close();
  }
}

const waitingPut = (report: Waiting): Promise<IDBValidKey> => within('readwrite', (kept) => kept.put(report));
const waitingAll = (): Promise<Waiting[]> => within('readonly', (kept) => kept.getAll() as IDBRequest<Waiting[]>);
const waitingDrop = (id: string): Promise<undefined> => within('readwrite', (kept) => kept.delete(id));

async function queueShow(sent = ''): Promise<void> {
  const bar = one<HTMLElement>('[data-queue]');
  if (!bar) return;
  const count = (await waitingAll().catch(() => [])).length;
  bar.textContent = count ? filled(bar.dataset['waiting'] ?? '', { count: String(count) }) : '';
  if (sent) {
    const link = document.createElement('a');
    link.href = sent;
    link.textContent = bar.dataset['open'] ?? '';
    bar.append(count ? ' ' : `${bar.dataset['sent'] ?? ''} · `, link);
  }
  bar.hidden = !bar.textContent;
}

/** What is refused goes back into the form, with the reason. */
function putBack(report: Waiting, why: string): void {
  for (const [name, value] of report.fields) {
    const input = one<HTMLInputElement>(`[data-report] [name="${name}"]`);
    if (input && KEPT.includes(name)) input.value = value;
  }
  const box = one<HTMLElement>('[data-fault]');
  if (!box) return;
  box.textContent = why;
  box.hidden = !why;
}

/** Sends what waits. The same client_id is the same report, so sending twice changes nothing. */
async function queueSend(url: string): Promise<void> {
  let sent = '';
  for (const report of await waitingAll().catch(() => [])) {
    const told = new FormData();
    for (const [name, value] of report.fields) told.append(name, value);
    for (const photo of report.photos) told.append('photo', photo, photo.name);
    const answer = await posted(url, told).catch(() => null);
    if (!answer) break;
    const said = (await answer.json().catch(() => ({}))) as { url?: string; message?: string };
    if (answer.ok && said.url) sent = said.url;
    const refused = answer.status >= 400 && answer.status < 500 && answer.status !== 429 && answer.status !== 403;
    if (refused) putBack(report, said.message ?? '');
    if (answer.ok || refused) await waitingDrop(report.id);
  }
  await queueShow(sent);
}

largeStart();
photosStart();
const form = one<HTMLFormElement>('[data-report]');
if (form) {
  new Report(form).start();
  void queueSend(form.action);
  window.addEventListener('online', () => void queueSend(form.action));
}
