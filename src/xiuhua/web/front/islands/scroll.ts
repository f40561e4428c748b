// Panes scroll by themselves, and a browser restores only the page: keep each pane's place for Back.
import { all } from './dom';

const PANES = '[data-keep-scroll]';

export function scrollStart(): void {
  const [entry] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
  if (entry?.type === 'back_forward' || entry?.type === 'reload') {
    for (const pane of all(PANES)) pane.scrollTop = Number(sessionStorage.getItem(placeOf(pane)) ?? 0);
  }
  addEventListener('pagehide', () => {
    for (const pane of all(PANES)) sessionStorage.setItem(placeOf(pane), String(pane.scrollTop));
  });
}

function placeOf(pane: HTMLElement): string {
  return `xh_scroll:${pane.dataset['keepScroll']}:${location.pathname}${location.search}`;
}
