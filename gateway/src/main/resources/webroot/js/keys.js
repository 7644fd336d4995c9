// What keys do. None of them acts while something is typed, and none needs a modifier.

export function keys({ pages, search, help, escape, range, theme, move }) {
  let leader = 0;

  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') {
      escape();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || document.querySelector('dialog[open]')) {
      return;
    }
    const afterLeader = Date.now() - leader < 1500;
    leader = 0;
    if (afterLeader && pages[event.key]) {
      pages[event.key]();
    } else if (event.key === 'g') {
      leader = Date.now();
    } else if (event.key === '/') {
      search();
    } else if (event.key === '?') {
      help();
    } else if (event.key === 't') {
      theme();
    } else if (event.key === '[' || event.key === ']') {
      range(event.key === '[' ? -1 : 1);
    } else if (event.key === 'j' || event.key === 'k') {
      move(event.key === 'j' ? 1 : -1);
    } else {
      return;
    }
    event.preventDefault();
  });
}

const isTyping = (target) => target.matches?.('input, select, textarea, [contenteditable]');
