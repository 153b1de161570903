import type { CommandOf } from '@callwright/protocol';
import type { RoomChime, RoomName } from '../../link/messages.js';

/** What one in a conference wants of it, and is told. */
export type Attendee = {
  readonly rules: CommandOf<'conference'>;
  /** Hears music only, or is among so many others; called whenever that changes. @param members 0 while waiting */
  readonly onChange: (state: 'waiting' | 'joined', members: number) => void;
  /** The conference is over: the host has left. Called at most once. */
  readonly onEnded: () => void;
  /** Makes a sound for everybody in the conference. */
  readonly chime: (which: RoomChime) => void;
};

type Seat = { readonly attendee: Attendee; told: string };

/**
 * Who is in a conference, who only waits, and when it is over. Somebody alone waits; so do those who want the host to be
 * there, until a host is.
 */
export class Conference {
  /** Where its sound is mixed. */
  readonly soundRoom: RoomName;
  #seats: readonly Seat[] = [];
  #talkingCount = 0;

  constructor(soundRoom: RoomName) {
    this.soundRoom = soundRoom;
  }

  get size(): number {
    return this.#seats.length;
  }

  /** Takes a seat. @returns gives it up again; may be called twice */
  enter(attendee: Attendee): () => void {
    const seat: Seat = { attendee, told: '' };
    this.#seats = [...this.#seats, seat];
    this.#tell('joined');
    return () => this.#leave(seat);
  }

  #leave(seat: Seat): void {
    if (!this.#seats.includes(seat)) return;
    this.#seats = this.#seats.filter((one) => one !== seat);
    if (isHost(seat) && !this.#hasHost) this.#endWithHost(seat);
    this.#tell('left');
  }

  get #hasHost(): boolean {
    return this.#seats.some(isHost);
  }

  // A host may end it for everybody, and everybody for themselves.
  #endWithHost({ attendee: host }: Seat): void {
    const over = this.#seats.filter(({ attendee }) => host.rules.endsWithHost || attendee.rules.endsWithHost);
    this.#seats = this.#seats.filter((seat) => !over.includes(seat));
    for (const { attendee } of over) attendee.onEnded();
  }

  #tell(change: RoomChime): void {
    const hasHost = this.#hasHost;
    const active = this.#seats.filter((seat) => hasHost || !seat.attendee.rules.waitForHost);
    const isTalking = active.length > 1;
    const countBefore = this.#talkingCount;
    this.#talkingCount = isTalking ? active.length : 0;
    for (const seat of this.#seats) {
      const isIn = isTalking && active.includes(seat);
      tell(seat, isIn ? 'joined' : 'waiting', isIn ? active.length : 0);
    }
    const isAnnounced = this.#seats.some(({ attendee }) => attendee.rules.announcesMembers);
    // The room is everybody's: any of them can make it sound.
    if (isAnnounced && isTalking && active.length !== countBefore) active[0]?.attendee.chime(change);
  }
}

const isHost = ({ attendee }: Seat): boolean => attendee.rules.role === 'host';

const tell = (seat: Seat, state: 'waiting' | 'joined', members: number): void => {
  const told = `${state} ${members}`;
  if (seat.told === told) return;
  seat.told = told;
  seat.attendee.onChange(state, members);
};
