// Keeps a page up to date: asks again every few seconds and at once when an event says that something happened. Stands
// still while the tab is hidden. Tells what the connection is worth.

import { ApiError, events, Unreachable } from './api.js';

const PERIOD_MILLIS = 2000;
const RECONNECT_MILLIS = 2000;
const GATHER_MILLIS = 150;

// `load` fetches and shows; `tell` hears of { state: 'live' | 'stale' | 'token' | 'connecting', since }.
export function live(load, tell) {
  let lastAnswer = null;
  let lastEventId = null;
  let stream = null;
  let running = false;
  let again = false;
  let soon = null;

  async function refresh() {
    if (document.hidden) {
      return;
    }
    if (running) {
      again = true;
      return;
    }
    running = true;
    try {
      await load();
      lastAnswer = new Date();
      tell({ state: 'live', since: lastAnswer });
      watch();
    } catch (error) {
      failed(error);
    } finally {
      running = false;
      if (again) {
        again = false;
        refresh();
      }
    }
  }

  function failed(error) {
    if (error.name === 'AbortError') {
      return;
    }
    if (error instanceof ApiError) {
      tell({ state: error.status === 401 ? 'token' : 'live', since: lastAnswer });
    } else if (error instanceof Unreachable) {
      tell({ state: 'stale', since: lastAnswer });
    } else {
      // A fault of this page: told where developers look, and the next round may do better.
      console.error(error);
    }
  }

  async function watch() {
    if (stream !== null || document.hidden) {
      return;
    }
    stream = new AbortController();
    try {
      await events(lastEventId, stream.signal, () => {}, (event) => {
        lastEventId = event.id ?? lastEventId;
        soon ??= setTimeout(() => {
          soon = null;
          refresh();
        }, GATHER_MILLIS);
      });
    } catch {
      // Asking again tells what is wrong; where only the stream is refused, asking is enough.
    }
    setTimeout(() => {
      stream = null;
      refresh();
    }, RECONNECT_MILLIS);
  }

  document.addEventListener('visibilitychange', () => {
    if (document.hidden) {
      stream?.abort();
    } else {
      refresh();
    }
  });
  setInterval(refresh, PERIOD_MILLIS);
  return { refresh };
}
