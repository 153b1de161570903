import { z } from 'zod';

/**
 * What became of a call. `completed`: it went to its end. `abandoned`: the far side hung up, or was lost, before that.
 * `failed`: something of ours or of the network went wrong. Of a call of ours that nobody answered: `busy`, `noAnswer`,
 * `rejected` (they declined), `canceled` (we gave it up).
 */
export const callOutcome = z.enum(['completed', 'abandoned', 'busy', 'noAnswer', 'rejected', 'canceled', 'failed']);
/** One of them. */
export type CallOutcome = z.infer<typeof callOutcome>;
