// Talks to the admin API. The token, if one is needed, lives in this module's memory and nowhere else.

let token = null;

export function useToken(value) {
  token = value;
}

export class ApiError extends Error {
  constructor(status, detail) {
    super(detail);
    this.status = status;
  }
}

function headers(extra = {}) {
  return token === null ? extra : { ...extra, authorization: `Bearer ${token}` };
}

async function answer(response) {
  const body = await response.json();
  if (!response.ok) {
    throw new ApiError(response.status, body.detail ?? response.statusText);
  }
  return body;
}

export async function get(path) {
  return answer(await fetch(path, { headers: headers() }));
}

export async function post(path, body) {
  return answer(await fetch(path, {
    method: 'POST',
    headers: headers({ 'content-type': 'application/json' }),
    body: JSON.stringify(body),
  }));
}

// Server-sent events over fetch: EventSource can't send a token.
// Calls onEvent for each event until the stream ends; resolves or throws then.
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
