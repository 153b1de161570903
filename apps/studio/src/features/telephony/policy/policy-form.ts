import { type DialPolicy, dialPolicy } from '@callwright/protocol';
import { listOf } from '../trunks/trunk-form';

/** Whom the workspace may call, as the form asks for it. Lists are texts with one entry a line; numbers are as typed. */
export type PolicyForm = {
  readonly homeCountry: string;
  readonly allowsInternational: boolean;
  readonly allowsPremium: boolean;
  readonly allowsEmergency: boolean;
  readonly allowedPrefixes: string;
  readonly deniedPrefixes: string;
  readonly redirectPrefixes: string;
  readonly maxConcurrentCalls: string;
  readonly maxCallsPerSecond: string;
  readonly maxCallMinutes: string;
};

const SECONDS_A_MINUTE = 60;

/** The form of a policy. */
export const policyFormOf = (policy: DialPolicy): PolicyForm => ({
  homeCountry: policy.homeCountry,
  allowsInternational: policy.allowsInternational,
  allowsPremium: policy.allowsPremium,
  allowsEmergency: policy.emergency === 'allow',
  allowedPrefixes: policy.allowedPrefixes.join('\n'),
  deniedPrefixes: policy.deniedPrefixes.join('\n'),
  redirectPrefixes: policy.redirectPrefixes.join('\n'),
  maxConcurrentCalls: String(policy.maxConcurrentCalls),
  maxCallsPerSecond: String(policy.maxCallsPerSecond),
  maxCallMinutes: String(policy.maxCallSeconds / SECONDS_A_MINUTE),
});

/** What the form says, whole. @throws ZodError with what is wrong in which field of the policy */
export const policyOf = (form: PolicyForm): DialPolicy =>
  dialPolicy.parse({
    homeCountry: form.homeCountry.trim().replace(/^(\+|00)/, ''),
    allowsInternational: form.allowsInternational,
    allowsPremium: form.allowsPremium,
    emergency: form.allowsEmergency ? 'allow' : 'deny',
    allowedPrefixes: listOf(form.allowedPrefixes),
    deniedPrefixes: listOf(form.deniedPrefixes),
    redirectPrefixes: listOf(form.redirectPrefixes),
    maxConcurrentCalls: numberOf(form.maxConcurrentCalls),
    maxCallsPerSecond: numberOf(form.maxCallsPerSecond),
    maxCallSeconds: Math.round(numberOf(form.maxCallMinutes) * SECONDS_A_MINUTE),
  });

// An empty field is no 0, which would forbid every call.
const numberOf = (text: string): number => (text.trim() === '' ? Number.NaN : Number(text.replace(',', '.')));
