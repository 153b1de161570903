import {
  endpointId,
  type NumberEntry,
  type NumberResource,
  numberFallback,
  trunkId,
  workspaceId,
} from '@callwright/protocol';
import { isoOf } from '../../platform/calendar.js';
import type { NumberRow } from './numbers.repository.js';

/** A number as REST shows it. */
export const numberResourceOf = (row: NumberRow): NumberResource => ({
  ...leadsOf(row),
  trunkName: row.trunk?.name ?? null,
  endpointName: row.endpoint?.name ?? null,
  createdAt: isoOf(row.createdAt),
});

/** A number as media processes know it. */
export const numberEntryOf = (row: NumberRow): NumberEntry => ({
  ...leadsOf(row),
  workspaceId: workspaceId.parse(row.workspaceId),
});

const leadsOf = (row: NumberRow) => ({
  id: row.id,
  pattern: row.pattern,
  trunkId: row.trunkId === null ? null : trunkId.parse(row.trunkId),
  endpointId: row.endpointId === null ? null : endpointId.parse(row.endpointId),
  fallback: row.fallback === null ? null : numberFallback.parse(row.fallback),
});
