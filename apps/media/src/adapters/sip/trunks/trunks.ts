import { type TrunkEntry, type TrunkGateway, type TrunkId, type TrunkState, toAppError } from '@callwright/protocol';
import { runInBackground } from '../../../platform/run-in-background.js';
import type { SipParts } from '../sip-parts.js';
import { CarrierRegistration } from './carrier-registration.js';
import { GatewayHealth } from './gateway-health.js';

/** What keeping trunks up takes. */
export type TrunksParts = SipParts & { readonly onState: () => void };

type Kept = {
  readonly trunk: TrunkEntry;
  readonly registration: CarrierRegistration | null;
  readonly health: readonly GatewayHealth[];
};

/** Keeps all trunks up: registered where their carrier wants that, and their gateways looked after. */
export class Trunks {
  readonly #parts: TrunksParts;
  readonly #kept = new Map<TrunkId, Kept>();
  #isClosed = false;

  constructor(parts: TrunksParts) {
    this.#parts = parts;
  }

  /** Begins with trunks that are new, lets go of those that are gone, and anew with those that have changed. */
  refresh(): void {
    const { directory, stack, log } = this.#parts;
    if (this.#isClosed || !stack.isConnected()) return;
    const trunks = new Map(directory.trunks().map((trunk) => [trunk.id, trunk]));
    for (const [id, kept] of this.#kept) {
      if (trunks.get(id) === kept.trunk) continue;
      this.#kept.delete(id);
      runInBackground('let go of a trunk', this.#letGo(kept), log);
    }
    for (const [id, trunk] of trunks) if (!this.#kept.has(id)) this.#kept.set(id, this.#keep(trunk));
    this.#parts.onState();
  }

  /** Whether a gateway was asked, and did not answer: it is tried last. */
  isDown(id: TrunkId, gateway: TrunkGateway): boolean {
    return this.#kept.get(id)?.health.some((one) => one.gateway === gateway && one.state.status === 'down') ?? false;
  }

  /** Whether a trunk is registered, and the answer came from that address. */
  isRegisteredAt(id: TrunkId, address: string): boolean {
    return this.#kept.get(id)?.registration?.isAnsweredFrom(address) ?? false;
  }

  /** How each of them fares. */
  states(): readonly TrunkState[] {
    return [...this.#kept.values()].map(({ trunk, registration, health }) => ({
      trunkId: trunk.id,
      registration: registration?.state ?? { status: 'off' },
      gateways: health.map(({ state }) => state),
      calls: this.#parts.trunkCalls.count(trunk.id),
    }));
  }

  /** Takes registrations back. Idempotent; never throws. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await Promise.all([...this.#kept.values()].map((kept) => this.#letGo(kept)));
  }

  #keep(trunk: TrunkEntry): Kept {
    const registration = trunk.registers && trunk.auth ? new CarrierRegistration(trunk, trunk.auth, this.#parts) : null;
    const health = trunk.gateways.map((gateway) => new GatewayHealth(trunk, gateway, this.#parts));
    registration?.start();
    for (const one of health) one.start();
    return { trunk, registration, health };
  }

  async #letGo({ registration, health }: Kept): Promise<void> {
    for (const one of health) one.close();
    await registration
      ?.close()
      .catch((error: unknown) =>
        this.#parts.log.info({ error: toAppError(error).message }, 'a registration was not taken back'),
      );
  }
}
