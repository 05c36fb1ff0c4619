// Each action as one would type it: with the plugin of kubectl, or with curl.
import { html } from '../vendor/vendor.js';
import { Code } from './parts.js';
import { session } from './store.js';

const VERBS = { Sync: 'run', Plan: 'plan', Verify: 'verify', Rollback: 'rollback' };

/** Everything that one can do with a sync. */
export function CommandsOfSync({ sync }) {
  const path = `/namespaces/${sync.namespace}/syncs/${sync.name}`;
  const on = verb => `kubectl dbsync ${verb} ${sync.name} -n ${sync.namespace}`;
  const runs = Object.keys(VERBS).map(operation => [operation, on(VERBS[operation]), post(`${path}/runs`, { operation })]);
  const change = ofCluster() ? [
    ['Suspend', on('suspend'), write('PUT', `${path}/suspend`, { suspend: true })],
    ['Resume', on('resume'), write('PUT', `${path}/suspend`, { suspend: false })],
    ['Allow others', on('repin'), post(`${path}/repin`)],
  ] : [];
  return html`<${Commands} list=${[
    ...runs,
    ...change,
    ['Watch', `${on('status')} -w`, `${curl('-N ')}/api/v1/events`],
    ['History', on('history'), `${curl()}/api/v1${path}/history`],
  ]} />`;
}

/** Everything that one can do with a run. */
export function CommandsOfRun({ run }) {
  const path = `/namespaces/${run.namespace}/runs/${run.name}`;
  const on = (verb, more = '') => `kubectl dbsync ${verb} ${run.name} -n ${run.namespace}${more}`;
  return html`<${Commands} list=${[
    ['Look', `kubectl get databasesyncrun ${run.name} -n ${run.namespace} -o yaml`, `${curl()}/api/v1${path}`],
    ...(run.phase === 'AwaitingApproval' && run.plan
      ? [['Approve', on('approve', ` --plan ${run.plan.slice(0, 12)}`), post(`${path}/approve`, { plan: run.plan })]] : []),
    ...(run.result ? [] : [['Cancel', on('cancel'), post(`${path}/cancel`)]]),
    ['Log', on('logs', run.result ? '' : ' -f'), `${curl()}/api/v1${path}/log`],
  ]} />`;
}

// On a laptop without a cluster there is nothing for kubectl.
const ofCluster = () => session.value?.mode !== 'Engine';

const curl = (options = '') => `curl ${options}-H "Authorization: Bearer $TOKEN" ${location.origin}`;
const post = (path, body) => write('POST', path, body);
const write = (method, path, body) => `curl -X ${method} -H "Authorization: Bearer $TOKEN" -H 'X-Dbsync-Request: 1' \\\n`
  + (body ? `  -H 'Content-Type: application/json' -d '${JSON.stringify(body)}' \\\n` : '')
  + `  ${location.origin}/api/v1${path}`;

const Commands = ({ list }) => html`<dl class="commands">${list.map(([name, kubectl, request]) => html`<div key=${name}><dt>${name}</dt>
  ${ofCluster() ? html`<dd><${Code} text=${kubectl} /></dd>` : null}<dd><${Code} text=${request} /></dd></div>`)}</dl>`;
