import { httpAuth } from '@callwright/protocol';
import { z } from 'zod';

/** How a request proves who sends it; secrets by name. */
export const authField = z
  .discriminatedUnion('kind', [z.object({ kind: z.literal('none') }), ...httpAuth.options])
  .default({ kind: 'none' });
