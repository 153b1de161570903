import type { SecretVault } from '@callwright/flow-engine';
import type { HttpRequest } from '@callwright/protocol';

/**
 * What a request sends, with the values of its secrets in the place of their references. A value stays one part of where
 * it stands: it ends no path, no field of a form and no text of a JSON document.
 */
export const revealRequest = (
  { url, headers, body }: Pick<HttpRequest, 'url' | 'headers' | 'body'>,
  vault: Pick<SecretVault, 'reveal'>,
): Pick<HttpRequest, 'url' | 'headers' | 'body'> => ({
  url: revealUrl(url, vault),
  headers: headers.map(({ name, value }) => ({ name, value: vault.reveal(value) })),
  ...(body === undefined ? {} : { body: vault.reveal(body, encoderFor(headers)) }),
});

const LEADING_REFERENCE = /^⟦[^⟦⟧]*⟧/u;

// What a URL begins with is the address of the service.
const revealUrl = (url: string, vault: Pick<SecretVault, 'reveal'>): string => {
  const address = LEADING_REFERENCE.exec(url)?.[0] ?? '';
  return `${vault.reveal(address)}${vault.reveal(url.slice(address.length), asUrlPart)}`;
};

const encoderFor = (headers: HttpRequest['headers']): ((secret: string) => string) => {
  const type = headers.find(({ name }) => name.toLowerCase() === 'content-type')?.value.toLowerCase() ?? '';
  if (type.includes('json')) return asJsonText;
  return type.includes('x-www-form-urlencoded') ? asUrlPart : asItIs;
};

const LONE_SURROGATE = /\p{Surrogate}/gu;
const asUrlPart = (secret: string) => encodeURIComponent(secret.replace(LONE_SURROGATE, '\ufffd'));
const asJsonText = (secret: string) => JSON.stringify(secret).slice(1, -1);
const asItIs = (secret: string) => secret;
