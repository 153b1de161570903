import { AppError } from '@callwright/protocol';
import type { Dialler, OutboundInvite } from '../dialler.js';
import { FakePhone } from './fake-phone.js';

/** Reaches every number, every SIP address and the phones it was given; a test plays whoever is called. */
export class FakeDialler implements Dialler {
  /** Phones of the workspace. */
  readonly ownPhones = new Set<string>();
  /** Whoever was called, in order. */
  readonly phones: FakePhone[] = [];
  /** Whether all trunks are taken. */
  isFull = false;

  readonly reaches = (target: string): boolean => /^(\+?\d+|sips?:.+)$/.test(target) || this.ownPhones.has(target);

  readonly dial = (invite: OutboundInvite): FakePhone => {
    if (this.isFull) throw new AppError('call.busy', 'All trunks are busy.');
    const phone = new FakePhone(invite);
    this.phones.push(phone);
    return phone;
  };

  /** Whoever was called by this number or name last. */
  phone(target: string): FakePhone {
    const phone = this.phones.findLast((one) => one.to === target);
    if (!phone) throw new Error(`Nobody has called ${target}.`);
    return phone;
  }
}
