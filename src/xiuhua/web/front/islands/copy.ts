// Copies a code. The clipboard API needs a secure page; an old selection does not.
import { on } from './dom';

export function copyStart(): void {
  on('click', '[data-copy]', (button) => void copy(button));
}

async function copy(button: HTMLElement): Promise<void> {
  const text = button.dataset['copy'] ?? '';
  if (navigator.clipboard) await navigator.clipboard.writeText(text);
  else copyBySelection(text);
  button.classList.add('x-copied');
  setTimeout(() => button.classList.remove('x-copied'), 2000);
}

function copyBySelection(text: string): void {
  const box = document.createElement('textarea');
  box.value = text;
  box.className = 'x-sr';
  document.body.append(box);
  box.select();
  document.execCommand('copy');
  box.remove();
}
