'use client';

import { useEndpoints } from '../../../flows/use-flows';

/** Names of the lines that are there, for fields that have this `id` as their `list`. */
export const LineNames = ({ id }: { readonly id: string }) => {
  const { data } = useEndpoints();
  return (
    <datalist id={id}>
      {data?.items.map(({ id: lineId, name, flowName }) => (
        <option key={lineId} value={name}>
          {flowName ?? undefined}
        </option>
      ))}
    </datalist>
  );
};
