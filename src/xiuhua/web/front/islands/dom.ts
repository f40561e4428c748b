// Small words over the DOM. Listeners sit on the document, so content that htmx swaps in needs no second set-up.

type Delegated<E extends Event> = (element: HTMLElement, event: E) => void;

/** Run `react` when an event happens at or inside an element that matches. */
export function on<K extends keyof DocumentEventMap>(type: K, selector: string, react: Delegated<DocumentEventMap[K]>): void {
  document.addEventListener(type, (event) => {
    const found = event.target instanceof Element ? event.target.closest<HTMLElement>(selector) : null;
    if (found) react(found, event);
  });
}

export function first<E extends HTMLElement = HTMLElement>(selector: string, inside: ParentNode = document): E | null {
  return inside.querySelector<E>(selector);
}

export function all<E extends HTMLElement = HTMLElement>(selector: string, inside: ParentNode = document): E[] {
  return [...inside.querySelectorAll<E>(selector)];
}

export function cookieKeep(name: string, value: string): void {
  const secure = location.protocol === 'https:' ? '; secure' : '';
  document.cookie = `${name}=${value}; path=/; max-age=31536000; samesite=lax${secure}`;
}

/** Whether a key press belongs to what somebody is typing. */
export function isTyping(event: KeyboardEvent): boolean {
  const at = event.target;
  return event.isComposing || (at instanceof HTMLElement && at.matches('input:not([type=checkbox]), textarea, select, [contenteditable]'));
}

/** The hour and minute of now, as the page prints them. */
export function clockWords(at: Date = new Date()): string {
  return [at.getHours(), at.getMinutes()].map((part) => String(part).padStart(2, '0')).join(':');
}

/** Put words into the gaps of a translated sentence that waits in the page. */
export function filled(sentence: string, words: Record<string, string>): string {
  return sentence.replace(/\{(\w+)\}/g, (gap, name: string) => words[name] ?? gap);
}

/** Let every box between the last one and this one be ticked as this one is. */
export function tickBetween(boxes: HTMLInputElement[], last: HTMLInputElement | null, box: HTMLInputElement): void {
  if (!last || !boxes.includes(last)) return;
  const [from, to] = [boxes.indexOf(last), boxes.indexOf(box)].sort((a, b) => a - b) as [number, number];
  for (const between of boxes.slice(from, to + 1)) between.checked = box.checked;
}
