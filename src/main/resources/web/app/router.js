// The address is the view: everything after `#` names a page and its filters, so that a link shows the same to
// another person. Only addresses made here become links.
import { signal, computed } from '../vendor/vendor.js';

const address = signal(location.hash);
addEventListener('hashchange', () => { address.value = location.hash; });

const NAME = /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/; // what Kubernetes allows for a name

/** The page and its filters: {page: 'list' | 'sync' | 'run' | 'absent', namespace, name, run, query}. */
export const route = computed(() => parse(address.value));

export function parse(hash) {
  const [path, search = ''] = hash.replace(/^#/, '').split('?', 2);
  const query = new URLSearchParams(search);
  const parts = path.split('/').filter(part => part !== '');
  if (parts.length === 0) return { page: 'list', query };
  const [kind, namespace, name, runs, run] = parts;
  if (kind !== 'syncs' || ![namespace, name].every(part => NAME.test(part ?? ''))) return { page: 'absent', query };
  if (parts.length === 3) return { page: 'sync', namespace, name, query };
  if (parts.length === 5 && runs === 'runs' && NAME.test(run)) return { page: 'run', namespace, name, run, query };
  return { page: 'absent', query };
}

export const toList = () => '#/';
export const toSync = sync => `#/syncs/${encodeURIComponent(sync.namespace)}/${encodeURIComponent(sync.name)}`;
export const toRun = (sync, run) => `${toSync(sync)}/runs/${encodeURIComponent(run)}`;

/** Goes to another address without a new entry in the browser's history. No event tells of that. */
export function replace(hash) {
  history.replaceState(null, '', hash);
  address.value = location.hash;
}

/** Changes one filter in the address. */
export function filter(name, value) {
  const { query } = route.value;
  if (value) query.set(name, value);
  else query.delete(name);
  const path = address.value.replace(/^#/, '').split('?', 1)[0] || '/';
  const search = query.toString();
  replace(`#${path}${search ? `?${search}` : ''}`);
}
