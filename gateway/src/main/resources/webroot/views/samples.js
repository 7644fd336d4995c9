// Recent requests, by what they were and how they went.

import { get, query } from '../js/api.js';
import { h, morph } from '../js/dom.js';
import { card } from '../js/parts.js';
import { patch } from '../js/router.js';
import { SAMPLE_FILTERS, samplesFilter, samplesTable } from '../js/samplestable.js';

const MOST = 100;

export const title = () => 'Samples';

export async function load({ query: given }, signal) {
  const filter = Object.fromEntries(SAMPLE_FILTERS.map((name) => [name, given[name]]));
  const url = `/api/v1/samples${query({ ...filter, limit: MOST })}`;
  const [{ samples }, { models }] = await Promise.all([
    get(url, signal), get('/api/v1/models', signal)]);
  return { samples, asked: url, models: models.map(({ id }) => id) };
}

export function mount(root) {
  return {
    show({ samples, asked, models }, route) {
      const filtered = SAMPLE_FILTERS.some((name) => route.query[name]);
      morph(root, h('h1', {}, 'Samples'),
        h('p', { class: 'lead' }, 'Requests the gateway kept: recent ones, and for longer those that failed or were slow. Never a credential; bodies only where the configuration asks for them.'),
        card(null, { class: 'flush' },
          samplesFilter({ query: route.query, models, change: (name, value) => patch({ [name]: value || null }) }),
          samplesTable({
            id: 's', asked, samples, withVersion: true,
            hint: filtered ? 'The filter lets nothing through.' : 'Nothing was asked yet. Send a request to a model:',
          })));
    },
    end() {},
  };
}
