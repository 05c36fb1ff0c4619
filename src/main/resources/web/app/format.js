// Numbers, sizes and times as text. Pure functions; the page's language decides separators and date formats.

const numbers = new Intl.NumberFormat();
const relative = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' });
const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const otherDay = new Intl.DateTimeFormat(undefined, { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' });
const dayAndClock = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });

export const NONE = '–';

/** 218714 → "218,714". */
export const count = n => n === undefined || n === null ? NONE : numbers.format(n);

/** Bytes in decimal units, as kubectl shows them: 41000000 → "41 MB". */
export function bytes(n) {
  if (n === undefined || n === null) return NONE;
  const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];
  let unit = 0;
  let value = n;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  const digits = unit > 0 && value < 10 ? 1 : 0;
  return `${value.toFixed(digits)} ${units[unit]}`;
}

export const rate = perSecond => perSecond === undefined || perSecond === null ? NONE : `${bytes(perSecond)}/s`;

/** Seconds as "4 m 12 s". */
export function duration(seconds) {
  if (seconds === undefined || seconds === null || !Number.isFinite(seconds)) return NONE;
  if (seconds < 1) return `${Math.max(0, Math.round(seconds * 1000))} ms`;
  if (seconds < 10) return `${Number(seconds.toFixed(1))} s`;
  const s = Math.round(seconds);
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} m ${s % 60} s`;
  if (s < 86400) return `${Math.floor(s / 3600)} h ${Math.floor((s % 3600) / 60)} m`;
  return `${Math.floor(s / 86400)} d ${Math.floor((s % 86400) / 3600)} h`;
}

/** "3 hours ago", "in 2 days". */
export function ago(time, now = Date.now()) {
  if (!time) return NONE;
  const seconds = (new Date(time).getTime() - now) / 1000;
  const size = Math.abs(seconds);
  if (size < 45) return seconds <= 0 ? 'just now' : 'in a moment';
  if (size < 3600) return relative.format(Math.round(seconds / 60), 'minute');
  if (size < 86400) return relative.format(Math.round(seconds / 3600), 'hour');
  return relative.format(Math.round(seconds / 86400), 'day');
}

/** The same for a time that has been. The clock of the server may be ahead of this one. */
export const since = (time, now = Date.now()) => ago(time, Math.max(now, new Date(time).getTime()));

/** The absolute time, for a hover and for readers of the screen. */
export const absolute = time => (time ? dayAndClock.format(new Date(time)) : NONE);

/** The clock time, with the day if it is not today. */
export function at(time, now = new Date()) {
  if (!time) return NONE;
  const date = new Date(time);
  return date.toDateString() === now.toDateString() ? clock.format(date) : otherDay.format(date);
}

/** Percent of a part; null if the whole is not known. */
export const percent = (part, whole) => (whole > 0 ? Math.min(100, Math.floor((part / whole) * 100)) : null);

const INVISIBLE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/** Text from outside, with its control characters shown instead of obeyed. */
export const safe = text => String(text ?? '').replace(INVISIBLE, '\u241b');
