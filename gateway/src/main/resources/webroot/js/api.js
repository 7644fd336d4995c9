// Talks to the admin API. The token, if one is needed, lives in this module's memory and nowhere else.

const PATIENCE_MILLIS = 8000;
let token = null;

export function useToken(value) {
  token = value;
}

export class ApiError extends Error {
  constructor(status, problem) {
    super(problem.detail ?? problem.title ?? `status ${status}`);
    this.status = status;
    this.fields = problem.errors ?? [];
  }

  // Everything that is wrong, field by field where the gateway says so.
  get lines() {
    return this.fields.length === 0 ? [this.message]
      : this.fields.map(({ pointer, detail }) => (pointer ? `${pointer.replace(/^\//, '')}: ${detail}` : detail));
  }
}

function headers(extra = {}) {
  return token === null ? extra : { ...extra, authorization: `Bearer ${token}` };
}

// The gateway did not answer, or not to the end.
export class Unreachable extends Error {}

async function asked(url, options) {
  try {
    const response = await fetch(url, options);
    return response.status === 204 ? null : await answer(response);
  } catch (error) {
    // What we gave up ourselves tells nothing of the gateway; a timeout does.
    throw error instanceof TypeError || error.name === 'TimeoutError' ? new Unreachable(error.message) : error;
  }
}

async function answer(response) {
  const text = await response.text();
  let body;
  try {
    body = JSON.parse(text);
  } catch {
    throw new ApiError(response.status, { detail: `the answer (${response.status}) is not JSON` });
  }
  if (!response.ok) {
    throw new ApiError(response.status, body);
  }
  return body;
}

export const path = (...segments) => `/api/v1/${segments.map((each) => encodeURIComponent(each)).join('/')}`;

export function query(parameters) {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined && value !== null && value !== '');
  return given.length === 0 ? '' : `?${new URLSearchParams(given)}`;
}

export async function get(url, signal) {
  const patience = AbortSignal.timeout(PATIENCE_MILLIS);
  return asked(url, { headers: headers(), signal: signal && AbortSignal.any ? AbortSignal.any([signal, patience]) : patience });
}

const absent = new Map();
const ABSENT_MILLIS = 60_000;

// Null where the gateway has no such thing: an older one, or a feature that is off. It is not asked again for a while.
export async function getIfThere(url, signal) {
  const resource = url.split('?', 1)[0];
  if (absent.get(resource) > Date.now()) {
    return null;
  }
  try {
    return await get(url, signal);
  } catch (error) {
    if (error instanceof ApiError && (error.status === 404 || error.status === 400)) {
      absent.set(resource, Date.now() + ABSENT_MILLIS);
      return null;
    }
    throw error;
  }
}

let seldom = { url: null, until: 0, body: null };

// What takes the gateway some reading and changes slowly: asked once a minute while a page stays open.
export async function getSeldom(url, signal) {
  if (seldom.url !== url || seldom.until < Date.now()) {
    seldom = { url, until: Date.now() + 60_000, body: await getIfThere(url, signal) };
  }
  return seldom.body;
}

export async function send(method, url, body, extra = {}) {
  return asked(url, {
    method,
    headers: headers(body === undefined ? extra : { 'content-type': 'application/json', ...extra }),
    body: body === undefined ? undefined : JSON.stringify(body),
  });
}

// Server-sent events over fetch: EventSource can't send a token. Ends when the stream does.
export async function events(lastId, signal, onOpen, onEvent) {
  const response = await fetch('/api/v1/events', {
    headers: headers(lastId === null ? {} : { 'last-event-id': lastId }),
    signal,
  });
  if (!response.ok) {
    await answer(response);
  }
  onOpen();
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) {
      return;
    }
    const frames = (rest + value).split('\n\n');
    rest = frames.pop();
    for (const frame of frames) {
      const event = {};
      for (const line of frame.split('\n')) {
        const colon = line.indexOf(': ');
        if (colon > 0) {
          event[line.slice(0, colon)] = line.slice(colon + 2);
        }
      }
      if (event.data !== undefined) {
        onEvent({ id: event.id, type: event.event, data: JSON.parse(event.data) });
      }
    }
  }
}
