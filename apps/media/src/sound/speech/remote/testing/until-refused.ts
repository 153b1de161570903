import { systemClock } from '../../../../platform/clock.js';
import { settle } from '../../../../platform/settle.js';
import type { TranscriptionProvider } from '../../asr/port.js';
import type { StandIn } from './stand-in.js';
import { sayInTones } from './tone-speech.js';

/** Rounds of the event loop in which two ends of a loopback have said what they have to say. */
const ROUNDS = 60;
/** A loop that waits for the network is not ended by the runner of the tests. */
const PATIENCE_MS = 15_000;

/**
 * Speaks two utterances to a stand-in, closes, and gives what it refused, if anything.
 * @param wait called in the quiet before the first utterance, again and again
 */
export async function untilRefused(
  provider: TranscriptionProvider,
  server: StandIn,
  wait: () => void = () => undefined,
): Promise<string | undefined> {
  const known = server.refusals.length;
  let answered = 0;
  const client = provider.createClient((event) => {
    if (event.event === 'final' || (event.event === 'error' && event.isAnswer)) answered += 1;
  });
  client.start({ rateHz: 16_000, language: 'en-US', choices: [{ id: 'sales', phrases: ['sales'] }], partials: true });
  for (let round = 0; round < ROUNDS; round++) {
    await settle();
    if (round % 3 === 2) wait();
  }
  for (const phrase of ['sales tax', 'yes']) {
    const isRefused = () => server.refusals.length > known;
    const before = answered;
    client.write(sayInTones(phrase, 16_000));
    client.write(new Int16Array(16_000));
    client.flush();
    const untilMs = systemClock.monotonicMs() + PATIENCE_MS;
    while (answered === before && !isRefused()) {
      if (systemClock.monotonicMs() > untilMs) throw new Error('Neither answered nor refused');
      await settle();
    }
  }
  await client.close();
  for (let round = 0; round < ROUNDS; round++) await settle();
  await provider.close();
  return server.refusals[known];
}
