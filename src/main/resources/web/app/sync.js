// The page of one sync: what replaces what, the run that works or ended last, its history, and what one can do.
import { html, useEffect, useRef, useState } from '../vendor/vendor.js';
import * as api from './api.js';
import { now } from './clock.js';
import { Failure } from './failure.js';
import { CommandsOfSync } from './commands.js';
import { ago, at } from './format.js';
import { History } from './history.js';
import { Action, Ago, Code, Dialog, Direction, Menu, Note, State, Text, Title } from './parts.js';
import { Replace } from './replace.js';
import { route, toList, toRun, toSync } from './router.js';
import { expired, keyOf, link, putRun, runs, shown, syncs } from './store.js';
import { watchTitle } from './title.js';
import { Run } from './run.js';
import { ENDED, neverWords, syncState } from './words.js';

export function SyncPage() {
  const { namespace, name, run: asked } = route.value;
  const sync = syncs.value.get(`${namespace}/${name}`);
  const [page, setPage] = useState(null);
  const [past, setPast] = useState(null);
  const [failure, setFailure] = useState(null);
  const [unread, setUnread] = useState(null); // why the page could not be read
  const connected = link.value.state === 'live';
  const [dialog, setDialog] = useState('');
  const rights = Object.fromEntries((page?.may ?? []).map(right => [right.action, right]));
  const settled = sync?.lastRun?.name;

  const failedUnless = stop => error => { if (!stop.signal.aborted && !expired(error)) setUnread(error); };

  useEffect(() => {
    if (!connected && page) return undefined; // it is read again when the server answers again
    const stop = new AbortController();
    api.syncPage({ namespace, name }, stop.signal).then(answer => { setPage(answer); setUnread(null); }, failedUnless(stop));
    return () => stop.abort();
  }, [namespace, name, connected]);
  useEffect(() => {
    if (!connected && past) return undefined;
    const stop = new AbortController();
    api.history({ namespace, name }, stop.signal).then(answer => setPast(answer.items), error => {
      if (!stop.signal.aborted) setPast(before => before ?? undefined);
      failedUnless(stop)(error);
    });
    return () => stop.abort();
  }, [namespace, name, settled, connected]);

  const newest = [...runs.value.values()].filter(run => run.namespace === namespace && run.sync === name)
    .sort((a, b) => (b.createdAt ?? '').localeCompare(a.createdAt ?? ''));
  const shownRun = asked ?? sync?.activeRun?.name ?? newest.find(run => !ENDED.has(run.phase))?.name ?? newest[0]?.name ?? past?.find(run => run.kept)?.name;
  const run = runs.value.get(`${namespace}/${shownRun}`);
  useEffect(() => {
    if (!shownRun || run) return undefined;
    const stop = new AbortController();
    api.run({ namespace, name: shownRun }, stop.signal).then(putRun, error => { if (!stop.signal.aborted && asked && !expired(error)) setUnread(error); });
    return () => stop.abort();
  }, [namespace, shownRun, run === undefined]);
  useEffect(() => watchTitle(name, sync, run), [name, run?.progress?.percent, run?.phase, sync?.state]);

  if (!sync) {
    return shown.value === 'loading' ? html`<div class="card"><div class="skeleton"></div></div>`
      : html`<${Title} name="absent">Not found</${Title}><p>There is no sync <code>${namespace}/${name}</code>, or you may not read it. <a href=${toList()}>All syncs</a></p>`;
  }
  const started = newRun => { putRun(newRun); setDialog(''); setFailure(null); location.hash = toRun(sync, newRun.name); };
  const keys = useRef({}); // one until the server has answered: clicks meanwhile, and one after a failed connection, start the same run
  const start = operation => {
    const key = keys.current[operation] ??= api.newKey();
    return api.start(sync, { operation }, key).then(run => { delete keys.current[operation]; started(run); }, error => {
      if (error.status) delete keys.current[operation];
      setDialog('');
      setFailure(error);
    });
  };
  const change = call => call.then(() => setFailure(null), setFailure);
  return html`<header class="stack"><nav aria-label="Breadcrumb"><a href=${toList()}>Syncs</a> <span class="muted">/ <bdi>${namespace}</bdi></span>${asked ? html` / <a href=${toSync(sync)}><bdi>${name}</bdi></a>` : null}</nav>
    <div class="row spread"><div class="row"><${Title} name=${keyOf(sync)}><bdi>${name}</bdi></${Title}><${State} ...${syncState(sync)} /></div>
      <div class="row actions">
        <${Action} kind="primary" right=${rights.Start} disabled=${Boolean(sync.activeRun)} onClick=${() => setDialog('replace')}>Sync now</${Action}>
        ${rights.Start?.allowed === false ? null : html`<button type="button" onClick=${() => start('Plan')}>Plan</button><button type="button" onClick=${() => start('Verify')}>Verify</button>`}
        <${Menu} name="More" label="More actions">
          <${Action} right=${rights.Suspend} onClick=${() => change(api.suspend(sync, !sync.suspended))}>${sync.suspended ? 'Resume' : 'Suspend'}</${Action}>
          <${Action} right=${rights.Start} onClick=${() => setDialog('rollback')}>Roll back…</${Action}>
          <${Action} right=${rights.Repin} onClick=${() => setDialog('repin')}>Allow other databases…</${Action}></${Menu}>
      </div></div>
    <div class="row"><${Direction} sync=${sync} /></div>
    <p class="muted">${sync.lastSuccess ? html`Content of <${Ago} time=${sync.lastSuccess} />` : neverWords()}${sync.nextRun ? ` · next run ${at(sync.nextRun)}, ${ago(sync.nextRun, now.value)}` : ''}
      ${sync.waitingRuns ? ` · ${sync.waitingRuns} waiting` : ''}${sync.approval && sync.approval !== 'Never' ? ` · approval: ${sync.approval}` : ''}</p></header>
    ${failure ?? unread ? html`<${Failure} failure=${failure ?? unread} />` : null}
    ${!sync.activeRun && syncState(sync).look === 'fail' && sync.message && sync.message !== run?.message ? html`<${Note} look="fail" title=${sync.reason}><p><${Text}>${sync.message}</${Text}></p>
      ${sync.fix ? html`<p><strong>To do:</strong> <${Text}>${sync.fix}</${Text}></p>` : null}</${Note}>` : null}
    ${run ? html`<${Run} key=${run.name} run=${run} rights=${rights} />` : null}
    <section class="card stack" aria-labelledby="history"><h2 id="history">History</h2>
      ${past === null ? html`<div class="skeleton"></div>` : past === undefined ? html`<p class="muted">It could not be read.</p>` : html`<${History} sync=${sync} runs=${past} rights=${rights} onRollback=${() => setDialog('rollback')} />`}</section>
    <details class="card"><summary><strong>Manifest and commands</strong></summary><div class="stack">
      ${page ? html`<${Code} text=${page.manifest} />` : null}<${CommandsOfSync} sync=${sync} /></div></details>
    ${dialog === 'replace' ? html`<${Replace} sync=${sync} onClose=${() => setDialog('')} onStarted=${started} onPlan=${started} />` : null}
    ${dialog === 'rollback' ? html`<${Ask} title=${html`Bring back the old tables of <bdi>${sync.target.database ?? name}</bdi>?`} keep="Keep" act="Roll back" onClose=${() => setDialog('')} onAct=${() => start('Rollback')}>
      <p>The tables that the last sync replaced take their place again, in one short transaction. What was written to the new tables since then leaves with them; a second rollback brings it back.</p>
      <${Brings} past=${past} /></${Ask}>` : null}
    ${dialog === 'repin' ? html`<${Ask} title="Allow other databases?" keep="Keep" act="Allow them" onClose=${() => setDialog('')} onAct=${() => { setDialog(''); change(api.repin(sync)); }}>
      <p>The next run accepts the databases that it finds at both addresses, although they are not those of the earlier runs. Do this only if a database was moved or restored on purpose.</p></${Ask}>` : null}`;
}

const Ask = ({ title, keep, act, onClose, onAct, children }) => html`<${Dialog} title=${title} onClose=${onClose}
  buttons=${html`<button type="button" data-first onClick=${onClose}>${keep}</button><button type="button" class="danger" onClick=${onAct}>${act}</button>`}>${children}</${Dialog}>`;

// The generation that a rollback brings back: what the last published run replaced.
function Brings({ past }) {
  const published = (past ?? []).filter(run => run.result === 'Succeeded' && (run.operation === 'Sync' || run.operation === 'Rollback'));
  if (published.length === 0) return html`<p class="muted">No published run is in the history. If no old tables are kept, the rollback is refused, and nothing changes.</p>`;
  return html`<p class="muted">Published last: <bdi>${published[0].name}</bdi>, <${Ago} time=${published[0].finishedAt} />.${published[1] ? html` Before it: <bdi>${published[1].name}</bdi>, <${Ago} time=${published[1].finishedAt} />.` : null}</p>`;
}
