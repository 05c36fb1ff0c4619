// The past runs of a sync, as bars of their duration and as a table. Failed ones stay where they were.
import { html } from '../vendor/vendor.js';
import { NONE, bytes, count, duration } from './format.js';
import * as icons from './icons.js';
import { Action, Ago, State, Table, Text } from './parts.js';
import { toRun } from './router.js';
import { runState } from './words.js';

const LOOK = { Succeeded: 'done', Failed: 'fail' };
const lookOf = run => LOOK[run.result] ?? 'idle';
const secondsOf = run => (run.startedAt && run.finishedAt ? (new Date(run.finishedAt) - new Date(run.startedAt)) / 1000 : undefined);

/** @param runs newest first */
export function History({ sync, runs, rights, onRollback }) {
  if (runs.length === 0) return html`<p class="muted">No run has ended yet.</p>`;
  const longest = Math.max(...runs.map(run => secondsOf(run) ?? 0), 1);
  const newestPublished = runs.find(run => run.result === 'Succeeded' && run.operation === 'Sync');
  const columns = [
    { name: 'Run', of: run => (run.kept ? html`<a href=${toRun(sync, run.name)}><bdi>${run.name}</bdi></a>` : html`<bdi class="muted">${run.name}</bdi>`) },
    { name: 'What', of: run => run.operation },
    { name: 'Result', look: 'main', of: run => html`<${State} ...${runState(run)} />${run.reason && run.result !== 'Succeeded' ? html`<div class="small muted">${run.reason}</div>` : null}` },
    { name: 'Asked by', look: 'minor', of: run => (run.requestedBy ? html`<${Text}>${run.requestedBy}</${Text}>` : NONE) },
    { name: 'Started', of: run => html`<${Ago} time=${run.startedAt} />` },
    { name: 'Took', look: 'num', of: run => duration(secondsOf(run)) },
    { name: 'Rows', look: 'num', of: run => count(run.rows) },
    { name: 'Bytes', look: 'num minor', of: run => bytes(run.bytes) },
    { name: 'Actions', hidden: true, look: 'act', of: run => (run === newestPublished ? html`<${Action} right=${rights.Start} onClick=${onRollback}>Roll back</${Action}>` : null) },
  ];
  return html`<div class="stack">
    <ol class="bars" aria-label="Duration of the last runs, oldest first">${[...runs].reverse().slice(-20).map(run => html`<li key=${run.name} class=${lookOf(run)}>
      <a href=${toRun(sync, run.name)} title=${`${run.name}: ${run.operation}, ${runState(run).word}, ${duration(secondsOf(run))}`}
        aria-label=${`${run.name}: ${run.operation}, ${runState(run).word}, ${duration(secondsOf(run))}`}>
        <${Column} share=${(secondsOf(run) ?? 0) / longest} />${(icons[lookOf(run)] ?? icons.idle)()}</a></li>`)}</ol>
    <${Table} label="Past runs" columns=${columns} rows=${runs} />
    <div class="row"><button type="button" onClick=${() => download(`${sync.name}-history.json`, 'application/json', JSON.stringify(runs, null, 2))}>Download JSON</button>
      <button type="button" onClick=${() => download(`${sync.name}-history.csv`, 'text/csv', csv(runs))}>Download CSV</button></div>
  </div>`;
}

// The height is set by a property, because a style attribute is not allowed by the page's content policy.
const Column = ({ share }) => html`<span class="column" ref=${element => { if (element) element.style.height = `${Math.max(4, Math.round(share * 70))}px`; }}></span>`;

const FIELDS = ['name', 'operation', 'result', 'reason', 'requestedBy', 'startedAt', 'finishedAt', 'rows', 'bytes'];

/** RFC 4180. A field that a spreadsheet would take for a formula is quoted as text. */
export function csv(runs) {
  const field = value => `"${String(value ?? '').replace(/^([=+\-@\t\r])/, "'$1").replaceAll('"', '""')}"`;
  return [FIELDS.join(','), ...runs.map(run => FIELDS.map(name => field(run[name])).join(','))].join('\r\n') + '\r\n';
}

function download(name, type, text) {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
