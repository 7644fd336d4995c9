// Asks before something is done, and takes what a form needs. Escape closes; focus goes back to where it was.

import { ApiError, Unreachable } from './api.js';
import { h, morph } from './dom.js';
import { say } from './parts.js';

function open(dialog) {
  document.body.append(dialog);
  dialog.addEventListener('close', () => dialog.remove(), { once: true });
  dialog.showModal();
}

// Says what will happen, does it on a yes, and says what went wrong. Resolves to whether it was done.
export function confirm({ title, consequence, action, danger = false, reason = false, run }) {
  return form({
    title,
    lead: consequence,
    action,
    danger,
    fields: reason ? [{ name: 'reason', label: 'Reason (for the history)', maxlength: 500, optional: true }] : [],
    run,
  });
}

// fields: { name, label, hint, value, type, options, optional, pattern, … }. `run` gets the values and may throw.
export function form({ title, lead, action, danger = false, fields, run, wide = false }) {
  return new Promise((resolve) => {
    let done = false;
    const problems = h('div', { class: 'problems', role: 'alert' });
    const submit = h('button', { type: 'submit', class: danger ? 'danger' : 'primary' }, action);
    const dialog = h('dialog', { 'aria-label': title, class: wide ? 'wide' : null },
      h('form', {
        method: 'dialog',
        onsubmit: async (event) => {
          event.preventDefault();
          submit.disabled = true;
          morph(problems);
          try {
            await run(values(event.target, fields));
            done = true;
            dialog.close();
            say('Done');
          } catch (error) {
            morph(problems, lines(error).map((line) => h('p', {}, line)));
            submit.disabled = false;
          }
        },
      },
      h('h2', {}, title),
      lead ? h('p', { class: 'lead' }, lead) : null,
      fields.map(field),
      problems,
      h('div', { class: 'buttons end' },
        h('button', { type: 'button', onclick: () => dialog.close() }, danger ? 'Keep as it is' : 'Cancel'), submit)));
    dialog.addEventListener('close', () => resolve(done), { once: true });
    open(dialog);
    (dialog.querySelector('input, select, textarea') ?? submit).focus();
  });
}

function field({ name, label, hint, options, value, optional = false, type = 'text', ...rest }) {
  const id = `field-${name}`;
  const shared = { id, name, required: !optional && type !== 'checkbox', 'aria-describedby': hint ? `${id}-hint` : null };
  const control = options
    ? h('select', shared, options.map((option) => h('option', { value: option.value ?? option, selected: String(option.value ?? option) === String(value) }, option.text ?? option)))
    : h(type === 'textarea' ? 'textarea' : 'input', { ...shared, ...rest, type: type === 'textarea' ? null : type, autocomplete: 'off', checked: type === 'checkbox' && value === true });
  if (!options && type !== 'checkbox') {
    control.value = value ?? '';
  }
  return h('div', { class: `field ${type}` },
    h('label', { for: id }, label), control, hint ? h('p', { class: 'hint', id: `${id}-hint` }, hint) : null);
}

function values(element, fields) {
  return Object.fromEntries(fields.map(({ name, type }) => {
    const control = element.elements.namedItem(name);
    return [name, type === 'checkbox' ? control.checked : control.value.trim()];
  }));
}

function lines(error) {
  if (error instanceof ApiError) {
    return error.lines;
  }
  return [error instanceof Unreachable ? 'The gateway does not answer. Nothing was changed as far as we know.' : error.message];
}

export function help(groups) {
  const dialog = h('dialog', { 'aria-label': 'Keys', class: 'keys' },
    h('h2', {}, 'Keys'),
    h('div', { class: 'key-groups' }, groups.map(({ name, keys }) => h('section', {}, h('h3', {}, name),
      h('dl', {}, keys.map(([key, what]) => [h('dt', {}, key.split(' ').map((each) => h('kbd', {}, each))), h('dd', {}, what)]))))),
    h('div', { class: 'buttons end' }, h('button', { type: 'button', autofocus: true, onclick: () => dialog.close() }, 'Close')));
  open(dialog);
}
