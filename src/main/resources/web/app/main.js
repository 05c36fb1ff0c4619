// Starts the page: comes in, shows the frame, and the page that the address names.
import { html, render, useEffect } from '../vendor/vendor.js';
import * as api from './api.js';
import { now } from './clock.js';
import { since } from './format.js';
import * as icons from './icons.js';
import { List } from './list.js';
import { Login } from './login.js';
import { Menu, Note, Text, Title } from './parts.js';
import { replace, route, toList } from './router.js';
import { link, login, logOut, open, refused, session } from './store.js';
import { SyncPage } from './sync.js';
import { askToNotify, notifications } from './title.js';

const THEMES = { system: 'as the system', light: 'light', dark: 'dark' };
const THEME = 'dbsync-theme';

function useTheme() {
  const apply = theme => {
    if (theme === 'system') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    sessionStorage.setItem(THEME, theme);
  };
  const chosen = sessionStorage.getItem(THEME) ?? 'system';
  useEffect(() => apply(chosen), []);
  return [chosen, apply];
}

// Each sync has a page of its own: no dialogue, right or failure of another one stays.
const pageOf = ({ namespace, name }) => html`<${SyncPage} key=${`${namespace}/${name}`} />`;

function Frame() {
  const [theme, setTheme] = useTheme();
  const lost = link.value.state === 'lost' && session.value && !login.value;
  return html`<a class="skip" href="#main" onClick=${event => { event.preventDefault(); document.querySelector('h1')?.focus(); }}>To the content</a>
    <header class="bar"><div class="bar-in"><a class="brand" href=${toList()}>${icons.logo()}<span>databasesync</span></a>
      <div class="bar-end">
        ${session.value && !login.value ? html`<span class="live" role="status"><span class=${`dot ${lost ? 'live-off' : 'live-on'}`}></span>${lost ? 'not connected' : 'live'}</span>` : null}
        <${Menu} label=${session.value ? `Menu of ${session.value.user}` : undefined} name=${session.value ? html`<${Text}>${session.value.user}</${Text}>` : 'Menu'}>
          <label>Colours <select value=${theme} onChange=${event => setTheme(event.currentTarget.value)}>${Object.entries(THEMES).map(([key, word]) => html`<option key=${key} value=${key}>${word}</option>`)}</select></label>
          ${notifications.value ? html`<span class="muted small" role="status">${notifications.value}</span>`
            : html`<button type="button" class="stays" onClick=${askToNotify}>Notify me when a run ends</button>`}
          ${session.value ? html`<button type="button" onClick=${logOut}>Log out</button><span class="muted small">databasesync ${session.value.version}</span>` : null}</${Menu}>
      </div></div></header>
    <main id="main">
      ${lost ? html`<${Note} look="wait" title="Not connected"><p>The page shows what was known ${since(link.value.since, now.value)}, and connects again by itself.</p>
        ${link.value.why?.status ? html`<p role="status"><${Text}>${link.value.why.detail}</${Text}></p>${link.value.why.fix ? html`<p><strong>To do:</strong> <${Text}>${link.value.why.fix}</${Text}></p>` : null}` : null}</${Note}>` : null}
      ${login.value ? html`<${Login} failure=${login.value} mode=${login.value.mode} onToken=${token => { api.keepToken(token); void open(); }} />`
        : { list: html`<${List} />`, sync: pageOf(route.value), run: pageOf(route.value) }[route.value.page]
        ?? html`<${Title} name="absent">Not found</${Title}><p>This address names no page. <a href=${toList()}>All syncs</a></p>`}</main>`;
}

// The laptop's address ends in `#code=…`. The code works once, so it leaves the address at once.
async function enter() {
  const code = /^#code=([A-Za-z0-9_-]+)$/.exec(location.hash)?.[1];
  if (code) {
    replace(toList());
    try {
      api.keepToken(await api.exchange(code));
    } catch (error) {
      refused(Object.assign(error, { mode: 'laptop' }));
      return;
    }
  }
  await open();
}

render(html`<${Frame} />`, document.getElementById('app'));
void enter();
