// Shapes that tell states apart without colour. The word stands beside them, so they are hidden from screen readers.
import { html } from '../vendor/vendor.js';

const icon = content => html`<svg viewBox="0 0 16 16" aria-hidden="true" focusable="false">${content}</svg>`;
const stroke = { fill: 'none', stroke: 'currentColor', 'stroke-width': 1.8, 'stroke-linecap': 'round', 'stroke-linejoin': 'round' };

export const done = () => icon(html`<circle cx="8" cy="8" r="7" fill="currentColor" opacity=".16" /><path ...${stroke} d="m4.6 8.3 2.3 2.3 4.5-4.9" />`);
export const fail = () => icon(html`<path fill="currentColor" opacity=".16" d="M5.1 1h5.8L15 5.1v5.8L10.9 15H5.1L1 10.9V5.1z" /><path ...${stroke} d="M8 4.4v4.2M8 11.4v.1" />`);
export const wait = () => icon(html`<path fill="currentColor" opacity=".16" d="M8 1.4 15.4 14.4H.6z" /><path ...${stroke} d="M8 6v3.6M8 12v.1" />`);
export const run = () => icon(html`<circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" stroke-width="1.8" opacity=".25" /><path ...${stroke} d="M8 2a6 6 0 0 1 6 6" />`);
export const idle = () => icon(html`<circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" stroke-width="1.6" />`);
export const paused = () => icon(html`<circle cx="8" cy="8" r="7" fill="currentColor" opacity=".16" /><path ...${stroke} d="M6.2 5.4v5.2M9.8 5.4v5.2" />`);
export const undone = () => icon(html`<path ...${stroke} d="M3 6.5h6.5a3.5 3.5 0 0 1 0 7H6M5.6 3.5 2.6 6.5l3 3" />`);

export const arrow = () => html`<svg class="arrow" viewBox="0 0 34 14" aria-hidden="true" focusable="false">
  <path d="M1 7h30M25.5 1.5 31.5 7l-6 5.5" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" /></svg>`;

export const logo = () => html`<svg viewBox="0 0 24 24" aria-hidden="true" focusable="false">
  <g fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round">
  <ellipse cx="6.5" cy="6.5" rx="4.5" ry="2.2" /><path d="M2 6.5v9c0 1.2 2 2.2 4.5 2.2S11 16.700 11 15.500v-9" />
  <path d="M14 12h8M19 8.800 22.200 12 19 15.200" stroke="var(--accent)" /></g></svg>`;
