import type { FlowVariable } from '@callwright/protocol';
import { type Converted, type DraftStep, exitsTo, type Target, toStep, toWidget } from '../converted.js';
import type { ImportContext } from '../import-context.js';
import { stepIdOf, variableOf } from '../names.js';
import type { Widget } from '../widget.js';

/** One thing of a card that is asked for. */
type Asked = { readonly part: string; readonly prompt: string; readonly minDigits: number; readonly maxDigits: number };

const CARD: readonly Asked[] = [
  { part: 'card', prompt: 'Please enter the number of your card.', minDigits: 12, maxDigits: 19 },
  {
    part: 'expiry',
    prompt: 'Please enter month and year of its expiry, with four digits.',
    minDigits: 4,
    maxDigits: 4,
  },
];
const CODE: Asked = { part: 'code', prompt: 'Please enter its security code.', minDigits: 3, maxDigits: 4 };

/**
 * Takes a payment: questions for secret digits, and a request to a payment service, which is the only one that sees them.
 * Which service that is Studio keeps in the connector, outside of the flow.
 */
export const convertPayments = (widget: Widget, context: ImportContext): Converted => {
  context.hint(
    `The payment connector "${widget.text('payment_connector') || 'Default'}" is kept by Twilio: name the address of your payment service.`,
  );
  if (widget.text('payment_method') === 'ach-debit')
    context.hint('It takes bank accounts: change the questions, which ask for a card.');
  const attempts = widget.number('max_attempts') ?? 3;
  const asked = [...CARD, ...(widget.isOn('security_code') ? [CODE] : []), ...postalCode(widget)];
  const names = asked.map(({ part }) => variableOf(widget.name, part));
  const failed = toWidget(widget.next('maxFailedAttempts'));
  const questions = asked.map((one, at): DraftStep => {
    const next = asked[at + 1];
    const target: Target = toStep(idOf(widget, next ? next.part : 'charge'));
    const id = at === 0 ? stepIdOf(widget.name) : idOf(widget, one.part);
    const retries = Math.min(10, Math.max(0, attempts - 1));
    const config = {
      prompt: one.prompt,
      minDigits: one.minDigits,
      maxDigits: one.maxDigits,
      isSecret: true,
      noInputRetries: retries,
      noMatchRetries: retries,
      saveAs: names[at] ?? '',
    };
    const exits = { ...exitsTo(target, 'digits'), ...exitsTo(failed, 'noInput', 'noMatch') };
    return { id, type: 'collect', name: `${widget.name} (${one.part})`, config, exits };
  });
  const variables = names.map((name): FlowVariable => ({ name, type: 'secret' }));
  return { steps: [...questions, charge(widget, asked, context)], variables, needsHand: true };
};

const charge = (widget: Widget, asked: readonly Asked[], context: ImportContext): DraftStep => {
  const secrets = asked.map(({ part }) => ({ name: part, value: `{{ ${variableOf(widget.name, part)} }}` }));
  const others = [
    { name: 'amount', value: context.template('payment_amount') || '0' },
    { name: 'currency', value: widget.text('currency') || 'usd' },
    { name: 'description', value: context.template('description') },
    ...widget.pairs('parameters').map(({ key, value }) => ({ name: key, value: context.translate(value) })),
  ];
  const token = { path: 'token', as: variableOf(widget.name, 'token'), isOptional: false, isSecret: false };
  return {
    id: idOf(widget, 'charge'),
    type: 'http',
    name: `${widget.name} (charge)`,
    config: {
      method: 'POST',
      url: 'https://payments.example/charges',
      bodyKind: 'fields',
      fields: [...secrets, ...others.filter(({ value }) => value !== '')],
      ...(context.isRead('PaymentToken') ? { results: [token] } : {}),
    },
    exits: {
      ...exitsTo(toWidget(widget.next('success')), 'ok'),
      ...exitsTo(toWidget(widget.next('providerError')), 'failed', 'timeout'),
      ...exitsTo(toWidget(widget.next('validationError') ?? widget.next('providerError')), 'otherwise'),
    },
  };
};

const postalCode = (widget: Widget): readonly Asked[] => {
  if (widget.text('postal_code') === '' || widget.text('postal_code') === 'false') return [];
  const minDigits = Math.max(1, widget.number('min_postal_code_length') ?? 1);
  return [
    { part: 'postalCode', prompt: 'Please enter your postal code.', minDigits, maxDigits: Math.max(10, minDigits) },
  ];
};

const idOf = (widget: Widget, part: string): string => `${stepIdOf(widget.name)}_${part}`;
