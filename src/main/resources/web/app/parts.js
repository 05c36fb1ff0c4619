// The small parts of which all pages are made.
import { html, useState, useRef, useEffect } from '../vendor/vendor.js';
import { now } from './clock.js';
import { NONE, absolute, safe, since } from './format.js';
import * as icons from './icons.js';

/** Text that comes from a database or a manifest: isolated, and without control characters. */
export const Text = ({ children }) => html`<bdi>${safe(children)}</bdi>`;

/** A time relative to now; the absolute time on hover. */
export const Ago = ({ time }) => (time
  ? html`<time dateTime=${time} title=${absolute(time)}>${since(time, now.value)}</time>`
  : html`<span class="muted">never</span>`);

/** A state: colour, shape and word. */
export const State = ({ look, word, icon = look }) => html`<span class=${`state ${look}`}>${icons[icon]()}<span>${word}</span></span>`;

/** A bar. Without a value it only says that something goes on. */
export const Bar = ({ value, label, look = '', big = false }) => html`<progress
  class=${`${look} ${big ? 'big' : ''}`} max="100" value=${value ?? undefined} aria-label=${label}></progress>`;

/** Which side of a sync it is, whether it is replaced, and its environment. */
export const Side = ({ name, end, replaced }) => html`<span class="side">${name}${replaced ? ' · REPLACED' : ''}${end.environment
  ? html` <span class=${`tag ${end.environment === 'production' ? 'production' : ''}`}>${safe(end.environment)}</span>` : null}</span>`;

/** One database of a sync. */
const End = ({ side, end, replaced }) => html`<span class=${`end ${replaced ? 'replaced' : ''}`}>
  <${Side} name=${side} end=${end} replaced=${replaced} />
  <strong><bdi>${safe(end.database ?? 'named by a Secret')}</bdi></strong>
  ${end.host ? html`<span class="muted small" title=${safe(end.host)}><bdi>${safe(end.host)}</bdi></span>` : null}
</span>`;

/** Draws which database replaces tables of which. */
export const Direction = ({ sync }) => html`<span class="direction">
  <${End} side=${sync.sourceSide} end=${sync.source} />
  <span class="hidden">replaces tables of</span>${icons.arrow()}
  <${End} side=${sync.targetSide} end=${sync.target} replaced />
</span>`;

function copyBySelection(text) {
  const area = document.createElement('textarea');
  area.value = text;
  document.body.append(area);
  area.select();
  document.execCommand('copy');
  area.remove();
}

// a page without TLS has no clipboard
const noClipboard = { writeText: async text => copyBySelection(text) };

/** Text to copy, with its button. */
export function Copy({ text, label = 'Copy' }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await (navigator.clipboard ?? noClipboard).writeText(text).catch(() => copyBySelection(text)); // the browser may refuse
    setCopied(true);
    setTimeout(() => setCopied(false), 2000);
  };
  return html`<button type="button" onClick=${copy} aria-label=${`${label}: ${text.slice(0, 60)}`}>${copied ? 'Copied' : label}</button>`;
}

export const Code = ({ text, label }) => html`<div class="code"><pre>${safe(text)}</pre><${Copy} text=${text} label=${label} /></div>`;

/** A few actions behind a button. Escape closes it, and so does everything that is chosen or clicked elsewhere. */
export function Menu({ name, label, children }) {
  const ref = useRef(null);
  useEffect(() => {
    const elsewhere = event => { if (!ref.current?.contains(event.target)) ref.current?.removeAttribute('open'); };
    document.addEventListener('pointerdown', elsewhere);
    document.addEventListener('focusin', elsewhere);
    return () => {
      document.removeEventListener('pointerdown', elsewhere);
      document.removeEventListener('focusin', elsewhere);
    };
  }, []);
  const close = () => {
    ref.current.querySelector('summary').focus(); // a dialogue gives the focus back to it
    ref.current.open = false;
  };
  const onKeyDown = event => { if (event.key === 'Escape' && ref.current.open) close(); };
  const onClick = event => { if (event.target.closest('button:not(.why):not(.stays)')) close(); };
  return html`<details class="menu" ref=${ref} onKeyDown=${onKeyDown}><summary aria-label=${label}>${name}</summary><div onClick=${onClick}>${children}</div></details>`;
}

/**
 * A table. Where its columns do not fit, each row becomes a few lines: its head, what matters most at the right, and the
 * other cells with the names of their columns. The roles stay what they are then.
 * @param columns {name, look, of}: `of` makes the cell of a row; `look` is 'main', 'wide' or 'minor', and 'num' for numbers
 */
export const Table = ({ label, columns, rows, keyOf = row => row.name }) => html`<div class="fit"><table role="table" aria-label=${label}>
  <thead role="rowgroup"><tr role="row">${columns.map(({ name, look, hidden }) => html`<th key=${name} scope="col" role="columnheader" class=${look}>
    ${hidden ? html`<span class="hidden">${name}</span>` : name}</th>`)}</tr></thead>
  <tbody role="rowgroup">${rows.map((row, i) => html`<tr key=${keyOf(row, i)} role="row">${columns.map((column, at) => html`<${Cell} key=${column.name} column=${column} row=${row} head=${at === 0} />`)}</tr>`)}</tbody>
</table></div>`;

function Cell({ column: { name, look = '', of }, row, head }) {
  const content = of(row);
  if (head) return html`<th scope="row" role="rowheader">${content}</th>`;
  const empty = content === undefined || content === null || content === '' || content === NONE;
  return html`<td role="cell" class=${`${look}${empty ? ' none' : ''}`} data-label=${name}>${content}</td>`;
}

/** A message with a colour. A failure is announced at once, anything else when the reader pauses. */
export const Note = ({ look = '', title, children, alert = false }) => html`<div class=${`note ${look}`} role=${alert ? 'alert' : undefined}>
  ${title ? html`<p class="note-title">${title}</p>` : null}${children}</div>`;

/** The heading of a page. It takes the focus when the page changes. */
export function Title({ children, name }) {
  const ref = useRef(null);
  useEffect(() => ref.current?.focus({ preventScroll: true }), [name]);
  return html`<h1 tabIndex="-1" ref=${ref}>${children}</h1>`;
}

/**
 * A button that is offered only to those who may. To the others it says why not.
 * @param right {allowed, check}, or undefined as long as nobody knows; `check` is the kubectl command that asks for it
 */
export function Action({ right, onClick, children, kind = '', disabled = false, label }) {
  const [shown, setShown] = useState(false);
  if (right?.allowed !== false) {
    return html`<button type="button" class=${kind} disabled=${disabled} onClick=${onClick} aria-label=${label}>${children}</button>`;
  }
  return html`<span class="row"><button type="button" class="why" aria-expanded=${shown} onClick=${() => setShown(!shown)}>
    ${children}: why not?</button>${shown ? html`<code>${right.check}</code>` : null}</span>`;
}

/** A dialogue. Escape closes it, and the focus returns to the place it came from. */
export function Dialog({ title, onClose, children, buttons }) {
  const ref = useRef(null);
  useEffect(() => {
    const before = document.activeElement;
    const dialog = ref.current;
    dialog.showModal();
    dialog.querySelector('[data-first]')?.focus();
    return () => {
      dialog.close(); // what is behind an open one takes no focus
      (before?.disabled ? document.querySelector('h1') : before)?.focus?.();
    };
  }, []);
  return html`<dialog ref=${ref} aria-labelledby="dialog-title" onClose=${onClose} onCancel=${onClose}>
    <div class="in"><h2 id="dialog-title">${title}</h2>${children}</div>
    <footer>${buttons}</footer></dialog>`;
}
