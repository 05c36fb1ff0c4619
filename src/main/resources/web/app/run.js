// One run: how far it is, what waits for a decision, its plan, what it compared, and its log.
import { html, useEffect, useState } from '../vendor/vendor.js';
import * as api from './api.js';
import { CommandsOfRun } from './commands.js';
import { Failure } from './failure.js';
import { count } from './format.js';
import { Action, Ago, Dialog, Note, State, Table, Text } from './parts.js';
import { Plan } from './plan.js';
import { Progress } from './progress.js';
import { putRun } from './store.js';
import { ENDED, runState } from './words.js';

const LOG_PAUSE = 3000;
const SAMPLES_PAUSE = 5000;

/** @param rights action → {allowed, check} */
export function Run({ run, rights }) {
  const [plan, setPlan] = useState(null);
  const [failure, setFailure] = useState(null);
  const [samples, setSamples] = useState([]);
  const [cancelling, setCancelling] = useState(false);
  const ended = ENDED.has(run.phase);

  useEffect(() => {
    const stop = new AbortController();
    setPlan(null);
    if (run.plan) api.plan(run, stop.signal).then(setPlan, error => { if (!stop.signal.aborted && error.status !== 404) setFailure(error); });
    return () => stop.abort();
  }, [run.name, run.plan]);
  useEffect(() => {
    const stop = new AbortController();
    const ask = () => api.samples(run, stop.signal).then(answer => setSamples(answer.items), () => undefined);
    ask();
    const timer = ended ? undefined : setInterval(ask, SAMPLES_PAUSE);
    return () => { stop.abort(); clearInterval(timer); };
  }, [run.name, ended]);
  const act = call => call.then(result => { putRun(result); setFailure(null); }, setFailure);

  return html`<section class="card stack" aria-labelledby="run">
    <div class="row spread"><div class="row"><h2 id="run"><bdi>${run.operation} ${run.name}</bdi></h2><${State} ...${runState(run)} /><span class="hidden" role="status">${spoken(run)}</span></div>
      ${ended ? null : html`<${Action} right=${rights.Cancel} disabled=${run.cancelRequested} onClick=${() => setCancelling(true)}>${run.cancelRequested ? 'Cancelling…' : 'Cancel'}</${Action}>`}</div>
    <p class="muted">${run.requestedBy ? html`Asked for by <strong><${Text}>${run.requestedBy}</${Text}></strong> ` : 'Asked for '}<${Ago} time=${run.createdAt} />
      ${run.attempts > 1 ? ` · attempt ${run.attempts}` : ''}${run.note ? html` · <${Text}>${run.note}</${Text}>` : null}</p>
    ${failure ? html`<${Failure} failure=${failure} />` : null}
    ${run.phase === 'AwaitingApproval' && run.plan ? html`<${Note} look="wait" title="It waits for an approval"><p>Read the plan below. It runs exactly this plan, or nothing.</p>
      <div class="row"><${Action} right=${rights.Approve} kind="primary" onClick=${() => act(api.approve(run, run.plan))}>Approve ${run.plan.slice(0, 12)}</${Action}></div></${Note}>` : null}
    ${ended && run.result !== 'Succeeded' && run.message ? html`<${Note} look=${run.result === 'Failed' ? 'fail' : ''} title=${run.reason ?? run.result}><p><${Text}>${run.message}</${Text}></p>
      ${run.fix ? html`<p><strong>To do:</strong> <${Text}>${run.fix}</${Text}></p>` : null}</${Note}>` : null}
    ${run.operation === 'Plan' && !run.progress ? null : html`<${Progress} run=${run} samples=${samples} />`}
    ${run.verification ? html`<${Verification} verification=${run.verification} />` : null}
    ${plan ? html`<details open=${run.operation === 'Plan' || run.phase === 'AwaitingApproval'}><summary><strong>Plan</strong></summary><${Plan} plan=${plan} /></details>` : null}
    ${rights.Log?.allowed ? html`<${Log} run=${run} ended=${ended} />` : rights.Log ? html`<div><${Action} right=${rights.Log}>Log</${Action}></div>` : null}
    ${cancelling ? html`<${Dialog} title=${`Cancel ${run.name}?`} onClose=${() => setCancelling(false)}
      buttons=${html`<button type="button" data-first onClick=${() => setCancelling(false)}>Let it run</button>
        <button type="button" class="danger" onClick=${() => { setCancelling(false); act(api.cancel(run)); }}>Cancel the run</button>`}>
      <p>The target stays as it is. What was copied so far is dropped.</p></${Dialog}>` : null}
    <details><summary>This run in a terminal</summary><${CommandsOfRun} run=${run} /></details>
  </section>`;
}

// What a reader of the screen is told: each state, and each quarter; every figure would be too much.
function spoken(run) {
  const { word } = runState(run);
  const percent = Math.floor((run.progress?.percent ?? 0) / 25) * 25;
  return ENDED.has(run.phase) || percent === 0 ? `${run.operation}: ${word}` : `${run.operation}: ${word}, ${percent} %`;
}

function Verification({ verification }) {
  const { differences = [], tables, rows, method } = verification;
  if (differences.length === 0) {
    return html`<${Note} look="done" title="Equal"><p>${count(tables)} tables with ${count(rows)} rows are equal${method ? `, compared by ${method === 'Checksum' ? 'checksums' : 'counts'}` : ''}.</p></${Note}>`;
  }
  const lines = differences.flatMap(({ table, key = [], rows: different = [], more }) => [
    ...(different.length === 0 ? [{ table, what: 'rows differ' }] : []),
    ...different.map(row => ({ table, key: key.map((column, i) => `${column} = ${row.key[i]}`).join(', '), what: row.difference })),
    ...(more ? [{ table, what: 'and more' }] : []),
  ]);
  return html`<h3>${count(differences.length)} ${differences.length === 1 ? 'table differs' : 'tables differ'}</h3>
    <${Table} label="Differences" columns=${DIFFERENCE} rows=${lines} keyOf=${(_, i) => i} />`;
}

const DIFFERENCE = [
  { name: 'Table', of: line => html`<${Text}>${line.table}</${Text}>` },
  { name: 'Key', of: line => (line.key ? html`<${Text}>${line.key}</${Text}>` : null) },
  { name: 'Difference', look: 'main', of: line => html`<${Text}>${line.what}</${Text}>` },
];

function Log({ run, ended }) {
  const [open, setOpen] = useState(false);
  const [lines, setLines] = useState(null);
  useEffect(() => {
    if (!open) return undefined;
    const stop = new AbortController();
    const ask = () => api.log(run, stop.signal).then(log => setLines(log.lines), error => { if (!stop.signal.aborted) setLines([error.message]); });
    ask();
    const timer = ended ? undefined : setInterval(ask, LOG_PAUSE);
    return () => { stop.abort(); clearInterval(timer); };
  }, [open, run.name, ended]);
  return html`<details onToggle=${event => setOpen(event.currentTarget.open)}><summary><strong>Log</strong></summary>
    <div class="code"><pre tabIndex="0" aria-label="Log lines">${lines === null ? 'Loading…' : lines.length === 0 ? 'No lines yet.' : html`<${Text}>${lines.join('\n')}</${Text}>`}</pre></div></details>`;
}

