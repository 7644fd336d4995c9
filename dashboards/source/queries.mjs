// @ts-check
// Every query of the boards, once. `$model` and `$version` are the boards' variables, as Grafana fills them for a regular expression.

const NATIVE = 'model=~"$model",version=~"$version"';
const MODEL = 'model=~"$model"';
const ML = 'model_name=~"$model",model_version=~"$version"';
const ML_MODEL = 'model_name=~"$model"';
const INGRESS = 'path=~"/models/($model)/v/($version)"';
const WINDOW = '[$__rate_interval]';

/** What a caller sees as an error; what a version did wrong is narrower. */
const CALLER_ERRORS = '400|402|403|404|405|406|408|429|5..';
const VERSION_ERRORS = 'upstream_.*|timeout_.*';

const BY_VERSION = 'by (model, version)';

/** @param {string} part @param {string} whole nothing where there was none @returns {string} */
const share = (part, whole) => `${part} / (${whole} > 0)`;

/** @param {string} by @param {string} more labels */
const requests = (by, more = '') => `sum${by && ` ${by}`} (rate(inference_gateway_requests_total{${NATIVE}${more}}${WINDOW}))`;

/** @param {string} family of a histogram @param {number} quantile @param {string} by further labels @param {string} more labels */
const quantile = (family, quantile, by, more = '') =>
  `histogram_quantile(${quantile}, sum by (le${by && `, ${by}`}) (rate(${family}_bucket{${NATIVE}${more}}${WINDOW})))`;

const DURATION = 'inference_gateway_request_duration_seconds';

/** The ML dialect's labels under the native names. @param {string} expression @returns {string} */
const renamed = (expression) =>
  `label_replace(label_replace(${expression}, "model", "$1", "model_name", "(.*)"), "version", "$1", "model_version", "(.*)")`;

/** @param {string} record of the ML dialect: labels model_name, model_version, route @returns {string} */
const worstRoute = (record) => `max ${BY_VERSION} (${renamed(`${record}{${ML}}`)})`;

export const traffic = {
  perSecond: requests(''),
  perSecondByVersion: requests(BY_VERSION),
  perMinute: `60 * sum (rate(nginx_ingress_controller_requests{${INGRESS}}${WINDOW}))`,
  perMinuteByVersion: `60 * sum by (ingress, service) (rate(nginx_ingress_controller_requests{${INGRESS}}${WINDOW}))`,
  byStatus: `60 * sum by (status) (rate(nginx_ingress_controller_requests{${INGRESS}}${WINDOW})) > 0`,
  countByStatus: `sum by (status) (increase(nginx_ingress_controller_requests{${INGRESS}}[$__range])) > 0`,
  byTrack: `sum by (model, version, track) (rate(inference_gateway_requests_total{${NATIVE},track=~"stable|canary"}${WINDOW})) > 0`,
  byOutcome: `sum by (outcome) (rate(inference_gateway_requests_total{${NATIVE}}${WINDOW})) > 0`,
  inFlight: `sum (inference_gateway_in_flight{${NATIVE}})`,
  inFlightByVersion: `sum ${BY_VERSION} (inference_gateway_in_flight{${NATIVE}})`,
  recordedByVersion: `sum ${BY_VERSION} (job:inference_gateway_requests:rate5m{${NATIVE}})`,
  byRoute: `sum by (model_name, model_version, route) (job:ml_inference_rps:rate5m{${ML}})`,
};

export const errors = {
  callers: share(requests('', `,code=~"${CALLER_ERRORS}"`), requests('')),
  callersByVersion: share(requests(BY_VERSION, `,code=~"${CALLER_ERRORS}"`), requests(BY_VERSION)),
  success: `1 - ${share(requests('', `,code=~"${CALLER_ERRORS}"`), requests(''))}`,
  versions: share(requests(BY_VERSION, `,outcome=~"${VERSION_ERRORS}"`), requests(BY_VERSION)),
  inRange: share(
    `sum (increase(nginx_ingress_controller_requests{${INGRESS},status=~"${CALLER_ERRORS}"}[$__range]))`,
    `sum (increase(nginx_ingress_controller_requests{${INGRESS}}[$__range]))`,
  ),
  byTrack: share(
    `sum by (model, version, track) (rate(inference_gateway_requests_total{${NATIVE},track=~"stable|canary",outcome=~"${VERSION_ERRORS}"}${WINDOW}))`,
    `sum by (model, version, track) (rate(inference_gateway_requests_total{${NATIVE},track=~"stable|canary"}${WINDOW}))`,
  ),
  recorded: worstRoute('job:ml_inference_error_rate:ratio5m'),
  recordedByRoute: `max by (model_name, model_version, route) (job:ml_inference_error_rate:ratio5m{${ML}})`,
};

export const latency = {
  /** @param {number} q */
  all: (q) => quantile(DURATION, q, ''),
  /** @param {number} q */
  byVersion: (q) => quantile(DURATION, q, 'model, version'),
  /** @param {number} q */
  byTrack: (q) => quantile(DURATION, q, 'model, version, track', ',track=~"stable|canary"'),
  /** @param {number} percentile 50, 95 or 99 */
  recorded: (percentile) => worstRoute(`job:ml_inference_latency_p${percentile}_seconds:5m`),
  recordedByRoute: `max by (model_name, model_version, route) (job:ml_inference_latency_p95_seconds:5m{${ML}})`,
  /** Buckets above ten seconds are one: few answers are there, and each takes a line. */
  buckets: `sum by (le) (increase(${DURATION}_bucket{${NATIVE},le!~"20|30|60|120|300|600"}[$__interval]))`,
  overhead: quantile('inference_gateway_overhead_seconds', 0.95, ''),
  firstByte: quantile('inference_gateway_upstream_first_byte_seconds', 0.95, ''),
};

/** The OpenTelemetry dialect names the version that answered MODEL-vN. */
const GENERATIVE = 'gen_ai_request_model=~"$model",gen_ai_response_model=~"($model)-v($version)"';
const BY_GENERATIVE = 'by (gen_ai_response_model)';

/** @param {string} family of a histogram @param {number} q */
const generativeQuantile = (family, q) =>
  `histogram_quantile(${q}, sum by (le, gen_ai_response_model) (rate(${family}_bucket{${GENERATIVE}}${WINDOW})))`;
/** @param {string} type of tokens @param {string} by */
const tokens = (type, by) => `sum ${by} (rate(gen_ai_client_token_usage_sum{${GENERATIVE},gen_ai_token_type="${type}"}${WINDOW}))`;

export const generative = {
  /** @param {number} q */
  firstToken: (q) => generativeQuantile('gen_ai_server_time_to_first_token_seconds', q),
  /** @param {number} q */
  perToken: (q) => generativeQuantile('gen_ai_server_time_per_output_token_seconds', q),
  /** @param {number} q */
  whole: (q) => generativeQuantile('gen_ai_server_request_duration_seconds', q),
  answers: `sum ${BY_GENERATIVE} (rate(gen_ai_server_request_duration_seconds_count{${GENERATIVE}}${WINDOW}))`,
  written: tokens('output', BY_GENERATIVE),
  read: tokens('input', BY_GENERATIVE),
  perAnswer: share(tokens('output', BY_GENERATIVE), `sum ${BY_GENERATIVE} (rate(gen_ai_client_token_usage_count{${GENERATIVE},gen_ai_token_type="output"}${WINDOW}))`),
};

export const resources = {
  cpu: `max ${BY_VERSION} (inference_gateway_upstream_cpu_utilization_ratio{${NATIVE}})`,
  cores: `sum ${BY_VERSION} (inference_gateway_upstream_cpu_cores{${NATIVE}})`,
  memory: `max ${BY_VERSION} (inference_gateway_upstream_memory_bytes{${NATIVE}})`,
  memoryGrowth: `3600 * deriv(inference_gateway_upstream_memory_bytes{${NATIVE}}[30m]) / (inference_gateway_upstream_memory_bytes{${NATIVE}} > 0)`,
  restarts: `sum ${BY_VERSION} (max_over_time(inference_gateway_upstream_restarts_total{${NATIVE}}[$__range]) - min_over_time(inference_gateway_upstream_restarts_total{${NATIVE}}[$__range]))`,
  upstreamQueue: `sum ${BY_VERSION} (inference_gateway_upstream_queue_length{${NATIVE}})`,
  kvCache: `max ${BY_VERSION} (inference_gateway_upstream_kv_cache_usage_ratio{${NATIVE}})`,
  upstreamsUp: `sum (inference_gateway_upstream_healthy{${NATIVE}}) / count (inference_gateway_upstream_healthy{${NATIVE}})`,
  ejections: `sum ${BY_VERSION} (increase(inference_gateway_upstream_ejected_total{${NATIVE}}[$__range]))`,
  queueDepth: `sum ${BY_VERSION} (inference_gateway_queue_depth{${NATIVE}})`,
  podCpu: 'sum by (pod) (rate(container_cpu_usage_seconds_total{pod=~"model-.*"}[$__rate_interval]))',
  podMemory: 'sum by (pod) (container_memory_usage_bytes{pod=~"model-.*"})',
};

export const versions = {
  health: `max ${BY_VERSION} (inference_gateway_version_health{${NATIVE},window="5m"})`,
  weight: `max ${BY_VERSION} (inference_gateway_traffic_weight{${NATIVE}})`,
  info: `max by (model_name, model_version, framework) (ml_model_info{${ML}})`,
};

/** In the order in which a rollout goes through them; their places are the values of `rollouts.phase`. */
export const PHASES = ['pending', 'progressing', 'paused', 'promoting', 'promoted', 'rolling_back', 'rolled_back'];

export const rollouts = {
  phase: PHASES.map((phase, place) => `${place} * max by (model) (inference_gateway_rollout_phase{${MODEL},phase="${phase}"})`).join(' + '),
  phaseNow: `max by (model, phase) (inference_gateway_rollout_phase{${MODEL}}) == 1`,
  running: `sum (max by (model, phase) (inference_gateway_rollout_phase{${MODEL},phase=~"pending|progressing|paused|promoting"}))`,
  evidence: `max by (model, test) (inference_gateway_rollout_evidence{${MODEL}})`,
  strongest: `max by (model) (inference_gateway_rollout_evidence{${MODEL}})`,
  badOfCanary: `sum ${BY_VERSION} (increase(inference_gateway_requests_total{${NATIVE},track="canary",outcome=~"${VERSION_ERRORS}"}[$__range])) > 0`,
  badSoFar: `sum ${BY_VERSION} (inference_gateway_requests_total{${NATIVE},track="canary",outcome=~"${VERSION_ERRORS}"}) > 0`,
  canaryShare: share(requests('by (model)', ',track="canary"'), requests('by (model)', ',track=~"stable|canary"')),
  rollbacks: `sum (max by (model, reason) (inference_gateway_rollbacks_total{${MODEL}}))`,
  rollbacksByReason: `max by (model, reason) (inference_gateway_rollbacks_total{${MODEL}})`,
  rescued: `sum (increase(inference_gateway_rescued_total{${NATIVE}}[$__range]))`,
  shadowAgreement: share(
    `sum ${BY_VERSION} (rate(inference_gateway_shadow_compared_total{${NATIVE},result="same_status"}${WINDOW}))`,
    `sum ${BY_VERSION} (rate(inference_gateway_shadow_compared_total{${NATIVE}}${WINDOW}))`,
  ),
  shadowLatency: quantile('inference_gateway_shadow_duration_seconds', 0.95, 'model, version'),
};

export const quality = {
  drift: `max by (model_name, feature_name) (ml_data_drift_score{${ML_MODEL}})`,
  drifted: `sum (job:ml_drift_features_triggered:current{${ML_MODEL}})`,
  missing: `max by (model_name, feature_name) (ml_feature_missing_ratio{${ML_MODEL}})`,
  median: `max by (model_name, model_version) (job:ml_prediction_score_p50:30m{${ML}})`,
  medianYesterday: `max by (model_name, model_version) (job:ml_prediction_score_p50:30m{${ML}} offset 1d)`,
  medianShift: `max (abs(job:ml_prediction_score_p50:30m{${ML}} - job:ml_prediction_score_p50:30m{${ML}} offset 1d))`,
  scores: `sum by (le) (increase(ml_prediction_score_bucket{${ML}}[$__interval]))`,
};

/** Alerts of what is chosen, and of the gateway as a whole. */
const OF_CHOICE = 'model=~"|$model",version=~"|$version"';
export const objectives = {
  burn: `max (model_slo:burn_rate:1h{${MODEL},slo="availability"})`,
  firing: `sum (ALERTS{alertstate="firing",${OF_CHOICE}}) or vector(0)`,
  /** The name stands twice: once more to be shown as its runbook. */
  alerts: `label_replace(max by (alertname, severity, model, version, owner) (2 * ALERTS{alertstate="firing",${OF_CHOICE}} or ALERTS{alertstate="pending",${OF_CHOICE}}), "runbook", "$1", "alertname", "(.*)")`,
};

export const gateway = {
  cpu: 'process_cpu_usage and on (instance, job) inference_gateway_state_healthy',
  heap: `sum by (instance) (jvm_memory_used_bytes{area="heap"} and on (instance, job) inference_gateway_state_healthy) / sum by (instance) (jvm_memory_max_bytes{area="heap"} > 0 and on (instance, job) inference_gateway_state_healthy)`,
  files: '(process_files_open_files / process_files_max_files) and on (instance, job) inference_gateway_state_healthy',
  sinceReload: 'min (time() - nginx_ingress_controller_config_last_reload_successful_timestamp_seconds)',
  uptime: 'min (process_uptime_seconds and on (instance, job) inference_gateway_state_healthy)',
  reloads: 'sum by (result) (increase(inference_gateway_config_reloads_total[$__range]))',
  connections: 'sum by (state) (nginx_ingress_controller_nginx_process_connections)',
};

/** Long-term figures are read from recorded series only: a week of raw buckets would take long. */
const RECORDED = `sum by (model) (job:inference_gateway_requests:rate5m{${NATIVE}})`;
const RATE_BY_VERSION = `sum ${BY_VERSION} (job:inference_gateway_requests:rate5m{${NATIVE}})`;
const TARGET_CPU = 0.8;
const WEEK = `avg_over_time(job:inference_gateway_requests:rate5m{${NATIVE}}[7d])`;
const WEEK_BEFORE = `avg_over_time(job:inference_gateway_requests:rate5m{${NATIVE}}[7d] offset 7d)`;
export const capacity = {
  rate: RECORDED,
  lastWeek: `sum (job:inference_gateway_requests:rate5m{${NATIVE}} offset 7d)`,
  total: `sum (job:inference_gateway_requests:rate5m{${NATIVE}})`,
  weekOnWeek: `sum (avg_over_time(job:inference_gateway_requests:rate5m{${NATIVE}}[1d])) / (sum (avg_over_time(job:inference_gateway_requests:rate5m{${NATIVE}}[1d] offset 7d)) > 0) - 1`,
  requestsADay: `86400 * sum (avg_over_time(job:inference_gateway_requests:rate5m{${NATIVE}}[1d]))`,
  peak: `max_over_time(sum (job:inference_gateway_requests:rate5m{${NATIVE}})[7d:10m])`,
  peakByVersion: `max ${BY_VERSION} (max_over_time(job:inference_gateway_requests:rate5m{${NATIVE}}[7d]))`,
  cpuPeak: `max ${BY_VERSION} (max_over_time(inference_gateway_upstream_cpu_utilization_ratio{${NATIVE}}[7d]))`,
  /** As if the processors were what ends it, and the cost of a request stayed what it is. */
  limitByVersion: `${RATE_BY_VERSION} * ${TARGET_CPU} / (${resources.cpu} > 0)`,
  headroomByVersion: `1 - max ${BY_VERSION} (max_over_time(inference_gateway_upstream_cpu_utilization_ratio{${NATIVE}}[1h])) / ${TARGET_CPU}`,
  headroom: `min (1 - max_over_time(inference_gateway_upstream_cpu_utilization_ratio{${NATIVE}}[1h]) / ${TARGET_CPU})`,
  concurrency: `max by (model) (inference_gateway_concurrency_limit{${MODEL}})`,
  limitUsed: `clamp_max(sum by (model) (inference_gateway_in_flight{${MODEL}}) / on (model) max by (model) (inference_gateway_concurrency_limit{${MODEL}}), 1)`,
  /** Means of whole weeks, so that neither the rhythm of the day nor of the week looks like a trend. */
  weekMean: `sum (${WEEK})`,
  inAMonth: `sum (${WEEK}) * (sum (${WEEK}) / (sum (${WEEK_BEFORE}) > 0)) ^ (30 / 7)`,
  inAMonthByModel: `sum by (model) (${WEEK}) * (sum by (model) (${WEEK}) / (sum by (model) (${WEEK_BEFORE}) > 0)) ^ (30 / 7)`,
};

/** What a series said a step ago, `$__interval` being the step of an annotation's query; scrapes that failed since are no news. @param {string} series */
const before = (series) => `last_over_time(${series}[2m] offset $__interval)`;
/** A gateway that was away or is new says nothing by what it shows first. */
const KNOWN = 'and on (instance, job) max_over_time(up[2m] offset $__interval) == 1';
/** @param {string} series @param {string} [more] */
const grown = (series, more = '') => `${series}${more} > ${before(series)}`;
export const events = {
  versions: `max by (model_name, model_version, framework) (ml_model_info{${ML}} unless ${before('ml_model_info')} ${KNOWN})`,
  restarts: `max by (instance) (${grown('process_start_time_seconds')} and on (instance, job) inference_gateway_state_healthy)`,
  upstreamRestarts: `max ${BY_VERSION} (${grown('inference_gateway_upstream_restarts_total', `{${NATIVE}}`)})`,
  phases: `max by (model, phase) (inference_gateway_rollout_phase{${MODEL},phase!~"rolling_back|rolled_back"} == 1 unless ${before('inference_gateway_rollout_phase')} == 1 ${KNOWN})`,
  rollbacks: `max by (model, reason) (inference_gateway_rollbacks_total{${MODEL}} > (${before('inference_gateway_rollbacks_total')} or inference_gateway_rollbacks_total * 0) ${KNOWN})`,
  reloads: `max by (instance) (${grown('nginx_ingress_controller_config_last_reload_successful_timestamp_seconds')})`,
};

export const names = {
  models: 'label_values(inference_gateway_in_flight, model)',
  versions: 'label_values(inference_gateway_in_flight{model=~"$model"}, version)',
};
