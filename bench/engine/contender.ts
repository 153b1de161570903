import { journalLineSchema } from '@callwright/protocol';
import { pathOf } from './ivr/call-path.js';
import { callers, eventsOfCaller, timedCallers } from './ivr/callers.js';
import type { CallEvents, Contender } from './ivr/contender.js';
import { contenderNames } from './ivr/contender.js';
import type { ContenderFacts, PerCall, Round } from './ivr/contender-process.js';
import { createContender } from './ivr/create-contender.js';
import type { Journal } from './journal.js';

// The process of one contender: says what it is, then runs a round of calls whenever told.

const main = async (): Promise<void> => {
  const name = contenderNames.find((one) => one === process.argv[2]);
  if (!name) throw new Error(`There is no contender ${process.argv[2]}.`);
  // The bundle stands two folders below the bench.
  const contender = await createContender(name, new URL('../..', import.meta.url).pathname);
  const timed: CallEvents[] = [];
  for (const caller of timedCallers) timed.push(await eventsOfCaller(contender, callers[caller]));
  const runMany = contender.prepare(
    Array.from({ length: contender.callsAtOnce }, (_, nth) => timed[nth % timed.length] ?? []),
  );
  process.on('message', async ({ forMs }: { readonly forMs: number }) => process.send?.(await runFor(forMs, runMany)));
  process.on('disconnect', () => void contender.close().then(() => process.exit(0)));
  process.send?.(await factsOf(contender, timed));
};

const runFor = async (forMs: number, runMany: ReturnType<Contender['prepare']>): Promise<Round> => {
  const startedMs = performance.now();
  const cpuBefore = process.cpuUsage();
  let calls = 0;
  let journalLines = 0;
  while (performance.now() - startedMs < forMs) {
    const journals = await runMany();
    calls += journals.length;
    for (const { lines } of journals) journalLines += lines.length;
  }
  const { user, system } = process.cpuUsage(cpuBefore);
  return { calls, journalLines, elapsedMs: performance.now() - startedMs, cpuMs: (user + system) / 1000 };
};

const factsOf = async (contender: Contender, timed: readonly CallEvents[]): Promise<ContenderFacts> => {
  const paths: Record<string, readonly string[]> = {};
  for (const [caller, acts] of Object.entries(callers)) {
    const [journal] = await contender.prepare([await eventsOfCaller(contender, acts)])();
    paths[caller] = journal ? pathOf(journal) : [];
  }
  const journals = await contender.prepare(timed)();
  const invocations = await contender.countInvocations?.(timed);
  return { version: contender.version, paths, perCall: averageOf(timed, journals, invocations) };
};

const averageOf = (timed: readonly CallEvents[], journals: readonly Journal[], invocations?: number): PerCall => {
  const perCall = (total: number) => total / timed.length;
  const lines = journals.flatMap((journal) => journal.lines);
  const kinds = lines.map(kindOf);
  const stepsEntered = kinds.filter((kind) => kind === 'entered').length;
  const nodeSteps = stepsEntered + kinds.filter((kind) => kind === 'handed').length;
  return {
    nodeSteps: perCall(nodeSteps),
    stepsEntered: perCall(stepsEntered),
    events: perCall(timed.flat().length),
    journalLines: perCall(lines.length),
    journalBytes: perCall(lines.reduce((sum, text) => sum + text.length, 0)),
    invocations: perCall(invocations ?? nodeSteps),
  };
};

// The first and the last event of a call are the flow's own; any other is handed to the step it is in.
const kindOf = (text: string): 'entered' | 'handed' | 'other' => {
  const line = journalLineSchema.parse(JSON.parse(text));
  if (line.kind === 'effect') return line.effect.effect === 'stepEntered' ? 'entered' : 'other';
  if (line.kind !== 'event') return 'other';
  return line.event.event === 'flowStarted' || line.event.event === 'hangup' ? 'other' : 'handed';
};

await main();
