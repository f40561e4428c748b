// The editor of a document writes its draft down two seconds after the last key; keeping a version is the person's act.
import { clockWords, filled, first, on } from './dom';

const PAUSE_MS = 2000;
let waiting: ReturnType<typeof setTimeout> | undefined;

export function autosaveStart(): void {
  on('input', '[data-autosave] form', (form) => {
    clearTimeout(waiting);
    waiting = setTimeout(() => void save(form as HTMLFormElement), PAUSE_MS);
  });
  on('submit', '[data-autosave] form', () => clearTimeout(waiting));
}

async function save(form: HTMLFormElement): Promise<void> {
  const editor = form.closest<HTMLElement>('[data-autosave]');
  if (!editor) return;
  say(editor, 'saving', {});
  const word = (name: string) => String(new FormData(form).get(name) ?? '');
  const draft = { title: word('title'), addressee: word('addressee'), issuer: word('issuer'), body: word('body'), seen: editor.dataset['stamp'] ?? '' };
  try {
    const headers = { 'Content-Type': 'application/json', 'X-CSRFToken': word('csrfmiddlewaretoken') };
    const answer = await fetch(editor.dataset['autosave'] ?? '', { method: 'PUT', headers, body: JSON.stringify(draft) });
    const told = (await answer.json()) as { stamp?: string; message?: string };
    if (!answer.ok) return say(editor, 'failed', { why: told.message ?? String(answer.status) });
    editor.dataset['stamp'] = told.stamp ?? '';
    say(editor, 'done', { time: clockWords() });
  } catch {
    say(editor, 'failed', { why: '—' });
  }
}

function say(editor: HTMLElement, what: string, words: Record<string, string>): void {
  const line = first('[data-saved]', editor);
  if (line) line.textContent = filled(line.dataset[what] ?? '', words);
}
