// A failure as the server tells it (RFC 9457): what happened, to which field, and what mends it.
import { html } from '../vendor/vendor.js';
import { Code, Note, Text } from './parts.js';

export const Failure = ({ failure }) => html`<${Note} look="fail" alert title=${failure.title ?? 'The server did not answer'}>
  <p><${Text}>${failure.detail ?? failure.message}</${Text}></p>
  ${failure.field ? html`<p class="small">Field: <code>${failure.field}</code></p>` : null}
  ${!failure.fix ? null : /^kubectl /.test(failure.fix) ? html`<${Code} text=${failure.fix} />` : html`<p><strong>To do:</strong> <${Text}>${failure.fix}</${Text}></p>`}</${Note}>`;
