import { AppError, type HttpRequest, type Json } from '@callwright/protocol';
import { lengthOf, MAX_VARIABLES_LENGTH } from './bounds.js';
import { savedValues } from './saved-values.js';
import type { SecretVault } from './secret-vault.js';
import { type StandIn, withholdSecrets } from './withhold-secrets.js';

type Values = Readonly<Record<string, Json>>;
type Asked = Pick<HttpRequest, 'url' | 'headers' | 'body' | 'save'>;

/**
 * What a flow remembers of an answer, by its variables: what it asked for, without the secrets that the answer repeats.
 * @param request as the flow asked for it, with references
 * @param body as {@link savedValues} takes it
 * @param named secrets of the workspace that were sent along
 * @throws AppError `http.tooLarge` for more than a flow can remember, or nested too deep
 */
export const rememberedValues = (
  { save, url, headers, body: sentBody = '' }: Asked,
  body: Json | undefined,
  vault: Pick<SecretVault, 'keep' | 'repeatable'>,
  named: readonly StandIn[] = [],
): Values => {
  const kept = new Set<Json>();
  const values = savedValues(save, body, (secret) => {
    const reference = vault.keep(secret);
    kept.add(reference);
    return reference;
  });
  // What is nested too deep could not even be written down.
  if (lengthOf(values) > MAX_VARIABLES_LENGTH)
    throw new AppError('http.tooLarge', 'The answer holds more than a flow can remember.');
  const sent = [url, ...headers.map(({ value }) => value), sentBody, ...kept].join('\n');
  const secrets = [...named, ...vault.repeatable(sent)];
  return Object.fromEntries(
    Object.entries(values).map(([as, value]) => [as, kept.has(value) ? value : withholdSecrets(value, secrets)]),
  );
};
