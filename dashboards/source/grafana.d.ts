// What Grafana takes, by its own types. Enumerations are written as their values, so that the modules need no package at run time.
import type { DataQuery, GraphFieldConfig } from '@grafana/schema';
import type { AnnotationQuery, Dashboard as GrafanaDashboard, FieldConfig, FieldConfigSource, Panel as GrafanaPanel, RowPanel, VariableModel } from '@grafana/schema/dist/esm/raw/dashboard/x/dashboard_types.gen.js';
import type { Options as GaugeOptions } from '@grafana/schema/dist/esm/raw/composable/gauge/panelcfg/x/GaugePanelCfg_types.gen.js';
import type { FieldConfig as HeatmapFieldConfig, Options as HeatmapOptions } from '@grafana/schema/dist/esm/raw/composable/heatmap/panelcfg/x/HeatmapPanelCfg_types.gen.js';
import type { Options as StatOptions } from '@grafana/schema/dist/esm/raw/composable/stat/panelcfg/x/StatPanelCfg_types.gen.js';
import type { FieldConfig as TimelineFieldConfig, Options as TimelineOptions } from '@grafana/schema/dist/esm/raw/composable/statetimeline/panelcfg/x/StateTimelinePanelCfg_types.gen.js';
import type { FieldConfig as TableFieldConfig, Options as TableOptions } from '@grafana/schema/dist/esm/raw/composable/table/panelcfg/x/TablePanelCfg_types.gen.js';
import type { Options as TimeSeriesOptions } from '@grafana/schema/dist/esm/raw/composable/timeseries/panelcfg/x/TimeSeriesPanelCfg_types.gen.js';

/** A type with each enumeration of strings replaced by its values. */
type Plain<T> = unknown extends T ? T : T extends string ? `${T}` : T extends object ? { [K in keyof T]: Plain<T[K]> } : T;

/** A query of the Prometheus data source, which has no type of its own in the schema. */
export interface Target extends Omit<DataQuery, 'datasource'> {
  datasource: { type: 'prometheus'; uid: string };
  expr: string;
  legendFormat?: string;
  format: 'time_series' | 'table' | 'heatmap';
  range?: boolean;
  instant?: boolean;
  exemplar?: boolean;
  interval?: string;
  editorMode: 'code';
}

/** What panels of all kinds say of a value. */
export type Defaults = Omit<Plain<FieldConfig>, 'custom' | 'links'> & { links?: Link[] };
type Config<Custom> = Omit<Plain<FieldConfigSource>, 'defaults'> & { defaults: Defaults & { custom?: Plain<Custom> } };
type Of<Type extends string, Options, Custom = Record<string, never>> = Omit<Plain<GrafanaPanel>, 'type' | 'options' | 'fieldConfig' | 'targets' | 'title' | 'description'> & {
  type: Type;
  title: string;
  description: string;
  options: Plain<Options>;
  fieldConfig: Config<Partial<Custom>>;
  targets: Target[];
};

/** A link of a field: the placeholders are Grafana's, such as `${__field.labels.model}`. */
export interface Link { title: string; url: string; targetBlank: boolean }

export type Panel =
  | Of<'stat', StatOptions>
  | Of<'gauge', GaugeOptions>
  | Of<'timeseries', TimeSeriesOptions, GraphFieldConfig>
  | Of<'state-timeline', TimelineOptions, TimelineFieldConfig>
  | Of<'table', TableOptions, TableFieldConfig>
  | Of<'heatmap', HeatmapOptions, HeatmapFieldConfig>;

export type Row = Omit<Plain<RowPanel>, 'panels'> & { panels: Panel[] };

/** What the Prometheus data source takes for annotations beyond the schema's own fields. */
export type Annotation = Plain<AnnotationQuery> & { expr?: string; step?: string; titleFormat?: string; textFormat?: string; tagKeys?: string };
export type Variable = Plain<VariableModel>;
export type Thresholds = NonNullable<Plain<FieldConfig>['thresholds']>;
export type Mapping = NonNullable<Plain<FieldConfig>['mappings']>[number];
export type Overrides = Plain<FieldConfigSource>['overrides'];
export type Dashboard = Omit<Plain<GrafanaDashboard>, 'panels' | 'annotations'> & { panels: (Panel | Row)[]; annotations: { list: Annotation[] } };

/** A panel and how wide it is, of 24. */
export type Placed = [panel: Panel, width: number];
