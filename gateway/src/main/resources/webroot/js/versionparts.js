// What a monitor's page and a version's page share: the figures on top, links, and the comparison with another version.

import { get, path } from './api.js';
import { h, morph } from './dom.js';
import { millis, number, percent, rate, wilson } from './format.js';
import { empty, figureTile, safeLink, unit } from './parts.js';
import { patch } from './router.js';
import { versionSeries } from './series.js';
import { comparison } from './versioncharts.js';

export function interval(figures) {
  const bounds = figures.error_rate_low !== undefined && figures.error_rate_low !== null
    ? [figures.error_rate_low, figures.error_rate_high] : wilson(figures.error_count, figures.total_requests);
  return bounds === null ? '' : `${percent(bounds[0])} to ${percent(bounds[1])}`;
}

export function figures(snapshot) {
  const some = snapshot.total_requests > 0;
  return h('dl', { class: 'tiles card' },
    figureTile('requests', number(snapshot.total_requests), `${number(snapshot.error_count)} bad`),
    figureTile('rate', unit(rate(snapshot.request_rate), 'req/s')),
    figureTile('error rate', some ? percent(snapshot.error_rate) : '–', some ? `95 %: ${interval(snapshot)}` : null),
    figureTile('p50', unit(millis(snapshot.p50_latency_ms), 'ms')),
    figureTile('p95', unit(millis(snapshot.p95_latency_ms), 'ms')),
    figureTile('p99', unit(millis(snapshot.p99_latency_ms), 'ms')),
    figureTile('slowest', unit(millis(snapshot.max_latency_ms), 'ms')),
    figureTile('status codes', h('span', { class: 'codes' }, Object.entries(snapshot.status_codes ?? {}).map(([code, count]) =>
      h('span', { class: `status-code c${code[0]}` }, `${code} `, h('b', {}, number(count)))), Object.keys(snapshot.status_codes ?? {}).length === 0 ? '–' : null)));
}

// Links that the configuration names for a model, with their holes filled. They are followed only where they lead to a page.
export function outwards(config, model, version, event, runbook) {
  const configured = config?.config?.models?.[model] ?? {};
  return [['Dashboard', configured.dashboard], ['Runbook', runbook ?? configured.runbook ?? '/runbooks/incident?model={model}&version={version}']].map(([text, template]) => {
    const href = safeLink(filled(template, { model, version, event }));
    return href ? h('a', { class: 'button', target: '_blank', rel: 'noreferrer', href }, `${text} ↗`) : null;
  });
}

const filled = (template, values) => template?.replace(/\{(model|version|event)\}/g, (hole, name) => encodeURIComponent(values[name] ?? ''));

export async function loadComparison(model, version, range, signal) {
  if (!version) {
    return null;
  }
  const { monitors } = await get('/api/v1/monitors', signal);
  const monitor = monitors.find((each) => each.model === model && String(each.version) === version)?.name;
  return versionSeries(model, version, range, { monitor, signal });
}

export function comparisonCard() {
  let charts = null;
  let shownFor = null;
  const choice = h('div', { class: 'slot-inline' });
  const place = h('div', {});
  const node = h('section', { class: 'compare', 'aria-label': 'Compare with another version', 'data-own': true }, h('header', { class: 'section-head' }, h('h2', {}, 'Version against version'), choice), place);

  function end() {
    charts?.end();
    charts = null;
    place.replaceChildren();
  }

  return {
    node,
    end,
    show({ model, version, versions, chosen, mine, other, marks }) {
      const others = versions.filter((each) => each.version !== version);
      node.hidden = others.length === 0;
      morph(choice, h('label', { class: 'filter' }, h('span', { class: 'unseen' }, 'Compare with'), h('select', { onchange: (event) => patch({ with: event.target.value || null }) },
        h('option', { value: '', selected: !chosen }, 'compare with …'),
        others.map((each) => h('option', { value: each.version, selected: String(each.version) === chosen }, `${model} ${each.version} (${each.role})`)))));
      const key = other ? `${model} ${version} ${chosen}` : null;
      if (key !== shownFor) {
        end();
        shownFor = key;
        if (key) {
          charts = comparison([`${model} ${version}`, `${model} ${chosen}`]);
          place.replaceChildren(charts.node);
        }
      }
      if (charts && other) {
        charts.show([mine, other], { marks, subject: `${model}-${version}-${chosen}` });
      } else if (chosen && !other) {
        morph(place, empty('No history of that version', 'This gateway tells figures over time of monitored versions only. Make a monitor of it.'));
      }
    },
  };
}
