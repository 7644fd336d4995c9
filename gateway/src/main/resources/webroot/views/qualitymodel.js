// One model's newest report: which features moved, how they are spread now, what each version predicts.

import { get, getIfThere, path } from '../js/api.js';
import { h, morph } from '../js/dom.js';
import { number, percent, words } from '../js/format.js';
import { badge, button, card, empty, figureTile, shape, time } from '../js/parts.js';
import { distribution, drop, EXAMPLE, freeze, legend, miniature, origin, scoreBar, spoken, testName, value, verdict } from '../js/qualityparts.js';
import { current, href } from '../js/router.js';
import { table } from '../js/table.js';

const stacked = matchMedia('(max-width: 1180px)');

export const title = ({ segments }) => `Quality of ${segments[1]}`;

export async function load({ segments }, signal) {
  const id = segments[1];
  const [model, report] = await Promise.all([get(path('models', id), signal), getIfThere(path('quality', 'reports', id), signal)]);
  return { model, report };
}

export function mount(root) {
  const picture = h('div', { class: 'slot picture' });
  const features = h('div', { class: 'slot' });
  const head = h('div', { class: 'slot' });
  const tail = h('div', { class: 'slot' });
  const both = h('div', { class: 'drift' }, features, picture);
  let pictured = null;
  root.append(head, both, tail);

  return {
    show({ model, report }, { query }) {
      both.hidden = report === null || report.features.length === 0;
      if (report === null) {
        morph(head, h('div', { class: 'head' }, h('h1', {}, `Quality of ${model.id}`)),
          card(null, {}, empty('Not looked at', `Switch it on in the file, then inputs and predictions of ${model.id} are compared with a baseline.`, EXAMPLE(model.id))));
        morph(tail);
        return;
      }
      morph(head, header(report), notice(report), tiles(report), report.features.length === 0 ? card('Features', {}, noFeatures(report)) : null);
      const chosen = report.features.find(({ feature }) => feature === query.feature) ?? report.features[0];
      if (chosen) {
        morph(features, featuresCard(report, chosen));
        morph(picture, pictureCard(chosen, report.baseline));
        // Above the table on a narrow screen, where it would change unseen.
        if (pictured !== null && pictured !== chosen.feature && query.feature && stacked.matches) {
          picture.scrollIntoView();
        }
        pictured = chosen.feature;
      }
      morph(tail, predictions(report, model), skipped(report));
    },
    end() {},
  };
}

function header(report) {
  const { model, baseline, versions } = report;
  const frozen = baseline?.source !== 'file';
  return h('div', { class: 'head' },
    h('div', { class: 'headline' }, h('h1', {}, `Quality of ${model}`), verdict(report.verdict),
      h('p', { class: 'quiet' }, `last ${report.window}${report.sample ? ` · ${report.sample.replace('%', ' %')} of the answered requests` : ''}${report.every ? ` · every ${report.every}` : ''} · compared `, time(report.time))),
    h('div', { class: 'buttons' },
      frozen ? button('Freeze a baseline', () => freeze(report), { kind: baseline ? '' : 'primary', disabled: versions.length === 0 }) : null,
      frozen && baseline ? button('Drop it', () => drop(report), { kind: 'danger', title: 'Drop the baseline' }) : null));
}

// Why there is no verdict, and what to do.
function notice(report) {
  const text = report.rows < report.minimum_rows ? `Too few rows to tell: ${number(report.rows)} of ${number(report.minimum_rows)} that are needed.`
    : report.baseline === null ? 'There is nothing to compare with yet. Freeze a baseline while the model does well, or name a file with quality.reference.' : null;
  return text ? h('p', { class: 'notice' }, shape('unknown'), ` ${text}`) : null;
}

function tiles({ rows, minimum_rows: minimum, features, drifted, baseline }) {
  return h('dl', { class: 'tiles card' },
    figureTile('rows looked at', number(rows), rows < minimum ? `${number(minimum)} are needed` : null),
    figureTile('features', number(features.length)),
    figureTile('drifted', baseline === null ? '–' : number(drifted.length)),
    figureTile('baseline', baseline === null ? '–' : baseline.source === 'file' ? 'a file' : `version ${baseline.version}`,
      baseline === null ? 'none yet' : [`${number(baseline.rows)} rows, `, time(baseline.created_at), baseline.created_by ? ` by ${baseline.created_by}` : null]));
}

function noFeatures({ rows, skipped: reasons }) {
  return rows > 0 ? empty('No feature was found', 'The rows that came hold none. Say where they are with quality.inputs, a JSON pointer into the request.')
    : empty('No rows yet', Object.keys(reasons).length > 0 ? 'Requests came, but none could be read; the reasons stand below.' : 'They show a minute after the first answered requests.');
}

// ---- features ----

function featuresCard({ model, features }, chosen) {
  const { query } = current();
  const link = (feature) => href(['quality', model], { ...query, feature });
  return card('Features', { about: 'the farthest from the baseline first' }, table({
    id: 'f', label: 'Features', rows: features, key: (row) => row.feature, filter: features.length > 8, rowClass: (row) => (row === chosen ? 'chosen' : null),
    columns: [
      { id: 'feature', text: 'feature', wide: true, value: (row) => row.feature, cell: (row) => [shapeOf(row), h('a', { class: 'strong', href: link(row.feature), title: row.feature, 'aria-current': row === chosen ? 'true' : null }, row.feature), row.critical ? badge('critical') : null] },
      { id: 'score', text: 'score', numeric: true, value: (row) => row.score, cell: (row) => scoreBar(row) },
      { id: 'test', text: 'test', spare: true, minor: true, value: (row) => testName(row.test), cell: (row) => h('span', { class: 'quiet' }, testName(row.test)) },
      { id: 'kind', text: 'kind', minor: true, spare: true, value: (row) => row.kind, cell: (row) => row.kind },
      { id: 'missing', text: 'missing', numeric: true, minor: true, value: (row) => row.missing_ratio, cell: (row) => [percent(row.missing_ratio), was(row)] },
      { id: 'range', text: 'out of range', numeric: true, minor: true, spare: true, value: (row) => row.out_of_range_ratio, cell: (row) => percent(row.out_of_range_ratio) },
      { id: 'shape', text: 'values', minor: true, cell: (row) => miniature(row, row.feature) },
    ],
    empty: null,
  }));
}

const shapeOf = ({ verdict: name }) => h('span', { class: 'mark', title: name }, shape({ ok: 'healthy', drift: 'critical' }[name] ?? name), h('span', { class: 'unseen' }, `${name} `));

function was({ missing_ratio: now, baseline_missing_ratio: before }) {
  return before === null || Math.abs((now ?? 0) - before) < 0.005 ? null : h('span', { class: 'quiet small' }, ` was ${percent(before)}`);
}

function pictureCard(feature, baseline) {
  const fact = (label, text) => [h('dt', {}, label), h('dd', {}, text)];
  return card(feature.feature, { about: baseline !== null && feature.baseline_missing_ratio === null ? 'not in the baseline' : testName(feature.test) },
    h('p', {}, verdict(feature.verdict)),
    h('p', { class: 'quiet small' }, spoken(feature)),
    h('dl', { class: 'facts' }, fact('score', scoreBar(feature)),
      feature.wasserstein !== null ? fact('moved by', `${value(feature.wasserstein)} standard deviations`) : null,
      feature.ks !== null ? fact('Kolmogorov–Smirnov', value(feature.ks)) : null,
      fact('missing', [percent(feature.missing_ratio), was(feature)]),
      feature.out_of_range_ratio !== null ? fact('out of range', percent(feature.out_of_range_ratio)) : null,
      fact('rows', number(feature.rows))),
    legend(baseline), distribution(feature, `Distribution of ${feature.feature}`));
}

// ---- predictions ----

function predictions({ versions, baseline }, model) {
  const rows = versions.filter(({ prediction }) => prediction !== null);
  if (rows.length === 0) {
    return versions.length === 0 ? null : card('Predictions', {}, empty('No prediction was found', 'The answers hold none that could be read. Say where it is with quality.prediction, a JSON pointer into the answer.'));
  }
  const role = (version) => model.versions.find((each) => each.version === version)?.role;
  const numeric = rows.some(({ prediction }) => prediction.kind === 'numeric');
  const figure = (id, text) => ({ id, text, numeric: true, minor: true, spare: id === 'p25' || id === 'p75', value: ({ prediction }) => prediction[id], cell: ({ prediction }) => h('span', { title: value(prediction[id], 6) }, value(prediction[id], 3)) });
  return card('Predictions', { about: 'of each version, against the baseline and against stable in the same minutes' },
    table({
      id: 'p', label: 'Predictions', rows, key: (row) => row.version,
      columns: [
        { id: 'version', text: 'version', value: (row) => row.version, cell: (row) => [shapeOf(worse(row.prediction)), h('a', { class: 'strong', href: href(['models', model.id, row.version]) }, `${model.id} ${row.version}`), ' ', role(row.version) ? badge(role(row.version), role(row.version)) : null] },
        { id: 'rows', text: 'rows', numeric: true, minor: true, value: (row) => row.rows, cell: (row) => number(row.rows) },
        ...(numeric ? [figure('mean', 'mean'), figure('p5', 'p5'), figure('p25', 'p25'), figure('p50', 'p50'), figure('p75', 'p75'), figure('p95', 'p95')] : []),
        { id: 'score', text: 'vs baseline', numeric: true, value: ({ prediction }) => prediction.score, cell: ({ prediction }) => scoreBar(prediction) },
        { id: 'stable', text: 'vs stable', numeric: true, value: ({ prediction }) => prediction.against_stable?.score, cell: ({ prediction }) => beside(prediction) },
      ],
      empty: null,
    }),
    h('div', { class: 'predicted' }, rows.map(({ version, prediction }) => h('figure', { 'data-key': `predicted-${version}`, 'aria-label': `What ${model.id} ${version} predicts` },
      h('figcaption', {}, h('h3', {}, `${model.id} ${version}`), h('p', { class: 'quiet small' }, spoken(prediction))),
      distribution(prediction, `Predictions of ${model.id} ${version}`)))),
    legend(baseline));
}

const WORST_LAST = ['unknown', 'ok', 'warning', 'drift'];

function worse({ verdict: own, against_stable: stable }) {
  return { verdict: WORST_LAST[Math.max(WORST_LAST.indexOf(own), WORST_LAST.indexOf(stable?.verdict))] ?? 'unknown' };
}

function beside({ against_stable: stable }) {
  return stable === null ? h('span', { class: 'quiet' }, '–')
    : h('span', { title: `${number(stable.rows)} rows beside ${number(stable.stable_rows)} of stable` }, scoreBar(stable));
}

// ---- what gave no row ----

const REASONS = {
  body_limit: 'larger than body-limit', encoded: 'compressed, which is not undone', stream: 'a streamed answer, too large or no completion', grpc: 'gRPC calls, whose messages need their schema',
  unfinished: 'answered before the request was whole', budget: 'the gateway held as much as it may at once', full: 'too many at once', not_json: 'no JSON, or of another form than quality.format says', no_rows: 'JSON without an object of features',
};

function skipped({ skipped: reasons }) {
  const all = Object.entries(reasons).sort(([, a], [, b]) => b - a);
  return all.length === 0 ? null : card('Not looked at', { about: 'drawn, but without a row, since the start' }, h('dl', { class: 'facts' },
    all.map(([reason, count]) => [h('dt', {}, REASONS[reason] ?? words(reason)), h('dd', {}, number(count))])));
}
