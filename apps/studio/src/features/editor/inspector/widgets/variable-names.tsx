'use client';

import { useEditor } from '../../editor-context';
import { documentOf } from '../../editor-store';
import { variablesOf } from '../../model/variables';

/** Names of what the flow may know, for fields that have this `id` as their `list`. */
export const VariableNames = ({ id }: { readonly id: string }) => {
  const flow = useEditor((state) => documentOf(state).flow);
  const definitions = useEditor((state) => state.definitions);
  return (
    <datalist id={id}>
      {variablesOf(flow, definitions).map(({ name, from }) => (
        <option key={name} value={name}>
          {from}
        </option>
      ))}
    </datalist>
  );
};
