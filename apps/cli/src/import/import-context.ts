import { templateProblem } from '@callwright/flow-engine';
import type { MenuPlan } from './menu-plan.js';
import { variableOf } from './names.js';
import { replacePaths } from './studio-reads.js';
import { type ValueScope, variablePathOf } from './studio-values.js';
import type { Widget } from './widget.js';

/** What is known of the whole flow while its widgets are converted. */
export type ImportScope = ValueScope & {
  /** What is read of each widget, except by a split that goes up in the menu before it. */
  readonly reads: ReadonlyMap<string, ReadonlySet<string>>;
  /** The language of the flow. */
  readonly language: string;
  readonly start: string | null;
};

/** What a converter of one widget is given besides the widget; it collects what is to be said of it. */
export class ImportContext {
  readonly scope: ImportScope;
  readonly #widget: Widget;
  readonly #hints: string[] = [];
  #needsHand = false;

  constructor(scope: ImportScope, widget: Widget) {
    this.scope = scope;
    this.#widget = widget;
  }

  /** What was found out about the widget, each once. */
  get hints(): readonly string[] {
    return [...new Set(this.#hints)];
  }

  /** Whether one of its texts cannot be filled in as it is. */
  get needsHand(): boolean {
    return this.#needsHand;
  }

  /** The menu the widget becomes, together with the split behind it. */
  get menu(): MenuPlan | null {
    return this.scope.menus.get(this.#widget.name) ?? null;
  }

  /** Whether anything reads one of these fields of the widget, or something in them. */
  isRead(...fields: readonly string[]): boolean {
    const reads = [...(this.scope.reads.get(this.#widget.name) ?? [])];
    return reads.some((read) => fields.some((field) => read === field || read.startsWith(`${field}.`)));
  }

  /** Says something about the widget. */
  hint(message: string): void {
    this.#hints.push(message);
  }

  /** A property as a template of ours. */
  template(property: string): string {
    return this.translate(this.#widget.text(property));
  }

  /** A Liquid text of Studio as a template of ours. */
  translate(text: string): string {
    const mapped = replacePaths(text, (path) => {
      const variable = variablePathOf(path, this.scope);
      if (variable !== null) return variable;
      const ownName = variableOf(...path.filter((part) => !part.startsWith('[')));
      this.hint(`{{${path.join('.')}}} has no equal here: the variable ${ownName} stands in its place.`);
      return ownName;
    });
    const problem = templateProblem(mapped);
    if (problem !== null) {
      this.#needsHand = true;
      this.hint(`Liquid that flows do not have: ${problem}`);
    }
    return mapped;
  }
}
