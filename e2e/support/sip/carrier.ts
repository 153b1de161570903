import type { CallResource, CallSummary, CreateTrunk, DialPolicy, TrunkResource } from '@callwright/protocol';
import { expect } from 'vitest';
import type { StackFacts } from '../global-setup.js';
import type { Rest } from '../rest.js';
import { freeUdpPort } from './free-port.js';
import { type RunningSipp, runSipp, type SippOptions, type SippResult, startSipp } from './sipp.js';
import { Telephony } from './telephony.js';

/** Who calls by sipp, unless something else is said: a carrier that is known by this address. */
export const CARRIER = '127.0.0.2';
/** The number it calls from. */
export const CALLER = '+12025550177';

/** No limit that a test would come to. */
const ROOMY: Partial<DialPolicy> = { maxConcurrentCalls: 200, maxCallsPerSecond: 200 };

// Other files have trunks to other ports: one number must not lead to two of them.
let numbers = Math.floor(Math.random() * 400_000);
const newNumber = (): string => {
  numbers += 1;
  return `+1202${560 + Math.floor((numbers % 400_000) / 10_000)}${String(numbers % 10_000).padStart(4, '0')}`;
};

/** A carrier played by sipp, and the api that tells what became of its calls. */
export class Carrier {
  readonly telephony: Telephony;
  readonly #facts: Pick<StackFacts, 'sip'>;
  readonly #rest: Rest;
  /** When the last call began: what is older in the list is not it. */
  #sinceMs = 0;

  constructor(facts: Pick<StackFacts, 'sip'>, rest: Rest) {
    this.#facts = facts;
    this.#rest = rest;
    this.telephony = new Telephony(rest);
  }

  /** Makes the trunk that {@link CARRIER} is known by, unless there is one, and a policy without narrow limits. */
  async open(policy: Partial<DialPolicy> = {}): Promise<void> {
    await this.telephony.setPolicy({ ...ROOMY, ...policy });
    const known = await this.telephony.trunks();
    if (known.some(({ inboundAddresses }) => inboundAddresses.includes(CARRIER))) return;
    await this.telephony.createTrunk({
      ...{ name: 'carrier', gateways: [gateway(9)], inboundAddresses: [CARRIER] },
      // Nothing goes out by it.
      ...{ routePrefixes: ['+999'], checksHealth: false, codecs: ['pcmu', 'pcma', 'g722'] },
    });
  }

  /** Takes the limits back. */
  close(): Promise<unknown> {
    return this.telephony.setPolicy({});
  }

  /** sipp calls `service`; every message must come as written. */
  async calls(service: string, scenario: string, options: Partial<SippOptions> = {}): Promise<SippResult> {
    const result = await runSipp(this.#options(service, scenario, options));
    went(result);
    return result;
  }

  /** The same, for a call that goes on while something else happens. */
  startCall(service: string, scenario: string, options: Partial<SippOptions> = {}): Promise<RunningSipp> {
    return startSipp(this.#options(service, scenario, options));
  }

  #options(service: string, scenario: string, options: Partial<SippOptions>): SippOptions {
    const keys = { caller: CALLER, ...options.keys };
    this.#sinceMs = Date.now();
    return { host: CARRIER, target: this.#facts.sip, service, ...options, scenario, keys };
  }

  /** A trunk whose gateways are these ports of sipp's address, and numbers that only it takes. */
  async trunkTo(
    ports: readonly number[],
    settings: Partial<CreateTrunk> = {},
  ): Promise<{ readonly trunk: TrunkResource; readonly number: string }> {
    const number = newNumber();
    const trunk = await this.telephony.createTrunk({
      ...{ name: `out ${number} ${ports.join(' ')}`, routePrefixes: [number], checksHealth: false },
      ...{ gateways: ports.map((port, at) => ({ ...gateway(port), priority: at + 1 })), codecs: ['pcmu', 'pcma'] },
      ...settings,
    });
    return { trunk, number };
  }

  /** A sipp that is called, on a port of its own. */
  async callee(scenario: string, options: Partial<SippOptions> = {}): Promise<RunningSipp> {
    return startSipp({ host: CARRIER, port: await freeUdpPort(), ...options, scenario });
  }

  /** The last call to somebody, once it is over. */
  async callTo(to: string, needs?: (call: CallResource) => boolean): Promise<CallResource> {
    for (let attempt = 0; attempt < 100; attempt += 1) {
      const found = (await this.#rest.calls()).find((one) => this.#isLast(one, to));
      if (found) return this.#rest.endedCall(found.id, needs);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`There is no call to ${to}.`);
  }

  #isLast({ to, startedAt }: CallSummary, wanted: string): boolean {
    return to === wanted && Date.parse(startedAt) >= this.#sinceMs;
  }
}

/** Every call of sipp went as its scenario says. */
export const went = (result: SippResult): void => {
  expect(result.code, `${result.problems}\n${result.messages.slice(-6000)}`).toBe(0);
};

/** The same of several that belong together; they end before any is looked at, so that the first to go wrong is seen. */
export const allWent = async (...running: readonly RunningSipp[]): Promise<void> => {
  const results = await Promise.all(running.map(({ done }) => done));
  const said = results.map(({ code, problems, messages }) => `exit ${code}: ${problems}\n${messages.slice(-6000)}`);
  expect(
    results.map(({ code }) => code),
    said.join('\n\n'),
  ).toEqual(results.map(() => 0));
};

const gateway = (port: number) => ({ host: CARRIER, port, transport: 'udp' as const, priority: 1 });
