// The live changes: Server-Sent Events read with `fetch`, because an `EventSource` cannot carry the token. It goes on
// where it was cut off, and begins again when the server says so.
import { createParser } from '../vendor/vendor.js';
import { request } from './api.js';

const SILENCE = 40_000; // the server writes at least a comment every 15 s
const LONGEST_PAUSE = 15_000;

/**
 * @param from the event after which it begins
 * @param listener {onEvent(name, data), onState('live' | 'lost', why)}; `why` is an ApiError, or absent
 * @returns a function that ends the stream
 */
export function listen(from, listener) {
  let controller = new AbortController();
  let ended = false;
  let last = from;
  let failures = 0;

  const once = async () => {
    controller = new AbortController();
    const silent = () => controller.abort(new Error('silent'));
    let timer = setTimeout(silent, SILENCE);
    try {
      const response = await request('GET', '/events', {
        headers: { Accept: 'text/event-stream', ...(last ? { 'Last-Event-ID': last } : {}) },
        signal: controller.signal,
        again: 0, // the loop below tries again
      });
      const parser = createParser({
        onEvent: event => {
          if (event.id) last = event.id;
          if (event.event === 'reset') last = '';
          listener.onEvent(event.event ?? 'message', event.data ? JSON.parse(event.data) : null);
        },
      });
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
        clearTimeout(timer);
        timer = setTimeout(silent, SILENCE);
        listener.onState('live');
        failures = 0;
        parser.feed(piece.value);
      }
    } finally {
      clearTimeout(timer);
    }
  };

  const loop = async () => {
    while (!ended) {
      let why;
      try {
        await once();
      } catch (error) {
        why = error;
      }
      if (ended) return;
      listener.onState('lost', why);
      failures++;
      const pause = Math.min(LONGEST_PAUSE, 500 * 2 ** Math.min(failures, 5)) * (0.5 + Math.random() / 2);
      await new Promise(done => setTimeout(done, pause));
    }
  };

  void loop();
  return () => {
    ended = true;
    controller.abort();
  };
}
