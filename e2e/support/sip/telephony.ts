import {
  type CreateNumber,
  type CreateSipUser,
  type CreateTrunk,
  type DialPolicy,
  dialPolicyResource,
  type NumberResource,
  numberResource,
  type PlaceCall,
  page,
  placedCallResource,
  type SignallingResource,
  type SipUserResource,
  signallingResource,
  sipUserResource,
  type TrunkResource,
  trunkReportResource,
  trunkResource,
} from '@callwright/protocol';
import type { z } from 'zod';
import type { Rest } from '../rest.js';

type Sent<Whole, Needed extends keyof Whole> = Partial<Whole> & Pick<Whole, Needed>;

/** The telephone side of the api, as an admin uses it. Every answer is checked against its schema. */
export class Telephony {
  readonly #rest: Rest;

  constructor(rest: Rest) {
    this.#rest = rest;
  }

  createTrunk(trunk: Sent<CreateTrunk, 'name' | 'gateways'>): Promise<TrunkResource> {
    return this.#rest.ask('POST', '/trunks', trunkResource, trunk);
  }

  trunk(id: string): Promise<TrunkResource> {
    return this.#rest.ask('GET', `/trunks/${id}`, trunkResource);
  }

  /** What the doctor finds of it. */
  examine(id: string): Promise<z.infer<typeof trunkReportResource>> {
    return this.#rest.ask('POST', `/trunks/${id}/examine`, trunkReportResource);
  }

  trunks(): Promise<readonly TrunkResource[]> {
    return this.#rest.ask('GET', '/trunks', page(trunkResource)).then(({ items }) => items);
  }

  createNumber(number: Sent<CreateNumber, 'pattern'>): Promise<NumberResource> {
    return this.#rest.ask('POST', '/numbers', numberResource, number);
  }

  createUser(user: Sent<CreateSipUser, 'username'>): Promise<SipUserResource> {
    return this.#rest.ask('POST', '/sip-users', sipUserResource, { displayName: user.username, ...user });
  }

  users(): Promise<readonly SipUserResource[]> {
    return this.#rest.ask('GET', '/sip-users', page(sipUserResource)).then(({ items }) => items);
  }

  user(id: string): Promise<SipUserResource> {
    return this.#rest.ask('GET', `/sip-users/${id}`, sipUserResource);
  }

  setPolicy(policy: Partial<DialPolicy>): Promise<z.infer<typeof dialPolicyResource>> {
    return this.#rest.ask('PUT', '/dial-policy', dialPolicyResource, policy);
  }

  async placeCall(call: Sent<PlaceCall, 'callee'>): Promise<string> {
    return (await this.#rest.ask('POST', '/calls', placedCallResource, call)).callId;
  }

  signalling(callId: string): Promise<SignallingResource> {
    return this.#rest.ask('GET', `/calls/${callId}/signalling`, signallingResource);
  }
}
