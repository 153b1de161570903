import type { MenuPlan } from './menu-plan.js';
import { variableOf } from './names.js';
import type { Widget } from './widget.js';

/** What has to be known of a flow to tell where one of its values is kept. */
export type ValueScope = {
  readonly widgets: ReadonlyMap<string, Widget>;
  /** Questions that become menus, by the name of the widget. */
  readonly menus: ReadonlyMap<string, MenuPlan>;
};

/** The variable that holds what Studio keeps under a path; null when there is nothing like it. */
export const variablePathOf = (path: readonly string[], scope: ValueScope): string | null => {
  const [root, ...rest] = path;
  switch (root) {
    case 'flow':
      return flowValue(rest);
    case 'trigger':
      return triggerValue(rest);
    case 'contact':
      return rest.join('.') === 'channel.address' ? 'call.from' : null;
    case 'widgets':
      return widgetValue(rest, scope);
    default:
      return null;
  }
};

/** The name of the input a path reads that whoever begins the flow gives; null when it is none. */
export const inputOf = (path: readonly string[]): string | null => {
  const [root, kind, parameters, name] = path;
  if (root === 'flow' && kind === 'data' && parameters !== undefined) return variableOf(parameters);
  const isGiven = root === 'trigger' && (kind === 'request' || kind === 'parent') && parameters === 'parameters';
  return isGiven && name !== undefined ? variableOf(name) : null;
};

const flowValue = ([kind, name, ...rest]: readonly string[]): string | null => {
  if (kind === 'channel' && name === 'address') return 'call.to';
  return (kind === 'variables' || kind === 'data') && name !== undefined ? below(variableOf(name), rest) : null;
};

const CALL_VALUES: Readonly<Record<string, string>> = {
  From: 'call.from',
  Caller: 'call.from',
  To: 'call.to',
  Called: 'call.to',
  CallSid: 'call.id',
};

const triggerValue = ([kind, name = '', ...rest]: readonly string[]): string | null => {
  if (kind === 'call' || kind === 'message') return CALL_VALUES[name] ?? null;
  const [parameter, ...deeper] = rest;
  const isGiven = (kind === 'request' || kind === 'parent') && name === 'parameters';
  return isGiven && parameter !== undefined ? below(variableOf(parameter), deeper) : null;
};

const widgetValue = ([name = '', field = '', ...rest]: readonly string[], scope: ValueScope): string | null => {
  const widget = scope.widgets.get(name);
  switch (widget?.type) {
    case 'gather-input-on-call':
      return gathered(name, field, scope);
    case 'make-http-request':
    case 'run-function':
      if (field === 'status_code') return variableOf(name, 'status');
      return field === 'parsed' || field === 'body' ? below(variableOf(name, 'answer'), rest) : null;
    case 'connect-call-to':
      return field === 'DialCallStatus' ? `${variableOf(name, 'dial')}.status` : null;
    case 'record-voicemail':
      return recorded(name, field);
    case 'run-subflow':
      return variableOf(name, [field, ...rest].at(-1) ?? '');
    case 'capture-payments':
      return field === 'PaymentToken' ? variableOf(name, 'token') : null;
    default:
      return null;
  }
};

const gathered = (name: string, field: string, { menus }: ValueScope): string | null => {
  if (field !== 'Digits' && field !== 'SpeechResult') return null;
  return menus.has(name) ? `${variableOf(name, 'answer')}.said` : variableOf(name, field);
};

const recorded = (name: string, field: string): string | null => {
  if (field === 'RecordingUrl' || field === 'RecordingSid') return `${variableOf(name, 'message')}.recordId`;
  return field === 'TranscriptionText' ? `${variableOf(name, 'message')}.transcript` : null;
};

const below = (variable: string, rest: readonly string[]): string =>
  rest.reduce(
    (path, part) => (part.startsWith('[') ? `${path}${part}` : `${path}.${part.replace(/\W/g, '_')}`),
    variable,
  );
