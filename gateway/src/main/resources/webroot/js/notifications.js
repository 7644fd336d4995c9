// The bell and its panel: what fires now, and what fired lately.

import { get } from './api.js';
import { h, morph } from './dom.js';
import { metricName, metricValue } from './format.js';
import { icon } from './icons.js';
import { badge, empty, severity, shape, time } from './parts.js';
import { href } from './router.js';

export const STATE_LEVEL = { firing: 'critical', pending: 'warning', resolved: 'healthy', inactive: 'unknown' };
// Why something is told that has not changed.
const AGAIN = { reminder: 'reminder', acknowledged: 'seen', silence_ended: 'silence ended' };
export const alertLevel = ({ state, severity: how }) => (state === 'firing' ? severity(how) : STATE_LEVEL[state] ?? 'unknown');

export function notifications(bell, panel) {
  let firing = [];
  let recent = [];

  async function load(signal) {
    const [{ alerts }, { notifications: shown }] = await Promise.all([
      get('/api/v1/alerts?state=firing', signal), get('/api/v1/notifications?limit=30', signal)]);
    firing = alerts.filter((alert) => !alert.silenced_by);
    recent = shown;
    draw();
  }

  function draw() {
    morph(bell, icon('bell'), firing.length > 0 ? h('span', { class: 'count' }, firing.length) : null);
    bell.setAttribute('aria-label', firing.length > 0 ? `Notifications, ${firing.length} firing` : 'Notifications');
    bell.title = firing.length > 0 ? `${firing.length} alerts fire` : 'Nothing fires';
    if (panel.hidden) {
      return;
    }
    morph(panel, h('header', { class: 'card-head' }, h('h2', {}, 'Notifications'),
      h('div', { class: 'aside' }, h('a', { href: href(['alerts']), onclick: close }, 'All alerts'), h('button', { type: 'button', class: 'plain', onclick: close }, 'Close'))),
    recent.length === 0 ? empty('Nothing has fired', 'Alert rules belong to monitors. Open a monitor and add one.')
      : h('ul', { class: 'feed' }, recent.map(entry)));
  }

  function open() {
    panel.hidden = false;
    bell.setAttribute('aria-expanded', 'true');
    draw();
    panel.querySelector('button')?.focus();
  }

  function close() {
    panel.hidden = true;
    bell.setAttribute('aria-expanded', 'false');
    bell.focus();
  }

  bell.onclick = () => (panel.hidden ? open() : close());
  draw();
  return { load, close };
}

export function entry(notification) {
  const { id, monitor, rule, metric, state, value, threshold, severity: how, event } = notification;
  return h('li', { 'data-key': `notification-${id}` },
    shape(alertLevel(notification)),
    h('div', {},
      h('p', {}, h('a', { href: href(['monitors', monitor]) }, monitor), ` / ${rule} `, h('b', { class: alertLevel(notification) }, state), state === 'firing' ? [' ', badge(how)] : null,
        event in AGAIN ? [' ', badge(event === 'acknowledged' && notification.acknowledged_by ? `seen by ${notification.acknowledged_by}` : AGAIN[event])] : null,
        notification.silenced_by ? [' ', badge('silenced')] : null),
      h('p', { class: 'quiet' }, `${metricName(metric)} ${metricValue(metric, value)}, threshold ${metricValue(metric, threshold)}, `, time(notification.time))));
}
