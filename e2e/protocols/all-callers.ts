import type { StackFacts } from '../support/global-setup.js';
import type { Rest } from '../support/rest.js';
import { callWebSocketCaller } from './callers/call-websocket.js';
import { dialogCaller } from './callers/dialog.js';
import { freeclimbCaller } from './callers/freeclimb.js';
import { jambonzCaller } from './callers/jambonz.js';
import { offerCaller } from './callers/offer.js';
import { sipCaller } from './callers/sip.js';
import { takosCaller } from './callers/takos.js';
import type { ProtocolCaller } from './scripted-caller.js';

/** A caller of every protocol; the first is whom all others are compared with. */
export const allCallers = (facts: StackFacts, rest: Rest): readonly ProtocolCaller[] => [
  callWebSocketCaller(rest),
  offerCaller(facts, rest),
  sipCaller(facts, rest),
  dialogCaller(facts, rest),
  jambonzCaller(facts, rest),
  freeclimbCaller(facts, rest),
  takosCaller(facts, rest),
];
