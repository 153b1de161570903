import { isDeepStrictEqual } from 'node:util';
import { type ContenderName, contenderNames } from './ivr/contender.js';
import { ContenderProcess, type Round } from './ivr/contender-process.js';
import { median } from './measure/median.js';

/** What a contender achieved: medians over its rounds. */
export type Speed = ContenderProcess['facts'] & {
  readonly stepsPerSec: number;
  /** The same by the processor time its process used, garbage collector included; a busy machine does not lower it. */
  readonly stepsPerCpuSec: number;
};

const WARM_UP_ROUNDS = 2;
const ROUNDS = 7;

/**
 * Runs the IVR in all contenders, by turns, so that what else the machine does hits them alike.
 * @param forMs length of a round
 * @throws Error when they do not go the same way for the same caller, or do not write the same journal
 */
export const compareContenders = async (forMs: number): Promise<Readonly<Record<ContenderName, Speed>>> => {
  const processes: ContenderProcess[] = [];
  try {
    for (const name of contenderNames) processes.push(await ContenderProcess.start(name));
    requireSameWay(processes);
    const rounds = new Map<ContenderName, Round[]>(contenderNames.map((name) => [name, []]));
    for (let nth = 0; nth < WARM_UP_ROUNDS + ROUNDS; nth += 1) {
      for (const one of processes) {
        const round = await one.run(forMs);
        requireWholeCalls(one, round);
        if (nth >= WARM_UP_ROUNDS) rounds.get(one.name)?.push(round);
      }
    }
    const speedOf = (name: ContenderName): Speed => {
      const facts = processes.find((one) => one.name === name)?.facts;
      if (!facts) throw new Error(`There is no process of ${name}.`);
      return { ...facts, ...ratesOf(rounds.get(name) ?? [], facts.perCall.nodeSteps) };
    };
    return {
      callwright: speedOf('callwright'),
      xstate: speedOf('xstate'),
      nodeRed: speedOf('nodeRed'),
      journalOnly: speedOf('journalOnly'),
    };
  } finally {
    await Promise.all(processes.map((one) => one.close()));
  }
};

const ratesOf = (rounds: readonly Round[], stepsPerCall: number) => ({
  stepsPerSec: median(rounds.map(({ calls, elapsedMs }) => (calls * stepsPerCall * 1000) / elapsedMs)),
  stepsPerCpuSec: median(rounds.map(({ calls, cpuMs }) => (calls * stepsPerCall * 1000) / cpuMs)),
});

const requireWholeCalls = ({ name, facts }: ContenderProcess, { calls, journalLines }: Round): void => {
  if (journalLines === calls * facts.perCall.journalLines) return;
  throw new Error(`${name} wrote ${journalLines} lines for ${calls} calls, not ${facts.perCall.journalLines} each.`);
};

const requireSameWay = ([first, ...others]: readonly ContenderProcess[]): void => {
  for (const other of others) {
    for (const [caller, way] of Object.entries(first?.facts.paths ?? {})) {
      const otherWay = other.facts.paths[caller];
      if (isDeepStrictEqual(way, otherWay)) continue;
      const text = (lines: readonly string[] = []) => lines.map((line) => `  ${line}`).join('\n');
      throw new Error(
        `Caller ${caller} does not go the same way.\n${first?.name}:\n${text(way)}\n${other.name}:\n${text(otherWay)}`,
      );
    }
  }
};
