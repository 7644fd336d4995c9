// Builds elements and brings them up to date in place. A value becomes a text node or an attribute and nothing else, so
// nothing that a caller sends can become markup. Dynamic styles go through the CSSOM, which the strict policy allows.

const HANDLERS = ['onclick', 'onsubmit', 'oninput', 'onchange', 'onkeydown', 'onpointerenter', 'onpointerleave'];
const SVG = 'http://www.w3.org/2000/svg';

export function h(tag, props = {}, ...children) {
  return dressed(document.createElement(tag), props, children);
}

export function svg(tag, props = {}, ...children) {
  return dressed(document.createElementNS(SVG, tag), props, children);
}

function dressed(node, props, children) {
  for (const [name, value] of Object.entries(props ?? {})) {
    if (HANDLERS.includes(name)) {
      node[name] = value;
    } else if (name === 'vars') {
      Object.entries(value).forEach(([variable, setting]) => node.style.setProperty(variable, setting));
    } else if (value !== null && value !== undefined && value !== false) {
      node.setAttribute(name, value === true ? '' : String(value));
    }
  }
  node.append(...nodes(children));
  return node;
}

function nodes(children) {
  return children.flat(Infinity)
    .filter((child) => child !== null && child !== undefined && child !== false)
    .map((child) => (child instanceof Node ? child : document.createTextNode(String(child))));
}

// Gives `target` these children. What is alike stays the same node, so that focus, selection, open details and scroll
// positions outlive a refresh. `data-key` tells which of several siblings is meant; `data-own` keeps children untouched.
export function morph(target, ...children) {
  reconcile(target, nodes(children));
}

const keyOf = (node) => node.dataset?.key;

function reconcile(target, wanted) {
  const keyed = new Map();
  for (const child of target.childNodes) {
    if (keyOf(child) !== undefined) {
      keyed.set(keyOf(child), child);
    }
  }
  let current = target.firstChild;
  for (const node of wanted) {
    const key = keyOf(node);
    const match = key === undefined ? current : keyed.get(key);
    if (match && match !== node && keyOf(match) === key && match.nodeName === node.nodeName) {
      if (match === current) {
        current = current.nextSibling;
      } else {
        target.insertBefore(match, current);
      }
      update(match, node);
    } else if (node === current) {
      current = current.nextSibling;
    } else {
      target.insertBefore(node, current);
    }
  }
  while (current) {
    const gone = current;
    current = current.nextSibling;
    gone.remove();
  }
}

function update(old, wanted) {
  if (old.nodeType === Node.TEXT_NODE) {
    if (old.data !== wanted.data) {
      old.data = wanted.data;
    }
    return;
  }
  for (const { name } of [...old.attributes]) {
    // Whether details are open is the reader's choice once they are there.
    if (!wanted.hasAttribute(name) && name !== 'style' && name !== 'open') {
      old.removeAttribute(name);
    }
  }
  for (const { name, value } of wanted.attributes) {
    if (name !== 'style' && name !== 'open' && old.getAttribute(name) !== value) {
      old.setAttribute(name, value);
    }
  }
  if (old.style && old.style.cssText !== wanted.style.cssText) {
    old.style.cssText = wanted.style.cssText;
  }
  for (const handler of HANDLERS) {
    if (old[handler] !== wanted[handler]) {
      old[handler] = wanted[handler];
    }
  }
  if (old.dataset.own === undefined) {
    const value = wanted.value;
    reconcile(old, [...wanted.childNodes]);
    // What is chosen follows the URL, but not under the hands of someone who types.
    if ((old instanceof HTMLSelectElement || old instanceof HTMLInputElement) && old !== document.activeElement && old.value !== value) {
      old.value = value;
    }
  }
}

export function focusable(root) {
  return root.querySelector('[autofocus], input, select, textarea, button, a[href]');
}
