import { AppError } from '@callwright/protocol';

/** What somebody waits for in a simulated call will never be so; the message says why. */
export class NeverHappens extends AppError {
  constructor(message: string) {
    super('internal', message);
    this.name = 'NeverHappens';
  }
}
