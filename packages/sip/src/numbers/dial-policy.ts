/**
 * Whom a workspace may call. A prefix is `+` and the digits a number in E.164 begins with; without plus it is the
 * beginning of a short number (an extension of a PBX), which a trunk gets as dialled; `@example.com` is all SIP addresses
 * of a domain. A denied prefix without plus also means numbers in E.164 that begin so.
 */
export type DialPolicy = {
  /** Calling code without plus, such as `49`: its numbers may be called, but those that cost extra. */
  readonly homeCountry: string;
  readonly allowedPrefixes: readonly string[];
  readonly deniedPrefixes: readonly string[];
  readonly allowsInternational: boolean;
  readonly allowsPremium: boolean;
  readonly emergency: 'deny' | 'allow';
  /** Where the far side may send a call by 3xx or REFER; whatever it names must be allowed besides. `+` is all numbers. */
  readonly redirectPrefixes: readonly string[];
};

/** What is to be called. `isRedirected`: the far side of a call named it, by 3xx or REFER. */
export type DialDestination =
  | { readonly kind: 'number'; readonly text: string; readonly isRedirected?: boolean }
  | { readonly kind: 'sipAddress'; readonly uri: string; readonly isRedirected?: boolean }
  | { readonly kind: 'sipUser'; readonly username: string };

/** The rule that decided. */
export type DialRule =
  | 'sipUser'
  | 'emergency'
  | 'notANumber'
  | 'shortNumber'
  | 'sipAddress'
  | 'redirect'
  | 'deniedPrefix'
  | 'premium'
  | 'allowedPrefix'
  | 'home'
  | 'international';

/**
 * Whether a destination may be called. `number`: how it is dialled, in E.164, a short number as it was dialled; undefined
 * when it is none. `prefix`: the one that decided, when one did. `text` for people; it holds no number.
 */
export type DialDecision = {
  readonly isAllowed: boolean;
  readonly rule: DialRule;
  readonly number?: string;
  readonly prefix?: string;
  readonly text: string;
};
