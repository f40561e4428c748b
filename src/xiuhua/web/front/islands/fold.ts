// What is folded away on a phone stands open where there is room; it is fetched when it opens.
import { all } from './dom';

const WIDE = '(min-width: 768px)';

export function foldStart(): void {
  const open = (): void => {
    if (!matchMedia(WIDE).matches) return;
    for (const fold of all<HTMLDetailsElement>('details[data-open-wide]')) {
      if (fold.dataset['opened']) continue;
      fold.dataset['opened'] = 'yes'; // whoever closes it keeps it closed
      fold.open = true;
    }
  };
  open();
  document.addEventListener('htmx:after:swap', open);
}
