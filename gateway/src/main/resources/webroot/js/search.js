// One field that finds pages, models, versions and monitors, and goes there.

import { get } from './api.js';
import { h, morph } from './dom.js';
import { health } from './parts.js';
import { href } from './router.js';

export async function search(pages) {
  const list = h('ul', { role: 'listbox', id: 'found', 'aria-label': 'Found' });
  let places = pages;
  let chosen = 0;
  let shown = [];
  const field = h('input', {
    type: 'text', role: 'combobox', placeholder: 'Go to a page, model, version or monitor', 'aria-label': 'Search', 'aria-controls': 'found', 'aria-expanded': 'true',
    'aria-autocomplete': 'list', autocomplete: 'off', spellcheck: 'false',
    oninput: () => {
      chosen = 0;
      draw();
    },
    onkeydown: (event) => {
      if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
        chosen = Math.max(0, Math.min(shown.length - 1, chosen + (event.key === 'ArrowDown' ? 1 : -1)));
        draw();
        event.preventDefault();
      } else if (event.key === 'Enter' && shown[chosen]) {
        open(shown[chosen]);
        event.preventDefault();
      }
    },
  });
  const dialog = h('dialog', { class: 'palette', 'aria-label': 'Search' }, field, list);

  function open(place) {
    dialog.close();
    location.hash = place.href;
  }

  function draw() {
    const needle = field.value.trim().toLowerCase();
    shown = places.filter(({ text, kind }) => `${kind} ${text}`.toLowerCase().includes(needle)).slice(0, 12);
    field.setAttribute('aria-activedescendant', shown.length > 0 ? `found-${chosen}` : '');
    morph(list, shown.length === 0 ? h('li', { class: 'quiet none' }, 'Nothing of that name.')
      : shown.map((place, index) => h('li', { id: `found-${index}`, role: 'option', 'aria-selected': String(index === chosen), onclick: () => open(place) },
        h('span', { class: 'kind' }, place.kind), h('span', {}, place.text), place.health ? health(place.health) : null)));
    list.children[chosen]?.scrollIntoView({ block: 'nearest' });
  }

  document.body.append(dialog);
  dialog.addEventListener('close', () => dialog.remove(), { once: true });
  dialog.addEventListener('click', (event) => event.target === dialog && dialog.close());
  dialog.showModal();
  draw();
  try {
    const [{ models }, { monitors }] = await Promise.all([get('/api/v1/models'), get('/api/v1/monitors?state=all')]);
    places = [
      ...pages,
      ...models.flatMap(({ id, versions, rollout }) => [
        ...versions.map(({ version, role, health: how }) => ({ kind: 'version', text: `${id} ${version} (${role})`, health: how, href: href(['models', id, version]) })),
        ...(rollout ? [{ kind: 'rollout', text: `${id} ${rollout.stable} → ${rollout.canary}`, href: href(['rollouts', id]) }] : []),
      ]),
      ...monitors.map(({ name, health: how }) => ({ kind: 'monitor', text: name, health: how, href: href(['monitors', name]) })),
    ];
    draw();
  } catch {
    // The pages are found all the same; the header tells that the gateway is gone.
  }
}
