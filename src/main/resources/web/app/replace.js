// The dialogue before a replacement: what goes, what comes, what undoes it. What was confirmed is what happens: the run
// carries the hash of the plan that was shown.
import { html, useEffect, useState } from '../vendor/vendor.js';
import * as api from './api.js';
import { now } from './clock.js';
import { Failure } from './failure.js';
import { bytes, count, duration, since } from './format.js';
import * as icons from './icons.js';
import { Dialog, Note, Side, Text } from './parts.js';
import { keyOf, putRun, runs } from './store.js';
import { ENDED } from './words.js';

/** Lets a Plan run find out what a sync would do, shows it, and starts the sync with the hash of that plan. */
export function Replace({ sync, onClose, onStarted, onPlan }) {
  const [planned, setPlanned] = useState(null); // the Plan run
  const [plan, setPlan] = useState(null);
  const [failure, setFailure] = useState(null);
  const [typed, setTyped] = useState('');
  const [busy, setBusy] = useState(false);
  const [keys] = useState(() => ({ plan: api.newKey(), sync: api.newKey() })); // two clicks are one run
  useEffect(() => {
    api.start(sync, { operation: 'Plan' }, keys.plan).then(run => { putRun(run); setPlanned(run); }, setFailure);
  }, []);
  const current = planned && (runs.value.get(keyOf(planned)) ?? planned);
  useEffect(() => {
    if (!current || plan || !(current.plan || ENDED.has(current.phase))) return;
    if (current.plan) api.plan(current).then(setPlan, setFailure);
    else setFailure({ title: current.reason, detail: current.message, fix: current.fix });
  }, [current?.plan, current?.phase]);
  const blocked = plan?.blockers.length > 0;
  const reasons = plan ? reasonsToType(sync, plan) : [];
  const name = plan?.target.database ?? '';
  const ready = plan && !blocked;
  const start = async () => {
    setBusy(true);
    setFailure(null);
    try {
      onStarted(await api.start(sync, { operation: 'Sync', approvedPlan: plan.hash }, keys.sync));
    } catch (error) {
      setFailure(error);
      setBusy(false);
    }
  };
  const what = plan ? `${count(plan.totals.tables)} ${plan.totals.tables === 1 ? 'table' : 'tables'}` : '';
  return html`<${Dialog} title=${plan ? html`Replace ${what} in <bdi>${name}</bdi>?` : 'What would be replaced?'} onClose=${onClose}
    buttons=${html`<button type="button" data-first onClick=${onClose}>Keep</button>
      ${ready ? html`<button type="button" class="danger" disabled=${busy || (reasons.length > 0 && typed !== name)} onClick=${start}>
        ${busy ? 'Starting…' : html`Replace ${what} in <bdi>${name}</bdi>`}</button>` : null}
      ${blocked ? html`<button type="button" onClick=${() => onPlan(current)}>Show the whole plan</button>` : null}`}>
    ${failure ? html`<${Failure} failure=${failure} />` : null}
    ${!plan && !failure ? html`<p role="status">${current ? 'Both databases are asked for what a sync would do…' : 'A plan is asked for…'}</p><progress aria-label="Planning"></progress>` : null}
    ${plan ? html`<${Change} sync=${sync} plan=${plan} />
      ${blocked ? html`<${Note} look="fail" title=${plan.blockers[0].reason}><p><${Text}>${plan.blockers[0].message}</${Text}></p>
        ${plan.blockers.length > 1 ? html`<p>and ${plan.blockers.length - 1} more</p>` : null}</${Note}>` : null}
      ${plan.warnings.length > 0 ? html`<${Note} look="wait" title="Warnings">${plan.warnings.slice(0, 3).map((line, i) => html`<p key=${i}><${Text}>${line}</${Text}></p>`)}
        ${plan.warnings.length > 3 ? html`<p>and ${plan.warnings.length - 3} more</p>` : null}</${Note}>` : null}
      <p class="muted">Plan <code>${plan.hash.slice(0, 12)}</code>, made ${since(current.finishedAt ?? current.createdAt, now.value)}${plan.estimatedSeconds === undefined ? '' : `, takes about ${duration(plan.estimatedSeconds)}`}.
        ${' '}A rollback brings the old tables back, as long as the sync keeps them (<code>safety.keepPrevious</code>) and until the next run.</p>
      ${ready && reasons.length > 0 ? html`<label class="stack">
        <span>Type <strong><bdi>${name}</bdi></strong>, because ${reasons.join(' and ')}:</span>
        <input type="text" autocomplete="off" spellcheck=${false} value=${typed} onInput=${event => setTyped(event.currentTarget.value)} /></label>` : null}` : null}
  </${Dialog}>`;
}

const Change = ({ sync, plan }) => html`<div class="swap">
  <div class="end"><${Side} name=${sync.sourceSide} end=${sync.source} /><strong><bdi>${plan.source.database}</bdi></strong><span class="muted small"><bdi>${plan.source.hosts}</bdi></span>
    <span class="rows">${rows(plan.totals.rows)} come</span><span class="muted">${bytes(plan.totals.bytes)}</span></div>
  ${icons.arrow()}
  <div class="end replaced"><${Side} name=${sync.targetSide} end=${sync.target} replaced /><strong><bdi>${plan.target.database}</bdi></strong><span class="muted small"><bdi>${plan.target.hosts}</bdi></span>
    <span class="rows">${rows(plan.totals.targetRows)} go</span><span class="muted">${bytes(plan.totals.targetBytes)}</span></div>
</div>`;

// Without statistics the server cannot estimate how many they are.
const rows = number => (number === undefined ? 'All rows' : `${count(number)} rows`);

/** Why the name has to be typed: a habit of clicking must not cost a database. */
export function reasonsToType(sync, plan) {
  const reasons = [];
  if (sync.target.environment === 'production') reasons.push('it is a production database');
  // both are estimates: a difference of a few per cent says nothing
  if ((plan.totals.rows ?? 0) < 0.95 * (plan.totals.targetRows ?? 0)) reasons.push('it gets fewer rows than it has');
  if (!sync.lastSuccess) reasons.push('this sync has never published before');
  if (sync.target.database && sync.target.database !== plan.target.database) reasons.push('the target is another database than before');
  return reasons;
}
