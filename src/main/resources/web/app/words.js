// How states are shown: a look (colour and shape) and a word.
import { session } from './store.js';

export const PHASES = ['Validating', 'Preparing', 'Copying', 'Indexing', 'Verifying', 'Publishing'];
export const ENDED = new Set(['Succeeded', 'Failed', 'Cancelled', 'RolledBack']);

const LOOKS = {
  Succeeded: 'done', Idle: 'idle', New: 'idle', Scheduled: 'idle', Suspended: 'idle', Cancelled: 'idle', RolledBack: 'idle',
  Failed: 'fail', Blocked: 'fail', Pending: 'wait', AwaitingApproval: 'wait',
};
const WORDS = { RolledBack: 'Rolled back', RollingBack: 'Rolling back', Pending: 'Starting', AwaitingApproval: 'Waits for approval', New: 'Not seen yet' };
const ICONS = { Suspended: 'paused', RolledBack: 'undone' };

const stateOf = phase => ({ look: LOOKS[phase] ?? 'run', word: WORDS[phase] ?? phase, icon: ICONS[phase] });

/** The state of a sync: what goes on, or how it stands. */
export function syncState(sync) {
  if (sync.activeRun) return stateOf(sync.state);
  if (sync.suspended) return stateOf('Suspended');
  if (sync.fresh === false) return { look: 'wait', word: 'Too old' };
  if (sync.inSync === false) return { look: 'wait', word: 'Differs' };
  if (sync.ready) return { look: 'done', word: 'Ready' };
  return stateOf(sync.state);
}

/** What a sync without a success is; the server of a laptop knows only what happened since it started. */
export const neverWords = () => (session.value?.mode === 'Engine' ? 'Not published since the server started' : 'Never published');

/** The state of a run, or of a past run of the history. */
export function runState(run) {
  if (run.result) return stateOf(run.result);
  return stateOf(run.phase);
}
