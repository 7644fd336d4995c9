// @ts-check
// What is asked of a service, each figure once: where a number turns yellow or red on every board.

/** @typedef {import('./grafana.d.ts').Thresholds} Thresholds */

const GOOD = 'green';
const WATCH = 'yellow';
const WARNING = 'orange';
const CRITICAL = 'red';

/**
 * @param {[number, string][]} above from which value on which colour
 * @param {string} [base] the colour below all of them
 * @returns {Thresholds}
 */
function steps(above, base = GOOD) {
  return { mode: 'absolute', steps: [{ color: base, value: null }, ...above.map(([value, color]) => ({ color, value }))] };
}

/** Seconds: the targets of P50, P95 and P99; beyond, where an alert or the health of a version turns. */
export const LATENCY = {
  p50: steps([[0.1, WARNING]]),
  p95: steps([[0.3, WARNING], [0.5, CRITICAL]]),
  p99: steps([[0.5, WARNING], [1, CRITICAL]]),
};
/** A share of requests: above 1 % off its target, at 5 % a warning, at 10 % critical. */
export const ERRORS = steps([[0.01, WATCH], [0.05, WARNING], [0.1, CRITICAL]]);
export const SUCCESS = steps([[0.8, WARNING], [0.95, WATCH], [0.99, GOOD]], CRITICAL);
/** A share of the processors that a version has. */
export const CPU = steps([[0.8, WARNING], [0.9, CRITICAL]]);
export const FULL = steps([[0.7, WARNING], [0.9, CRITICAL]]);
export const HEADROOM = steps([[0.1, WARNING], [0.3, GOOD]], CRITICAL);
export const MEMORY_GROWTH = steps([[0.05, WARNING], [0.1, CRITICAL]]);
export const DRIFT_SCORE = 0.15;
export const DRIFT = steps([[DRIFT_SCORE, WARNING], [0.25, CRITICAL]]);
export const MISSING = steps([[0.05, WARNING]]);
/** Decimal logarithm of an e-value: a rollout is rolled back at 3, a thousand to one. */
export const EVIDENCE_VERDICT = 3;
export const EVIDENCE = steps([[1, WATCH], [2, WARNING], [EVIDENCE_VERDICT, CRITICAL]]);
/** How many times faster than the objective allows; at 14.4 a month's budget is gone in two days. */
export const BURN = steps([[1, WATCH], [6, WARNING], [14.4, CRITICAL]]);
export const AVAILABLE = steps([[0.5, WARNING], [1, GOOD]], CRITICAL);
/** One is too many. */
export const NONE = steps([[1, CRITICAL]]);
export const ANY = steps([[1, WARNING]]);
export const BAD_ANSWERS = steps([[1, WATCH], [15, CRITICAL]]);
export const PLAIN = steps([], 'blue');
