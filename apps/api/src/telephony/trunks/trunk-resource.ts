import {
  type TrunkLiveState,
  type TrunkResource,
  type TrunkSettings,
  trunkId,
  trunkSettings,
} from '@callwright/protocol';
import { isoOf } from '../../platform/calendar.js';
import type { TrunkRow } from './trunks.repository.js';

/** A trunk as REST shows it. */
export const trunkResourceOf = (
  row: TrunkRow,
  credentials: Pick<TrunkResource, 'auth' | 'inboundAuth'>,
  state: TrunkLiveState | null,
): TrunkResource => ({
  ...settingsOf(row),
  ...credentials,
  id: trunkId.parse(row.id),
  numberCount: row._count.numbers,
  createdAt: isoOf(row.createdAt),
  updatedAt: isoOf(row.updatedAt),
  state,
});

/** What of a stored trunk is no secret. */
export const settingsOf = ({ name, settings }: Pick<TrunkRow, 'name' | 'settings'>): TrunkSettings =>
  trunkSettings.parse({ ...Object(settings), name });
