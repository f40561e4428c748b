// The desk: shared pages, their keys and their live line. A map is fetched only where a page has one.
import './vendor.css';
import './desk.css';
import 'htmx.org';
import { copyStart } from './islands/copy';
import { all } from './islands/dom';
import { formStart } from './islands/form';
import { keyboardStart } from './islands/keyboard';
import { listStart } from './islands/list';
import { liveStart } from './islands/live';
import { painted } from './islands/painted';
import { maskStart } from './islands/mask';
import { placeStart } from './islands/place';
import { printStart } from './islands/print';
import { scrollStart } from './islands/scroll';
import { themeStart } from './islands/theme';
import { toastStart } from './islands/toast';
import { hintsStart } from './islands/hints';
import { bellStart } from './islands/bell';
import { workbenchStart } from './islands/workbench';
import { autosaveStart } from './islands/autosave';
import { phrasesStart } from './islands/phrases';
import { foldStart } from './islands/fold';

for (const start of [themeStart, keyboardStart, listStart, formStart, copyStart, maskStart, placeStart, printStart, toastStart, scrollStart, liveStart, hintsStart, bellStart, workbenchStart, phrasesStart, autosaveStart, foldStart]) start();

async function mapsStart(): Promise<void> {
  const waiting = all('.x-map[data-map]').filter((place) => !place.dataset['started']);
  if (waiting.length === 0) return;
  const [{ mapStart }, { mapDeskStart }, { mapFollowStart }] = await Promise.all([import('./map/island'), import('./map/desk'), import('./map/follow')]);
  const starts: Record<string, (place: HTMLElement) => void> = { desk: mapDeskStart, follow: mapFollowStart };
  const unstarted = waiting.filter((place) => !place.dataset['started']); // another call may have been waiting for the same modules
  for (const place of unstarted) (starts[place.dataset['map'] ?? ''] ?? mapStart)(place);
}

/** A map's frame is morphed, its drawing is not: the label above the pin follows the page. */
function mapsFollow(): void {
  for (const label of all('.x-map-pin b')) {
    label.textContent = label.closest<HTMLElement>('.x-map')?.dataset['featureLabel'] ?? '';
  }
}

// A map takes long to fetch and to draw, and a page is read before it.
void painted.then(mapsStart);
document.addEventListener('htmx:after:swap', () => {
  mapsFollow();
  void mapsStart();
});
