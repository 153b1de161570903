import { AppError, toAppError } from '@callwright/protocol';
import type { Mixer } from './pacer.js';
import { RoomChime } from './room-chime.js';
import { type MemberMasks, type MemberOptions, RoomMember, type Who } from './room-member.js';
import { addTo, RoomMix, saturateBut, saturateInto, takeFrom } from './room-mix.js';
import { type OpenMusic, RoomMusic } from './room-music.js';
import type { Chime } from './room-tones.js';

/** What a room is made of. */
export type RoomOptions = {
  readonly maxMembers: number;
  readonly openMusic: OpenMusic;
  /** Told when music cannot be played, once for each recording and rate. */
  readonly onMusicFailed: (url: string, error: AppError) => void;
  /** A member whose sound cannot be mixed is taken out; the others go on. */
  readonly onBroken: (member: RoomMember, error: unknown) => void;
};

type View = 'before' | 'now';

/**
 * One mixer for whoever is to hear each other: bridge, conference, music for who waits, whisper, listen-in. Everybody
 * hears the total less themselves, as far as masks allow; of 8000 and 16000 Hz each in their own rate. Mixed once a tick,
 * after all have been heard and before any is spoken to, so that nothing waits.
 */
export class Room implements Mixer {
  readonly #options: RoomOptions;
  #members: RoomMember[] = [];
  readonly #mixes = new Map<number, RoomMix>();
  readonly #music = new Map<string, RoomMusic>();
  readonly #chimes = new Map<number, RoomChime>();
  /** Whether one is heard in this mix. */
  #isChiming = false;
  /** Those who speak to some only, now or in the last mix. */
  #choosy: readonly RoomMember[] = [];
  /** Called after each mix, with what everybody says: a recorder of the room. */
  recorder: { readonly take: (members: readonly RoomMember[]) => void } | null = null;

  constructor(options: RoomOptions) {
    this.#options = options;
  }

  /** Members that stay. */
  get size(): number {
    let count = 0;
    for (const member of this.#members) if (!member.isLeaving) count += 1;
    return count;
  }

  /** Nobody is in it, not even on their way out. */
  get isOver(): boolean {
    return this.#members.length === 0;
  }

  /** @throws AppError `media.roomFull` */
  join(options: MemberOptions): RoomMember {
    if (this.size >= this.#options.maxMembers) throw new AppError('media.roomFull', 'The room is full.');
    const member = new RoomMember(options);
    this.#members.push(member);
    if (!this.#mixes.has(member.rateHz)) this.#mixes.set(member.rateHz, new RoomMix(member.rateHz));
    return member;
  }

  /** A sound for everybody who hears anybody. */
  chime(which: Chime): void {
    // Many who come at once are one chime.
    for (const rateHz of this.#mixes.keys())
      if (!this.#chimes.has(rateHz)) this.#chimes.set(rateHz, new RoomChime(which, rateHz));
  }

  mix(): void {
    let isChanged = false;
    for (const member of this.#members) {
      member.prepare();
      if (member.before !== null) isChanged = true;
    }
    if (isChanged) this.#choosy = this.#members.filter(isChoosy);
    this.#addUp();
    this.#goOnChiming();
    for (const member of this.#members) this.#serve(member, isChanged);
    this.recorder?.take(this.#members);
    this.#settle(isChanged);
  }

  /** Everybody leaves at once. May be called twice. */
  close(): void {
    for (const member of this.#members) {
      member.leave();
      member.hearNothing();
      member.settle();
    }
    this.#members = [];
    for (const music of this.#music.values()) music.close();
    this.#music.clear();
  }

  #addUp(): void {
    for (const mix of this.#mixes.values()) mix.begin();
    for (const member of this.#members)
      if (member.part !== null) this.#mixes.get(member.rateHz)?.add(member, member.part);
    if (this.#mixes.size > 1) this.#crossOver();
  }

  // Each rate's own sum first, then the others onto it: what came from elsewhere must not go back there.
  #crossOver(): void {
    for (const mix of this.#mixes.values()) if (mix.count > 0) mix.keepOwn();
    for (const mix of this.#mixes.values())
      for (const other of this.#mixes.values()) if (other !== mix && other.count > 0) mix.addForeign(other);
  }

  #serve(member: RoomMember, isChanged: boolean): void {
    const mix = this.#mixes.get(member.rateHz);
    if (mix === undefined) return;
    try {
      if (isChanged) this.#fade(member, mix);
      else this.#hear(member, mix);
    } catch (error) {
      member.hearNothing();
      member.leave();
      this.#options.onBroken(member, error);
    }
  }

  #hear(member: RoomMember, mix: RoomMix): void {
    const { hears } = member.masks;
    if (hears === 'all' && !this.#hasMore(member)) {
      const one = mix.onlyOther(member);
      if (one !== null) member.hearOne(one);
      else if (mix.isEmptyBut(member)) member.hearNothing();
      else if (member.part === null) saturateInto(member.hearMix(), mix.total);
      else saturateBut(member.hearMix(), mix.total, member.part);
    } else if (hears === 'nobody' && member.masks.music === null) member.hearNothing();
    else this.#compose(member, mix, 'now', member.hearMix());
  }

  // What was heard and what is to be heard, the one giving way to the other.
  #fade(member: RoomMember, mix: RoomMix): void {
    this.#compose(member, mix, 'before', mix.old);
    this.#compose(member, mix, 'now', member.hearMix());
    member.fadeFrom(mix.old);
  }

  /** Whether somebody is heard who is not in the total. */
  #hasMore(member: RoomMember): boolean {
    if (member.masks.music !== null || this.#choosy.length > 0 || this.#isChiming) return true;
    return member.confidence !== null && member.confidence() !== null;
  }

  #compose(member: RoomMember, mix: RoomMix, view: View, target: Int16Array): void {
    const { scratch, rateHz } = mix;
    const masks = masksOf(member, view);
    if (masks.hears === 'all') {
      scratch.set(mix.total);
      if (member.part !== null) takeFrom(scratch, member.part);
    } else scratch.fill(0);
    if (masks.hears !== 'nobody') this.#addOthers(member, masks.hears, view, scratch);
    const secret = member.confidence?.() ?? null;
    if (secret !== null && masks.hears !== 'nobody') addTo(scratch, secret);
    if (masks.music !== null) addTo(scratch, this.#musicOf(masks.music, rateHz).block);
    saturateInto(target, scratch);
  }

  // Those who speak to some only, and, for one who hears some only, those who speak to everybody.
  #addOthers(member: RoomMember, hears: Who, view: View, sum: Int32Array): void {
    for (const other of hears === 'all' ? this.#choosy : this.#members) {
      if (other === member || !includes(hears, other)) continue;
      const { heardBy } = masksOf(other, view);
      const isInTotal = heardBy === 'all' && hears === 'all';
      if (!isInTotal && includes(heardBy, member)) addTo(sum, other.saidAt(member.rateHz));
    }
    const tone = this.#chimes.get(member.rateHz);
    if (tone !== undefined) addTo(sum, tone.block);
  }

  #musicOf(url: string, rateHz: number): RoomMusic {
    const key = `${rateHz} ${url}`;
    let music = this.#music.get(key);
    if (music === undefined) {
      const { openMusic, onMusicFailed } = this.#options;
      music = new RoomMusic(url, rateHz, openMusic, (error) => onMusicFailed(url, toAppError(error)));
      this.#music.set(key, music);
    }
    return music;
  }

  #goOnChiming(): void {
    for (const [rateHz, sound] of this.#chimes) if (!sound.goOn()) this.#chimes.delete(rateHz);
    this.#isChiming = this.#chimes.size > 0;
  }

  #settle(isChanged: boolean): void {
    for (const member of this.#members) member.settle();
    if (!isChanged && this.#music.size === 0) return;
    if (isChanged) {
      this.#members = this.#members.filter(({ isOver }) => !isOver);
      this.#choosy = this.#members.filter(isChoosy);
    }
    for (const [key, music] of this.#music) {
      if (music.settle()) continue;
      music.close();
      this.#music.delete(key);
    }
  }
}

const masksOf = (member: RoomMember, view: View): MemberMasks =>
  view === 'before' ? (member.before ?? member.masks) : member.masks;

const isChoosy = ({ masks, before }: RoomMember): boolean =>
  typeof masks.heardBy !== 'string' || (before !== null && typeof before.heardBy !== 'string');

const includes = (who: Who, member: RoomMember): boolean => who === 'all' || (who !== 'nobody' && who.has(member.id));
