// The calls to the server. Every one carries the token of this tab; every write carries a header that no form or link
// of another site can send.
const BASE = '/api/v1';
const STORE = 'dbsync-token'; // of the tab: gone when it closes

let token = sessionStorage.getItem(STORE) ?? '';

export function keepToken(value) {
  token = value;
  if (value) sessionStorage.setItem(STORE, value);
  else sessionStorage.removeItem(STORE);
}

/** A failure as the server tells it (RFC 9457), or one of the network with status 0. */
export class ApiError extends Error {
  constructor(status, problem, retryAfter) {
    super(problem.detail ?? problem.title ?? `status ${status}`);
    Object.assign(this, { status, retryAfter, title: problem.reason ?? problem.title, detail: problem.detail, field: problem.field, fix: problem.fix, run: problem.run });
  }
}

const AGAIN = 3; // a request that only reads is sent so often again after the connection has failed

/** How often a request may be sent again. One that changes something only if a second one of it changes nothing more. */
function repeats(method, headers) {
  if (method === 'GET') return AGAIN;
  return method === 'PUT' || headers['Idempotency-Key'] ? 1 : 0;
}

const cutOff = method => new ApiError(0, {
  title: 'The server does not answer',
  detail: `The connection to the server failed.${method === 'GET' ? '' : ' The server may have done what was asked for, or not.'}`,
  fix: method === 'GET' ? undefined : 'Look whether it has happened. If not, ask for it again.',
});

async function send(path, options, again) {
  for (let failures = 1; ; failures++) {
    try {
      return await fetch(BASE + path, options);
    } catch (error) {
      if (options.signal?.aborted) throw error;
      if (failures > again) throw cutOff(options.method);
      await new Promise(done => setTimeout(done, 250 * 2 ** failures));
    }
  }
}

/** Sends a request, and returns its response if that is a success. */
export async function request(method, path, { headers = {}, body, signal, again = repeats(method, headers) } = {}) {
  const all = {
    ...(token ? { Authorization: `Bearer ${token}` } : {}),
    ...(method === 'GET' ? {} : { 'X-Dbsync-Request': 'page' }),
    ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
    ...headers,
  };
  const response = await send(path, { method, headers: all, body: body === undefined ? undefined : JSON.stringify(body), signal, cache: 'no-store', credentials: 'same-origin', redirect: 'error' }, again);
  if (response.ok) return response;
  const problem = await response.json().catch(() => ({}));
  throw new ApiError(response.status, problem, Number(response.headers.get('Retry-After')) || undefined);
}

const json = async (...call) => (await request(...call)).json();
const syncPath = sync => `/namespaces/${sync.namespace}/syncs/${sync.name}`;
const runPath = run => `/namespaces/${run.namespace}/runs/${run.name}`;

export const session = () => json('GET', '/session');
export const exchange = async code => (await json('POST', '/session', { body: { code } })).token;
export const forget = () => request('DELETE', '/session').catch(() => undefined);

/** All syncs that the caller sees, page by page, and the position of the stream before the first page. */
export async function syncs(signal) {
  const items = [];
  let event;
  for (let cursor = ''; cursor !== undefined;) {
    const response = await request('GET', `/syncs?limit=500${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`, { signal });
    event ??= response.headers.get('X-Dbsync-Event') ?? '';
    const page = await response.json();
    items.push(...page.items);
    cursor = page.next;
  }
  return { items, event };
}

export const syncPage = (sync, signal) => json('GET', syncPath(sync), { signal });
export const history = (sync, signal) => json('GET', `${syncPath(sync)}/history`, { signal });
export const run = (run, signal) => json('GET', runPath(run), { signal });
export const plan = (run, signal) => json('GET', `${runPath(run)}/plan`, { signal });
export const samples = (run, signal) => json('GET', `${runPath(run)}/samples`, { signal });
export const log = (run, signal) => json('GET', `${runPath(run)}/log`, { signal });

/** A key for one click. `randomUUID` is absent on a page without TLS. */
export const newKey = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, '0')).join('');

/** @param key belongs to one click: the same key again gives the same run */
export const start = (sync, body, key) => json('POST', `${syncPath(sync)}/runs`, { body, headers: { 'Idempotency-Key': key } });
export const cancel = run => json('POST', `${runPath(run)}/cancel`);
export const approve = (run, hash) => json('POST', `${runPath(run)}/approve`, { body: { plan: hash } });
export const suspend = (sync, on) => json('PUT', `${syncPath(sync)}/suspend`, { body: { suspend: on } });
export const repin = sync => json('POST', `${syncPath(sync)}/repin`);
