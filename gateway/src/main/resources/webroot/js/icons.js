// Line icons of the frame, 20 by 20.

import { svg } from './dom.js';

const PATHS = {
  overview: 'M3 3h6v6H3zM11 3h6v6h-6zM3 11h6v6H3zM11 11h6v6h-6z',
  monitors: 'M2.5 10.5h3l2.5-6 4 11 2.5-5h3',
  rollouts: 'M4 16V9m4 7V6m4 10V8m4 8V3',
  alerts: 'M10 3 18 16.5H2zM10 8v4M10 14.2v.3',
  samples: 'M3 5h14M3 10h14M3 15h9',
  quality: 'M3 16c3.5 0 3.5-11 7-11s3.5 11 7 11M2.5 16h15',
  config: 'M3 6h7m4 0h3M3 14h3m4 0h7M12 4v4M8 12v4',
  bell: 'M10 3a4.5 4.5 0 0 1 4.5 4.5c0 4 1.5 5.5 1.5 5.5H4s1.5-1.5 1.5-5.5A4.5 4.5 0 0 1 10 3zM8.5 16a1.6 1.6 0 0 0 3 0',
  light: 'M10 6.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7zM10 2v1.5M10 16.5V18M2 10h1.5M16.5 10H18M4.3 4.3l1.1 1.1M14.6 14.6l1.1 1.1M15.7 4.3l-1.1 1.1M5.4 14.6l-1.1 1.1',
  dark: 'M16 12.2A6.5 6.5 0 1 1 7.8 4 5.3 5.3 0 0 0 16 12.2z',
  system: 'M3 4h14v9H3zM7 16.5h6M10 13v3.5',
};

export function icon(name) {
  return svg('svg', { class: 'icon', viewBox: '0 0 20 20', 'aria-hidden': 'true' }, svg('path', { d: PATHS[name] }));
}
