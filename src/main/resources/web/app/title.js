// The title and the icon of the tab show how far the run is, and how it ended. If nobody looks, a notification
// tells that it has ended, or waits for a person.
import { signal } from '../vendor/vendor.js';
import { syncState, runState, ENDED } from './words.js';

const COLOURS = { done: '#1a7f37', fail: '#b42318', wait: '#8a5a00', run: '#0b5cad', idle: '#868e99' };
let watched = '';

export function watchTitle(name, sync, run) {
  if (!sync) return;
  const goesOn = run && !ENDED.has(run.phase);
  const { look, word } = syncState(sync);
  const moves = goesOn && look !== 'wait'; // what waits for a person has no percent that says anything
  document.title = moves ? `${run.progress?.percent ?? 0} % ${name}` : `${word} · ${name}`;
  icon(look, moves ? run.progress?.percent ?? 0 : 100);
  if (!run) return;
  const { word: now } = runState(run);
  const asks = run.phase === 'AwaitingApproval';
  if (watched === run.name && (asks || !goesOn)) notify(`${name}: ${now}`, run);
  watched = goesOn && !asks ? run.name : '';
}

function notify(title, { name, message }) {
  if (document.hidden && globalThis.Notification?.permission === 'granted') new Notification(title, { body: message ?? '', tag: name });
}

/** The page of all syncs: how many of them need a person, and the look of the worst. */
export function titleOfList(number, look) {
  document.title = `${number ? `(${number}) ` : ''}Syncs · databasesync`;
  icon(look, 100);
}

const ANSWERS = { granted: 'You are notified when a run ends', denied: 'Your browser refuses notifications of this page', absent: 'This browser has no notifications' };

/** What the browser says about notifications; empty if nobody has asked. */
export const notifications = signal(ANSWERS[globalThis.Notification?.permission] ?? '');

/** Asks for the right to notify; has to be called by a click. */
export async function askToNotify() {
  notifications.value = ANSWERS[globalThis.Notification ? await Notification.requestPermission() : 'absent'] ?? '';
}

function icon(look, percent) {
  const length = 2 * Math.PI * 12;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><circle cx="16" cy="16" r="12" fill="none" stroke="#9994" stroke-width="7"/>`
    + `<circle cx="16" cy="16" r="12" fill="none" stroke="${COLOURS[look]}" stroke-width="7" stroke-dasharray="${(length * percent) / 100} ${length}" transform="rotate(-90 16 16)"/></svg>`;
  document.querySelector('link[rel="icon"]').href = `data:image/svg+xml,${encodeURIComponent(svg)}`;
}
