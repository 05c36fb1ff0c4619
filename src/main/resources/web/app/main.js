// Lists the syncs, and keeps the list true by the stream.
const state = document.getElementById('state');
const list = document.getElementById('syncs');
const login = document.getElementById('login');
const field = document.getElementById('token');
const rows = new Map();
const wait = ms => new Promise(done => setTimeout(done, ms));
let token = sessionStorage.getItem('token') ?? '';
let lastEvent = '';

function show(sync) {
  const key = `${sync.namespace}/${sync.name}`;
  if (!rows.has(key)) rows.set(key, list.appendChild(document.createElement('li')));
  const percent = sync.activeRun?.percent === undefined ? '' : ` ${sync.activeRun.percent} %`;
  rows.get(key).textContent = `${key}: ${sync.direction ?? ''} ${sync.state}${percent} ${sync.message ?? ''}`;
}

function forget(match) {
  for (const [key, row] of rows) {
    if (match(key)) {
      row.remove();
      rows.delete(key);
    }
  }
}

function loggedOut() {
  token = '';
  sessionStorage.clear();
  forget(() => true);
  login.hidden = false;
  state.textContent = 'Log in with a token';
}

const get = (path, more = {}) => fetch(path, {headers: {Authorization: `Bearer ${token}`, ...more}});

async function load() {
  forget(() => true);
  let cursor = '';
  do {
    const answer = await get(`/api/v1/syncs?limit=500${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
    if (!answer.ok) throw answer;
    if (!cursor) lastEvent = answer.headers.get('X-Dbsync-Event') ?? '';
    const page = await answer.json();
    page.items.forEach(show);
    cursor = page.next ?? '';
  } while (cursor);
}

async function hear(text) {
  const field = name => text.split('\n').find(line => line.startsWith(`${name}: `))?.slice(name.length + 2) ?? '';
  lastEvent = field('id') || lastEvent;
  const data = JSON.parse(field('data') || '{}');
  switch (field('event')) {
    case 'sync': show(data); break;
    case 'gone':
      if (data.kind === 'Sync') {
        forget(key => data.name ? key === `${data.namespace}/${data.name}` : key.startsWith(`${data.namespace}/`));
      }
      break;
    case 'reset': await load(); break;
    case 'login': loggedOut(); break;
    default:
  }
}

async function listen() {
  const answer = await get('/api/v1/events', lastEvent && {'Last-Event-ID': lastEvent});
  if (!answer.ok) throw answer;
  state.textContent = 'Live';
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    const events = (rest + part.value).split('\n\n');
    rest = events.pop();
    for (const event of events) await hear(event);
  }
}

async function exchange() {
  const code = location.hash.match(/^#code=(.+)$/)?.[1];
  if (!code) return;
  history.replaceState(null, '', '/');
  const answer = await fetch('/api/v1/session', {
    method: 'POST',
    headers: {'Content-Type': 'application/json', 'X-Dbsync-Request': '1'},
    body: JSON.stringify({code}),
  });
  if (answer.ok) token = (await answer.json()).token;
  sessionStorage.setItem('token', token);
}

field.addEventListener('change', () => {
  token = field.value.trim();
  field.value = '';
  sessionStorage.setItem('token', token);
  login.hidden = true;
});

await exchange();
for (let pause = 1000; ; pause = Math.min(pause * 2, 30000)) {
  while (!token) {
    loggedOut();
    await wait(500);
  }
  try {
    if (!lastEvent) await load();
    await listen();
    pause = 1000;
  } catch (failure) {
    if (failure.status === 401) loggedOut();
    else state.textContent = 'The connection is lost';
  }
  await wait(pause * (0.5 + Math.random()));
}
