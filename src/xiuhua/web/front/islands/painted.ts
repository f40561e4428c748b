// When a page was painted for the first time: what nobody has to wait for waits until then.
const PATIENCE_MS = 1500; // a page in the background is not painted

/** Resolves once something of the page was seen. */
export const painted: Promise<void> = new Promise((resolve) => {
  if (!('PerformanceObserver' in window) || !PerformanceObserver.supportedEntryTypes?.includes('paint')) {
    requestAnimationFrame(() => setTimeout(resolve));
    return;
  }
  new PerformanceObserver((entries, observer) => {
    if (entries.getEntriesByName('first-contentful-paint').length === 0) return;
    observer.disconnect();
    resolve();
  }).observe({ type: 'paint', buffered: true });
  setTimeout(resolve, PATIENCE_MS);
});
