// Light, dark, or as the machine has it. The server sets the attribute from the cookie, so nothing flashes.
import { all, cookieKeep, on } from './dom';

const root = document.documentElement;
const machine = matchMedia('(prefers-color-scheme: dark)');

export function themeStart(): void {
  on('click', '[data-theme]', (button) => choose(button.dataset['theme'] ?? 'auto'));
  machine.addEventListener('change', announce);
}

function choose(wanted: string): void {
  const theme = wanted === 'toggle' ? (isDark() ? 'light' : 'dark') : wanted;
  cookieKeep('xh_theme', theme);
  root.dataset['bsTheme'] = theme;
  for (const button of all('.x-float [data-theme]')) button.setAttribute('aria-pressed', String(button.dataset['theme'] === theme));
  announce();
}

function isDark(): boolean {
  const theme = root.dataset['bsTheme'];
  return theme === 'auto' ? machine.matches : theme !== 'light';
}

/** Tell what reads its colours from tokens once, such as a map. */
function announce(): void {
  document.dispatchEvent(new CustomEvent('x:theme'));
}
