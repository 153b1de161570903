import { type FlowFile, readConfig } from '@callwright/flow-engine';
import { definitionByType } from '@callwright/nodes';
import { type FlowNode, type FlowVariable, flowDocument, flowNode } from '@callwright/protocol';
import { convertWidget } from './convert-widget.js';
import type { Converted, DraftStep, Target } from './converted.js';
import { ImportContext, type ImportScope } from './import-context.js';
import { planMenus } from './menu-plan.js';
import type { StudioFlow } from './studio-flow.js';
import { readsOfWidgets, replacePaths } from './studio-reads.js';
import { inputOf } from './studio-values.js';
import { readTrigger, type Trigger } from './trigger.js';
import { Widget } from './widget.js';

/** What became of one widget. */
export type WidgetReport = {
  readonly widget: string;
  readonly type: string;
  /** The kinds of steps it became; none when it was left out, or is a part of another. */
  readonly steps: readonly string[];
  /** `asIs`: it does the same. `look`: something is different. `byHand`: it has to be finished. */
  readonly result: 'asIs' | 'look' | 'byHand';
  readonly hints: readonly string[];
};

/** A flow of ours, and what became of each widget of the one it was. */
export type Imported = { readonly file: FlowFile; readonly widgets: readonly WidgetReport[] };

/** Makes a flow of one of Twilio Studio. @param id the key by which other flows call it */
export const convertFlow = (studio: StudioFlow, { id, name }: Pick<FlowFile, 'id' | 'name'>): Imported => {
  const all = studio.states.map((state) => new Widget(state));
  const trigger = all.find(({ name: one, type }) => one === studio.initial_state || type === 'trigger');
  const begin = readTrigger(trigger);
  const widgets = all.filter(({ type }) => type !== 'trigger');
  const scope = scopeOf(studio, widgets, begin);
  const merged = new Map([...scope.menus].map(([question, { split }]) => [split.name, question]));
  const converted = new Map(
    widgets
      .filter((one) => !merged.has(one.name))
      .map((one) => [one, convertWidget(one, new ImportContext(scope, one))]),
  );
  const drafts = [...converted.values()].flatMap(({ steps }) => steps);
  const targets = new Targets(converted);
  const end = endStep(begin, drafts);
  const edges = drafts.flatMap((draft) => edgesOf(draft, targets, end.id));
  const isEnding = edges.some(({ to }) => to === end.id);
  const document = flowDocument.parse({
    flow: {
      schema: 2,
      start: targets.stepOf(begin.start),
      nodes: [...drafts.map(nodeOf), ...(isEnding ? [end] : [])],
      edges,
      settings: { language: scope.language, variables: variablesOf(studio, [...converted.values()]) },
    },
    layout: layoutOf(converted, isEnding ? end.id : null),
  });
  const reports = widgets.map((widget) => reportOf(widget, converted.get(widget), merged.get(widget.name)));
  return { file: { id, name, document }, widgets: [...triggerReport(trigger, begin), ...reports] };
};

const scopeOf = (studio: StudioFlow, widgets: readonly Widget[], { start }: Trigger): ImportScope => {
  const menus = planMenus(widgets);
  const splits = new Set([...menus.values()].map(({ split }) => split.name));
  const readers = studio.states.filter((state) => !splits.has(state.name));
  return {
    widgets: new Map(widgets.map((widget) => [widget.name, widget])),
    menus,
    reads: readsOfWidgets(readers.map((state) => textsOf(state))),
    language: usualLanguage(widgets),
    start,
  };
};

// Every text of a part of the definition, as one: where it stands in it does not matter.
const textsOf = (part: unknown): string => {
  if (typeof part === 'string') return `${part}\n`;
  return typeof part === 'object' && part !== null ? Object.values(part).map(textsOf).join('') : '';
};

const usualLanguage = (widgets: readonly Widget[]): string => {
  const counts = new Map<string, number>();
  for (const widget of widgets) {
    const language = widget.text('language');
    if (/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(language)) counts.set(language, (counts.get(language) ?? 0) + 1);
  }
  const [usual] = [...counts].sort(([, one], [, other]) => other - one);
  return usual?.[0].slice(0, 16) ?? 'en-US';
};

const variablesOf = (studio: StudioFlow, converted: readonly Converted[]): readonly FlowVariable[] => {
  const inputs = new Set<string>();
  replacePaths(textsOf(studio.states), (path) => {
    const input = inputOf(path);
    if (input !== null) inputs.add(input);
    return '';
  });
  const declared = [...inputs].map((name): FlowVariable => ({ name, type: 'text', input: true }));
  return [...declared, ...converted.flatMap(({ variables = [] }) => variables)];
};

/** Finds the steps that widgets became. */
class Targets {
  readonly #converted: ReadonlyMap<string, Converted>;

  constructor(converted: ReadonlyMap<Widget, Converted>) {
    this.#converted = new Map([...converted].map(([{ name }, one]) => [name, one]));
  }

  /** The step a line to a widget leads to; null when the flow ends there. */
  stepOf(widget: string | null, passed: readonly string[] = []): string | null {
    const found = widget === null ? undefined : this.#converted.get(widget);
    if (widget === null || !found || passed.includes(widget)) return null;
    return found.steps[0]?.id ?? this.stepOf(found.passesTo ?? null, [...passed, widget]);
  }

  of(target: Target): string | null {
    return 'step' in target ? target.step : this.stepOf(target.widget);
  }
}

// A flow of Studio ends where no line leads on: with a hang-up, or back in the flow that called it.
const endStep = ({ isSubflow }: Trigger, drafts: readonly DraftStep[]): FlowNode => {
  const ids = new Set(drafts.map(({ id }) => id));
  const id = ['end', 'studio_end', 'studio_end_of_flow'].find((one) => !ids.has(one)) ?? 'end_';
  return flowNode.parse({ id, type: isSubflow ? 'return' : 'hangup', name: 'End', config: {} });
};

const nodeOf = ({ id, type, name, config }: DraftStep): FlowNode => {
  const version = definitionByType.get(type)?.version ?? 1;
  return flowNode.parse({ id, type, name: name.slice(0, 120), config, ...(version > 1 ? { version } : {}) });
};

const edgesOf = (draft: DraftStep, targets: Targets, endId: string) => {
  const definition = definitionByType.get(draft.type);
  const config = definition ? readConfig(definition, nodeOf(draft)) : null;
  const ways = definition && config?.ok ? definition.exits(config.value) : [];
  return ways.flatMap(({ name, kind }) => {
    const target = draft.exits[name];
    const mustLead = kind === 'next' || kind === 'choice';
    const to = (target ? targets.of(target) : null) ?? (mustLead ? endId : null);
    return to === null ? [] : [{ from: draft.id, exit: name, to }];
  });
};

const STEP_HEIGHT = 170;

const layoutOf = (converted: ReadonlyMap<Widget, Converted>, endId: string | null) => {
  const entries = [...converted].flatMap(([{ place }, { steps }]) =>
    steps.map(({ id }, at) => [id, { x: place.x, y: place.y + at * STEP_HEIGHT }] as const),
  );
  const lowest = Math.max(0, ...entries.map(([, { y }]) => y));
  const notes = [...converted].flatMap(([{ name, place }, { hints = [], needsHand }]) =>
    hints.length === 0 || !needsHand
      ? []
      : [{ id: `note_${name}`, x: place.x + 280, y: place.y, text: hints.join('\n').slice(0, 2000) }],
  );
  const end = endId === null ? [] : [[endId, { x: 0, y: lowest + 2 * STEP_HEIGHT }] as const];
  return { nodes: Object.fromEntries([...entries, ...end]), notes: notes.slice(0, 500) };
};

const triggerReport = (trigger: Widget | undefined, { start, hints }: Trigger): readonly WidgetReport[] => {
  if (!trigger) return [];
  const result = start === null ? 'byHand' : hints.length > 0 ? 'look' : 'asIs';
  return [{ widget: trigger.name, type: trigger.type, steps: [], result, hints }];
};

const reportOf = (widget: Widget, converted: Converted | undefined, menu: string | undefined): WidgetReport => {
  const { name, type } = widget;
  if (!converted)
    return { widget: name, type, steps: [], result: 'asIs', hints: [`It is a part of the menu ${menu}.`] };
  const { steps, hints = [], needsHand = false } = converted;
  const result = needsHand ? 'byHand' : hints.length > 0 ? 'look' : 'asIs';
  return { widget: name, type, steps: steps.map((step) => step.type), result, hints };
};
