import type { SipCredentials, TrunkEntry, TrunkGateway } from '@callwright/protocol';
import { escapeUser } from '@callwright/sip';
import { hostUri, proxyUri, type Question } from './ask.js';

/** The REGISTER that tells a carrier where we are (RFC 3261 §10.2); for 0 seconds it takes that back. */
export const registerQuestion = (
  { outboundProxy, fromDomain }: TrunkEntry,
  gateway: TrunkGateway,
  login: SipCredentials,
  seconds: number,
): Question => {
  const { host, port, transport } = gateway;
  const domain = fromDomain ?? host;
  const user = escapeUser(login.username);
  const own = `<${hostUri(domain, undefined, 'udp', user)}>`;
  const headers = {
    From: own,
    To: own,
    Contact: `<sip:${user}@localhost>;expires=${seconds}`,
    Expires: String(seconds),
  };
  const uri = hostUri(domain, domain === host ? port : undefined, transport);
  const elsewhere = domain === host ? undefined : hostUri(host, port, transport);
  const proxy = outboundProxy ? proxyUri(outboundProxy, gateway) : elsewhere;
  return { method: 'REGISTER', uri, headers, login, ...(proxy !== undefined && { proxy }) };
};
