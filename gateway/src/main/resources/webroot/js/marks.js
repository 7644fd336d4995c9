// What happened, for the time axes: rollouts, alerts, reloads. From the gateway's history of events where it keeps one,
// else from what the other resources tell.

import { get, getIfThere, path, query } from './api.js';
import { metricName, words } from './format.js';
import { severity } from './parts.js';

const KEPT_MILLIS = 4000;
let kept = { key: '', at: 0, marks: [] };

// marks: [{ at: epoch seconds, kind, level, text, model }], oldest first. `model` null: of all.
export async function marks({ from, to }, model, signal) {
  const key = `${model} ${Math.round(from / 10)} ${Math.round(to - from)}`;
  if (kept.key !== key || Date.now() - kept.at > KEPT_MILLIS) {
    kept = { key, at: Date.now(), marks: await found(from, to, model, signal) };
  }
  return kept.marks;
}

async function found(from, to, model, signal) {
  const iso = (seconds) => new Date(seconds * 1000).toISOString();
  const history = await getIfThere(`/api/v1/events/history${query({ from: iso(from), to: iso(to), model, limit: 500 })}`, signal);
  const all = history?.events ? history.events.map(ofEvent) : await derived(model, signal);
  return all.filter(({ at }) => at >= from && at <= to).sort((a, b) => a.at - b.at);
}

const seconds = (iso) => new Date(iso).getTime() / 1000;

const LEVELS = { info: 'accent', warning: 'warning', critical: 'critical' };

const ofEvent = ({ type, time, model, title, detail, severity: how }) => ({
  at: seconds(time), kind: type, model: model ?? null, level: LEVELS[how] ?? 'accent', text: detail ? `${title}: ${detail}` : title,
});

function rolloutMark(at, { model, canary, reason }, phase) {
  const level = phase === 'rolled_back' || phase === 'rolling_back' ? 'critical' : phase === 'promoted' ? 'healthy' : phase === 'paused' ? 'warning' : 'accent';
  return { at, kind: 'rollout', level, model, text: `${model} ${canary ?? ''} ${words(phase)}${reason ? `: ${reason}` : ''}` };
}

const alertMark = (at, { monitor, rule, metric, state, severity: how, model }) => ({
  at, kind: 'alert', model, level: state === 'firing' ? severity(how) : 'healthy', text: `${monitor} / ${rule} ${state} (${metricName(metric)})`,
});

const reloadMark = (at, { applied }) => ({
  at, kind: 'reload', model: null, level: applied === false ? 'warning' : 'accent', text: applied === false ? 'reload refused' : 'configuration reloaded',
});

async function derived(model, signal) {
  const [{ models }, { notifications }, config] = await Promise.all([
    get('/api/v1/models', signal), get('/api/v1/notifications?limit=200', signal), get(path('config'), signal),
  ]);
  const reload = config.last_reload;
  return [
    ...models.filter(({ id, rollout }) => rollout && (model === null || id === model)).flatMap(({ rollout }) =>
      (rollout.history ?? []).filter(({ from, to, remark }) => from !== to && !remark)
        .map((change) => rolloutMark(seconds(change.time), { ...rollout, reason: change.reason }, change.to))),
    ...notifications.filter((each) => (each.state === 'firing' || each.state === 'resolved') && (model === null || each.model === model))
      .map((each) => alertMark(seconds(each.time), each)),
    ...(reload && reload.trigger !== 'start' ? [reloadMark(seconds(reload.time), reload)] : []),
  ];
}
