// What the page knows: a list asked for once, and then every change of it. Changes are collected for a moment and shown
// together, so that many of them cost one drawing.
import { batch, signal } from '../vendor/vendor.js';
import * as api from './api.js';
import { listen } from './stream.js';
import { toView } from './view.js';

/** namespace/name → sync, as the pages show it. */
export const syncs = signal(new Map());
/** namespace/name → run: those that changed while the page was open, and those that a page asked for. */
export const runs = signal(new Map());
/** loading | ready | failed */
export const shown = signal('loading');
export const failure = signal(null);
/** live | lost, since when, and why */
export const link = signal({ state: 'live', since: Date.now() });
/** What the server is and who asks: the answer of /session. */
export const session = signal(null);
/** null, or why the page asks for a token. */
export const login = signal(null);

const COLLECT = 200;
const OPEN_AGAIN = 5000;
let pending = [];
let timer;
let stop = () => undefined;

export const keyOf = object => `${object.namespace}/${object.name}`;

/** Asks who the caller is, then for the list, then for changes. */
export async function open() {
  stop();
  try {
    const [who, list] = await Promise.all([api.session(), api.syncs()]);
    session.value = who;
    login.value = null;
    const position = put(list);
    stop = listen(position, { onEvent, onState });
  } catch (error) {
    if (!refused(error)) setTimeout(open, OPEN_AGAIN);
  }
}

function onState(state, why) {
  if (why?.status === 401) refused(why);
  else if (link.value.state !== state) link.value = { state, since: Date.now(), why };
  else if (why?.status) link.value = { ...link.value, why };
}

// A person of a laptop has no token to type.
const wayIn = () => (session.value && session.value.mode !== 'Token' ? 'laptop' : undefined);

/** A token that is not valid leads to the login. */
export function expired(error) {
  if (error.status !== 401) return false;
  stop();
  api.keepToken('');
  login.value = Object.assign(error, { expired: session.value !== null, mode: error.mode ?? wayIn() });
  return true;
}

/** Shows a failure of the list where it belongs. */
export function refused(error) {
  if (expired(error)) return true;
  failure.value = error;
  if (shown.value === 'loading') shown.value = 'failed';
  return false;
}

export async function logOut() {
  stop();
  await api.forget();
  api.keepToken('');
  const mode = wayIn();
  batch(() => {
    syncs.value = new Map();
    runs.value = new Map();
    session.value = null;
    shown.value = 'loading';
    login.value = { status: 401, mode };
  });
}

/** Puts a run that a page has asked for where changes of it arrive. */
export function putRun(run) {
  runs.value = new Map(runs.value).set(keyOf(run), run);
}

const fill = async () => put(await api.syncs());

/** @returns the position of the stream before the list */
function put({ items, event }) {
  batch(() => {
    syncs.value = new Map(items.map(item => [keyOf(item), toView(item)]));
    shown.value = 'ready';
    failure.value = null;
  });
  return event;
}

function onEvent(name, data) {
  if (name === 'reset') {
    pending = [];
    fill().catch(refused);
    return;
  }
  if (name === 'login') {
    refused(new api.ApiError(401, {}));
    return;
  }
  pending.push([name, data]);
  timer ??= setTimeout(show, COLLECT);
}

function show() {
  timer = undefined;
  const changes = pending;
  pending = [];
  const newSyncs = new Map(syncs.value);
  const newRuns = new Map(runs.value);
  for (const [name, data] of changes) {
    if (name === 'sync') newSyncs.set(keyOf(data), toView(data));
    if (name === 'run') newRuns.set(keyOf(data), data);
    if (name === 'gone') forget(data.kind === 'Sync' ? newSyncs : newRuns, data);
  }
  batch(() => {
    syncs.value = newSyncs;
    runs.value = newRuns;
  });
}

function forget(map, { namespace, name }) {
  if (name) map.delete(`${namespace}/${name}`);
  else for (const key of [...map.keys()].filter(key => key.startsWith(`${namespace}/`))) map.delete(key);
}
