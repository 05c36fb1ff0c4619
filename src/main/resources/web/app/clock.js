// One clock for all relative times: it ticks once a second while the page is visible.
import { signal } from '../vendor/vendor.js';

export const now = signal(Date.now());

setInterval(() => {
  if (!document.hidden) now.value = Date.now();
}, 1000);
document.addEventListener('visibilitychange', () => { now.value = Date.now(); });
