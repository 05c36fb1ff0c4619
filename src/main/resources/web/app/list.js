// The first page: every sync with its direction drawn, its state, how fresh it is, and what comes next.
import { html, computed, useEffect } from '../vendor/vendor.js';
import { now } from './clock.js';
import { ago, at, count } from './format.js';
import { Failure } from './failure.js';
import { Ago, Bar, Code, Direction, State, Text, Title } from './parts.js';
import { filter, route, toSync } from './router.js';
import { failure, open, session, shown, syncs } from './store.js';
import { titleOfList } from './title.js';
import { neverWords, syncState } from './words.js';

const GROUPS = { failed: 'Needs attention', running: 'Running', ready: 'Ready', other: 'Other' };
// what waits for a person, too
const groupOf = sync => ({ fail: 'failed', wait: sync.state === 'Pending' ? 'running' : 'failed', run: 'running', done: 'ready' })[syncState(sync).look] ?? 'other';
const ORDER = ['failed', 'running', 'ready', 'other'];

const namespaces = computed(() => [...new Set([...syncs.value.values()].map(sync => sync.namespace))].sort());

const found = computed(() => {
  const { query } = route.value;
  const namespace = query.get('namespace');
  const words = (query.get('q') ?? '').toLowerCase().split(/\s+/).filter(word => word);
  return [...syncs.value.values()]
    .filter(sync => !namespace || sync.namespace === namespace)
    .filter(sync => words.every(word => sync.text.includes(word)));
});

const matching = computed(() => {
  const group = route.value.query.get('state');
  return found.value.filter(sync => !group || groupOf(sync) === group)
    .sort((a, b) => ORDER.indexOf(groupOf(a)) - ORDER.indexOf(groupOf(b)) || a.key.localeCompare(b.key));
});

export function List() {
  const { query } = route.value;
  const total = syncs.value.size;
  const list = matching.value;
  const troubled = [...syncs.value.values()].filter(sync => groupOf(sync) === 'failed');
  const look = troubled.length === 0 ? 'done' : troubled.some(sync => syncState(sync).look === 'fail') ? 'fail' : 'wait';
  useEffect(() => titleOfList(troubled.length, look), [troubled.length, look]);
  return html`<div class="row spread"><${Title} name="list">Syncs</${Title}>
      <span class="muted" role="status">${total === 0 ? (shown.value === 'loading' ? 'Loading…' : '') : total === list.length ? `${count(total)} ${total === 1 ? 'sync' : 'syncs'}` : `${count(list.length)} of ${count(total)} syncs`}</span></div>
    ${total === 0 ? null : html`<${Filters} query=${query} />`}
    ${failure.value ? html`<${Failure} failure=${failure.value} />` : null}
    ${shown.value === 'loading' ? html`<${Loading} />` : shown.value === 'failed' ? html`<${Again} />` : total === 0 ? html`<${NoSync} />` : list.length === 0
      ? html`<div class="card empty"><p>No sync matches these filters.</p><button type="button" onClick=${() => { location.hash = '#/'; }}>Show all</button></div>`
      : html`<ul class="card flush syncs" aria-label="Syncs">${list.map(sync => html`<${Row} key=${sync.key} sync=${sync} />`)}</ul>`}`;
}

const Filters = ({ query }) => html`<search class="row">
      <label class="grow"><span class="hidden">Filter by text</span><input type="search" placeholder="Name, database, host, reason…" value=${query.get('q') ?? ''}
        onInput=${event => filter('q', event.currentTarget.value)} /></label>
      <label>Namespace <select value=${query.get('namespace') ?? ''} onChange=${event => filter('namespace', event.currentTarget.value)}>
        <option value="">all</option>${namespaces.value.map(name => html`<option key=${name} value=${name}>${name}</option>`)}</select></label>
      <${States} chosen=${query.get('state') ?? ''} />
    </search>`;

// How many syncs are in which state, and which of them are shown.
function States({ chosen }) {
  const groups = Map.groupBy(found.value, groupOf);
  return html`<div class="chips" role="group" aria-label="State">${['', ...ORDER].map(key => {
    const number = key ? groups.get(key)?.length ?? 0 : found.value.length;
    return html`<button type="button" key=${key} class=${`chip ${key}`} aria-pressed=${chosen === key} disabled=${number === 0 && chosen !== key}
      onClick=${() => filter('state', key)}>${GROUPS[key] ?? 'All'} <span>${count(number)}</span></button>`;
  })}</div>`;
}

function Row({ sync }) {
  const state = syncState(sync);
  const { look } = state;
  return html`<li class=${look === 'fail' ? 'red' : ''}>
    <div class="who"><h2><a class="name" href=${toSync(sync)}><bdi>${sync.name}</bdi></a></h2><div class="muted small"><bdi>${sync.namespace}</bdi></div></div>
    <${State} ...${state} />
    <div class="where"><${Direction} sync=${sync} /></div>
    <div class="what small">${sync.activeRun ? html`<${Moving} sync=${sync} />` : html`<${Resting} sync=${sync} />`}</div>
    ${look === 'fail' && sync.message ? html`<p class="full small"><strong>${sync.reason}</strong> <${Text}>${sync.message}</${Text}></p>` : null}
  </li>`;
}

const WAITS = { AwaitingApproval: 'The plan waits for a person', Pending: 'The worker starts' };

const Moving = ({ sync }) => (WAITS[sync.state] ? html`<span class="muted">${WAITS[sync.state]}</span>`
  : html`<div class="stack tight"><${Bar} value=${sync.activeRun.percent} label=${`Run of ${sync.name}`} /><span>${facts(sync.activeRun).join(' · ')}</span></div>`);

function facts({ operation, percent, tables, rate, eta }) {
  return [operation === 'Sync' ? '' : operation, `${percent ?? 0} %`, tables ? `${tables} tables` : '', rate, eta ? `done about ${at(eta)}` : ''].filter(fact => fact);
}

const Resting = ({ sync }) => html`<div>${sync.lastSuccess ? html`Content of <${Ago} time=${sync.lastSuccess} />` : html`<span class="muted">${neverWords()}</span>`}
  ${sync.nextRun ? html`<div class="muted"><time dateTime=${sync.nextRun} title=${ago(sync.nextRun, now.value)}>next ${at(sync.nextRun)}</time></div>` : null}</div>`;

const Loading = () => html`<ul class="card flush syncs" aria-hidden="true">${[1, 2, 3, 4].map(i => html`<li key=${i}>
  <div class="skeleton"></div><div class="skeleton"></div><div class="skeleton"></div><div class="skeleton"></div></li>`)}</ul>`;

const MANIFEST = `apiVersion: databasesync.io/v1alpha1
kind: DatabaseSync
metadata: {name: knowledge-base}
spec:
  direction: RemoteToLocal   # the local side is REPLACED
  local:
    host: postgres.knowledge.svc
    database: app
    credentialsSecret: {name: kb-local}
  remote:
    uriSecret: {name: kb-remote, key: uri}
  tables:
    include: ["public.*"]`;

const Again = () => html`<p class="row muted">The page asks again every few seconds. <button type="button" onClick=${open}>Ask now</button></p>`;

const NoSync = () => (session.value?.mode === 'Engine'
  ? html`<div class="card empty"><p class="muted">The two databases of the environment show up here in a moment.</p></div>`
  : html`<div class="card empty"><h2>No sync yet</h2>
    <p class="muted">There is none in the namespaces that you may read. Apply a manifest like this one with kubectl:</p>
    <${Code} text=${MANIFEST} /></div>`);
