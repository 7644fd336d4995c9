// What callers send and what models say to it, over time. Nothing measures it yet, and the page says so.

import { h, morph } from '../js/dom.js';
import { card, empty } from '../js/parts.js';

export const title = () => 'Quality';

export const load = async () => null;

export function mount(root) {
  return {
    show() {
      morph(root, h('h1', {}, 'Quality'),
        card('Drift of features and predictions', {},
          empty('Nothing is measured here yet', 'Health and quality are different planes: a version can answer fast and without errors, and wrongly. This gateway judges the first; the second is not built into this release.'),
          h('div', { class: 'columns-2' },
            h('div', {}, h('h3', {}, 'What will stand here'), h('ul', { class: 'plain-list' },
              h('li', {}, 'per feature: how far its distribution has moved from the reference (PSI, Jensen–Shannon), missing and out-of-range shares'),
              h('li', {}, 'per version: its predictions against the reference and against stable in the same minutes'),
              h('li', {}, 'shadow answers against live ones: agreement, largest differences'))),
            h('div', {}, h('h3', {}, 'What you can do today'), h('ul', { class: 'plain-list' },
              h('li', {}, 'Let a canary shadow live traffic: ', h('code', {}, 'canary: { shadow: 10% }'), '. Its statuses and latencies stand on the rollout’s page.'),
              h('li', {}, 'Keep a reference: a file of typical requests, a line of JSON each. A drift job will read it.'))))));
    },
    end() {},
  };
}
