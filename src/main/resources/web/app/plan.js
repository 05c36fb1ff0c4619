// What a run would do: blockers with the statement that mends each, then warnings, then what happens to each table.
import { html } from '../vendor/vendor.js';
import { bytes, count, duration } from './format.js';
import { Code, Note, Table, Text } from './parts.js';

const COLUMNS = [
  { name: 'Table', of: table => html`<${Text}>${table.name}</${Text}>${table.reason ? html`<div class="muted small"><${Text}>${table.reason}</${Text}></div>` : null}` },
  { name: 'Action', look: 'main', of: table => `${table.action}${table.way && table.way !== 'Move' ? ` (${table.way})` : ''}` },
  { name: 'Rows that come', look: 'num', of: table => count(table.rows) },
  { name: 'Rows that go', look: 'num', of: table => count(table.targetRows) },
  { name: 'Bytes', look: 'num', of: table => bytes(table.bytes) },
  { name: 'Indexes', look: 'num', of: table => count(table.indexes) },
];

export function Plan({ plan }) {
  const { totals } = plan;
  return html`<div class="stack">
    <dl class="figures">
      <div><dt>Tables</dt><dd>${count(totals.tables)}<small>${totals.created ? `of which ${count(totals.created)} created` : 'all replaced'}</small></dd></div>
      <div><dt>Rows that go</dt><dd>${count(totals.targetRows)}<small>${bytes(totals.targetBytes)}</small></dd></div>
      <div><dt>Rows that come</dt><dd>${count(totals.rows)}<small>${bytes(totals.bytes)}</small></dd></div>
      <div><dt>Indexes</dt><dd>${count(totals.indexes)}</dd></div>
      ${plan.estimatedSeconds === undefined ? null : html`<div><dt>Takes about</dt><dd>${duration(plan.estimatedSeconds)}</dd></div>`}
      ${plan.neededBytes ? html`<div><dt>More space needed</dt><dd>${bytes(plan.neededBytes)}</dd></div>` : null}
      <div><dt>Plan</dt><dd class="mono">${plan.hash.slice(0, 12)}</dd></div>
    </dl>
    ${plan.blockers.map((blocker, i) => html`<${Blocker} key=${i} blocker=${blocker} />`)}
    <${Lines} title="Drift" look="wait" lines=${plan.drift} />
    <${Lines} title="Warnings" look="wait" lines=${plan.warnings} />
    <${Lines} title="Not moved as a whole" lines=${plan.modeReasons} />
    <${Lines} title="Notes" lines=${plan.notes} />
    ${plan.tables?.length ? html`<${Table} label="Tables of the plan" columns=${COLUMNS} rows=${plan.tables} />
      ${totals.tables > plan.tables.length ? html`<p class="muted small">The largest ${count(plan.tables.length)} of ${count(totals.tables)} tables.</p>` : null}` : null}
  </div>`;
}

function Blocker({ blocker }) {
  const fix = blocker.fix ?? {};
  return html`<${Note} look="fail" title=${blocker.reason}>
    <p><${Text}>${blocker.message}</${Text}></p>
    ${fix.first ? html`<p><${Text}>${fix.first}</${Text}></p>` : null}
    ${fix.statements?.length ? html`<p class="small muted">On the ${fix.side === 'Source' ? 'source' : 'target'}:</p><${Code} text=${fix.statements.map(sql => `${sql};`).join('\n')} label="Copy SQL" />` : null}
    ${fix.advice ? html`<p class="small"><${Text}>${fix.advice}</${Text}></p>` : null}
  </${Note}>`;
}

const Lines = ({ title, lines, look }) => (lines?.length
  ? html`<${Note} look=${look} title=${title}>${lines.map((line, i) => html`<p key=${i}><${Text}>${line}</${Text}></p>`)}</${Note}>` : null);
