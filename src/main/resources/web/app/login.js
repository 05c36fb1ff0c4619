// How a person comes in: the proxy before the server has added a token, or a token is pasted, or the laptop's one-time
// code stands in the address. A token is kept for this tab only, and goes at log out.
import { html, useState, useEffect } from '../vendor/vendor.js';
import { Note, Title } from './parts.js';
import { Failure } from './failure.js';

export function Login({ failure, mode, onToken }) {
  const [token, setToken] = useState('');
  useEffect(() => { document.title = 'Log in · databasesync'; }, []);
  const submit = event => {
    event.preventDefault();
    if (token.trim()) onToken(token.trim());
  };
  return html`<div class="login stack">
    <${Title} name="login">${failure?.expired ? 'Your login has expired' : 'Log in'}</${Title}>
    ${failure && !failure.expired && failure.status !== 401 ? html`<${Failure} failure=${failure} />` : null}
    ${mode === 'laptop'
      ? html`<${Note} title="Another address is needed"><p>The code in a printed address works once, and within a minute. Press Enter where <code>dbsync web</code> runs, and open the address that it prints.</p></${Note}>`
      : html`<div class="card stack"><p>No valid token arrived${failure?.field ? html` in the header <code>${failure.field}</code>` : ''}. If a proxy should add it, ask the person who runs the proxy. Otherwise paste a token of yours:</p>
        <form class="stack" onSubmit=${submit}>
          <label class="stack"><span>Token</span><input type="password" autocomplete="off" spellcheck=${false} value=${token} onInput=${event => setToken(event.currentTarget.value)} /></label>
          <div class="row"><button class="primary" disabled=${!token.trim()}>Log in</button></div>
        </form>
        <p class="muted small">For example: <code>kubectl create token NAME --duration=8h</code>. It stays in this tab, and is gone when the tab closes.</p></div>`}
  </div>`;
}
