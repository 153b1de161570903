import type { FlowNode, Json } from '@callwright/protocol';
import type { FieldControl } from '../../../../shared/ui/field';
import type { FormField } from '../form-fields';

/** What every control of the form is given. */
export type WidgetProps = {
  readonly node: FlowNode;
  readonly field: FormField;
  readonly value: Json;
  readonly onChange: (value: Json) => void;
  /** Ties the input to its label, help and problem. */
  readonly control: FieldControl;
};

/** A value as text: what is no text is empty. */
export const asText = (value: Json | undefined): string => (typeof value === 'string' ? value : '');

/** A value as a list of objects: what is none is left out. */
export const asEntries = (value: Json): readonly Readonly<Record<string, Json>>[] =>
  Array.isArray(value)
    ? (value as readonly Json[]).flatMap((entry) =>
        entry !== null && typeof entry === 'object' && !Array.isArray(entry)
          ? [entry as Readonly<Record<string, Json>>]
          : [],
      )
    : [];

/** A value as a list of texts: what is none is left out. */
export const asTexts = (value: Json | undefined): readonly string[] =>
  Array.isArray(value) ? (value as readonly Json[]).filter((one) => typeof one === 'string') : [];
