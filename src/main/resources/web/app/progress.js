// A run that works: its phases with times, one bar for all of it, its tables, and how fast it goes.
import { html, useState } from '../vendor/vendor.js';
import { now } from './clock.js';
import { at, bytes, count, duration, percent, rate } from './format.js';
import * as icons from './icons.js';
import { Bar, Note, Table, Text } from './parts.js';
import { ENDED, PHASES } from './words.js';

const QUIET_SECONDS = 40; // without a report. Workers report more rarely when many run: then three reports have to be missing

/** @param samples figures of the run over time, {at, bytes}, oldest first */
export function Progress({ run, samples }) {
  return html`<div class="stack">
    <${Phases} run=${run} />
    ${run.progress ? html`<${Moving} run=${run} samples=${samples} />` : null}
  </div>`;
}

function Moving({ run, samples }) {
  const { progress } = run;
  const quiet = progress.heartbeat ? (now.value - new Date(progress.heartbeat)) / 1000 : 0;
  const silent = !ENDED.has(run.phase) && quiet > Math.max(QUIET_SECONDS, 3 * (progress.beatSeconds ?? 0));
  const look = run.phase === 'Succeeded' ? 'done' : run.phase === 'Failed' ? 'fail' : '';
  return html`<${Bar} big look=${look} value=${run.phase === 'Succeeded' ? 100 : progress.percent} label=${`Run ${run.name}`} />
    <dl class="figures">
      <div><dt>Done</dt><dd>${run.phase === 'Succeeded' ? 100 : progress.percent ?? 0} %</dd></div>
      <div><dt>Tables</dt><dd>${count(progress.tables?.done)}<small>of ${count(progress.tables?.total)}</small></dd></div>
      ${progress.rows ? html`<div><dt>Rows</dt><dd>${count(progress.rows.done)}<small>of about ${count(progress.rows.total)}</small></dd></div>` : null}
      ${progress.bytes?.total ? html`<div><dt>Bytes</dt><dd>${bytes(progress.bytes.done)}<small>of about ${bytes(progress.bytes.total)}</small></dd></div>` : null}
      ${progress.indexes?.total ? html`<div><dt>Indexes</dt><dd>${count(progress.indexes.done)}<small>of ${count(progress.indexes.total)}</small></dd></div>` : null}
      ${ENDED.has(run.phase) ? null : html`<div><dt>Rate</dt><dd>${silent ? '–' : html`${rate(progress.bytesPerSecond)}<small>so far</small>`}</dd></div>
        <div><dt>Done about</dt><dd>${silent ? '–' : at(progress.eta)}</dd></div>`}
    </dl>
    ${silent ? html`<${Note} look="wait" title=${`No news for ${duration(quiet)}`}><p>The worker may be cut off, or its node is gone. If it stays silent, the operator starts another one.</p></${Note}>`
      : progress.message && !ENDED.has(run.phase) ? html`<p class="muted"><${Text}>${progress.message}</${Text}></p>` : null}
    ${rates(samples).length > 2 ? html`<${Chart} rates=${rates(samples)} />` : null}
    <${Tables} tables=${progress.perTable} total=${progress.tables?.total} ended=${ENDED.has(run.phase)} />`;
}

const STEPS = { Sync: PHASES, Rollback: ['Validating', 'RollingBack'], Plan: ['Validating'], Verify: ['Validating', 'Verifying'] };

const SPOKEN = { done: 'done,', now: 'under way,', fail: 'stopped here' }; // the icons say it to others

function Phases({ run }) {
  const times = phaseTimes(run);
  const steps = STEPS[run.operation] ?? PHASES;
  const ended = ENDED.has(run.phase);
  const current = ended ? steps.findLastIndex(step => times.has(step)) : steps.indexOf(run.phase);
  return html`<ol class="phases" aria-label="Phases">${steps.map((step, i) => {
    const stopped = ended && run.phase !== 'Succeeded' && i === current;
    const look = run.phase === 'Succeeded' || i < current ? 'done' : stopped ? 'fail' : i === current ? 'now' : '';
    const icon = { done: icons.done, fail: icons.fail, now: icons.run }[look] ?? icons.idle;
    return html`<li key=${step} class=${look} aria-current=${look === 'now' ? 'step' : undefined}>${icon()}<span>${step}</span>
      ${SPOKEN[look] ? html`<span class="hidden">${SPOKEN[look]}</span>` : null}${times.has(step) ? html`<span class="muted small">${duration(times.get(step))}</span>` : null}</li>`;
  })}</ol>`;
}

// A phase lasts until the next one begins; the last one until the run ends, or still.
function phaseTimes(run) {
  const phases = run.progress?.phases ?? [];
  return new Map(phases.map((phase, i) => {
    const end = phases[i + 1]?.startedAt ?? run.finishedAt;
    return [phase.phase, Math.max(0, ((end ? new Date(end) : now.value) - new Date(phase.startedAt)) / 1000)];
  }));
}

// The rate over time as a line over a filled area. The figures beside it say the same to readers of the screen.
function Chart({ rates }) {
  const width = 600;
  const height = 64;
  const highest = Math.max(...rates.map(rate => rate.perSecond), 1);
  const first = rates[0].at;
  const span = Math.max(rates.at(-1).at - first, 1);
  const points = rates.map(({ at: time, perSecond }) => `${(((time - first) / span) * width).toFixed(1)},${(height - 4 - (perSecond / highest) * (height - 10)).toFixed(1)}`);
  return html`<figure class="stack"><svg class="chart" viewBox=${`0 0 ${width} ${height}`} preserveAspectRatio="none" role="img"
      aria-label=${`Rate of the copy over ${duration(span / 1000)}: now ${rate(rates.at(-1).perSecond)}, at most ${rate(highest)}`}>
      <polygon points=${`0,${height} ${points.join(' ')} ${width},${height}`} fill="currentColor" opacity=".12" />
      <polyline points=${points.join(' ')} fill="none" stroke="currentColor" stroke-width="1.8" vector-effect="non-scaling-stroke" stroke-linejoin="round" />
    </svg><figcaption class="muted small">Rate over ${duration(span / 1000)}, at most ${rate(highest)}</figcaption></figure>`;
}

const SMOOTH = 10_000; // milliseconds over which a rate is measured

/** Bytes per second at each sample, measured over the ten seconds before it. */
export function rates(samples = []) {
  let from = 0;
  return samples.slice(1).map(({ at: time, bytes: sum }, i) => {
    while (from < i && time - samples[from + 1].at >= SMOOTH) from++;
    const { at: since, bytes: before } = samples[from];
    return { at: time, perSecond: time > since ? Math.max(0, ((sum - before) * 1000) / (time - since)) : 0 };
  });
}

const stateOf = ({ working, rows }) => (working ? 'running' : rows.done >= rows.total && rows.done > 0 ? 'done' : 'waiting');
const ORDER = ['running', 'waiting', 'done'];

function Tables({ tables, total, ended }) {
  const [open, setOpen] = useState(false);
  if (tables.length === 0) return null;
  const groups = Map.groupBy(tables.map(table => ({ ...table, ended })), stateOf);
  const done = groups.get('done') ?? [];
  const visible = ORDER.filter(state => state !== 'done' || open || ended).flatMap(state => groups.get(state) ?? []);
  return html`<div class="stack">
    <div class="row spread"><h3>Tables</h3>${done.length > 0 && !ended ? html`<button type="button" class="quiet" aria-expanded=${open}
      onClick=${() => setOpen(!open)}>${open ? 'Hide' : 'Show'} ${count(done.length)} done</button>` : null}</div>
    ${visible.length > 0 ? html`<${Table} label="Tables of the run" columns=${COLUMNS} rows=${visible} />` : null}
    ${total > tables.length ? html`<p class="muted small">The ${count(tables.length)} that matter most, of ${count(total)}.</p>` : null}
  </div>`;
}

const COLUMNS = [
  { name: 'Table', of: table => html`<${Text}>${table.name}</${Text}>` },
  { name: 'Progress', look: 'wide', of: table => (stateOf(table) === 'waiting' && !begun(table) ? null : html`<${TableBar} table=${table} done=${stateOf(table) === 'done'} />`) },
  { name: 'Rows', look: 'num', of: table => html`${count(table.rows.done)} <span class="muted">of ~${count(table.rows.total)}</span>` },
  { name: 'Bytes', look: 'num', of: table => bytes(table.bytes.done) },
  { name: 'Rate', look: 'num main', of: table => (table.ended ? null : RATES[stateOf(table)](table)) },
];

// A table that the run was copying when it ended.
const begun = table => table.ended && table.rows.done > 0;

const RATES = { running: table => rate(table.bytesPerSecond), waiting: () => html`<span class="muted">waits</span>`, done: () => null };

const TableBar = ({ table, done }) => html`<${Bar} look=${done ? 'done' : ''} value=${done ? 100 : percent(table.rows.done, table.rows.total)} label=${`Table ${table.name}`} />`;
