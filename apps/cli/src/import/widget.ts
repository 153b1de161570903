import type { StudioState } from './studio-flow.js';

type Transition = StudioState['transitions'][number];
/** A condition of a widget that splits. */
export type StudioCondition = NonNullable<Transition['conditions']>[number];

/** A widget, with its properties read as what they are: Studio writes numbers and switches as texts here and there. */
export class Widget {
  readonly #state: StudioState;

  constructor(state: StudioState) {
    this.#state = state;
  }

  get name(): string {
    return this.#state.name;
  }

  get type(): string {
    return this.#state.type;
  }

  /** Where it stands on the canvas. */
  get place(): { readonly x: number; readonly y: number } {
    const { offset } = this.#state.properties;
    const at = (axis: 'x' | 'y') => {
      const value = isObject(offset) ? offset[axis] : 0;
      return typeof value === 'number' ? value : 0;
    };
    return { x: at('x'), y: at('y') };
  }

  /** Empty when it is not there. */
  text(property: string): string {
    const value = this.#state.properties[property];
    return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
  }

  /** Null when it is not there, or no number. */
  number(property: string): number | null {
    const text = this.text(property);
    const value = Number(text);
    return text !== '' && Number.isFinite(value) ? value : null;
  }

  isOn(property: string): boolean {
    const value = this.#state.properties[property];
    return value === true || value === 'true';
  }

  /** Keys with values: variables, parameters. */
  pairs(property: string): readonly { readonly key: string; readonly value: string }[] {
    const list = this.#state.properties[property];
    if (!Array.isArray(list)) return [];
    return list.flatMap((one: unknown) =>
      isObject(one) && typeof one.key === 'string' ? [{ key: one.key, value: String(one.value ?? '') }] : [],
    );
  }

  /** The name of the widget an event leads to; null when the flow ends there. */
  next(event: string): string | null {
    return this.#state.transitions.find((one) => one.event === event)?.next || null;
  }

  /** The names of all widgets it leads to. */
  get nexts(): readonly string[] {
    return this.#state.transitions.flatMap(({ next }) => (next ? [next] : []));
  }

  /** The ways of a widget that splits, with when they are taken. */
  get matches(): readonly { readonly next: string | null; readonly conditions: readonly StudioCondition[] }[] {
    return this.#state.transitions
      .filter(({ event }) => event === 'match')
      .map(({ next, conditions = [] }) => ({ next: next || null, conditions }));
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
