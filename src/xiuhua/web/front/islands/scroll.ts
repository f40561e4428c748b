// Panes scroll by themselves, and a browser restores only the page: keep each pane's place for Back.
import { all } from './dom';

const PANES = '[data-keep-scroll]';

export function scrollStart(): void {
  const [entry] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
  if (entry?.type === 'back_forward' || entry?.type === 'reload') {
    for (const pane of all(PANES)) pane.scrollTop = Number(sessionStorage.getItem(placeOf(pane)) ?? 0);
  }
  tabsShow();
  document.addEventListener('htmx:after:swap', tabsShow);
  addEventListener('pagehide', () => {
    for (const pane of all(PANES)) sessionStorage.setItem(placeOf(pane), String(pane.scrollTop));
  });
}

/** A row of tabs is longer than a phone is wide: bring the current one into it. */
function tabsShow(): void {
  for (const tab of all('.x-neighbours-row [aria-current], .x-tabs [aria-current]')) {
    const row = tab.parentElement;
    if (row && row.scrollWidth > row.clientWidth) {
      row.scrollLeft = tab.offsetLeft - row.offsetLeft - (row.clientWidth - tab.offsetWidth) / 2;
    }
  }
}

function placeOf(pane: HTMLElement): string {
  return `xh_scroll:${pane.dataset['keepScroll']}:${location.pathname}${location.search}`;
}
