import { definitions } from '@callwright/nodes';
import { describe, expect, it } from 'vitest';
import { newNode } from '../model/new-node';
import { type FormField, formFields, isShown } from './form-fields';

const fieldOf = (type: string, name: string): FormField => {
  const definition = definitions.find((one) => one.type === type);
  const field = definition && formFields(definition).find((one) => one.name === name);
  if (!field) throw new Error(`${type} has no field ${name}.`);
  return field;
};

describe('a setting of a step', () => {
  it('that may be null has the limits of its numbers, and inherits what its schema says', () => {
    expect(fieldOf('menu', 'noInputRetries')).toMatchObject({
      isNullable: true,
      isInteger: true,
      inherits: 'noInputRetries',
      minimum: 0,
      maximum: 10,
    });
    expect(fieldOf('collect', 'lowest')).toMatchObject({ isNullable: true, isInteger: false, inherits: undefined });
    expect(fieldOf('say', 'times')).toMatchObject({ isNullable: false, isInteger: true });
  });

  it('with words may have them by language, and others each time, where its schema takes that', () => {
    expect(fieldOf('say', 'text')).toMatchObject({ isLocal: true, isSeries: false, maxLength: 5000 });
    expect(fieldOf('menu', 'noInputPrompt')).toMatchObject({ isLocal: true, isSeries: true });
    expect(fieldOf('note', 'text')).toMatchObject({ isLocal: false, isSeries: false });
  });

  it('is shown for one value of another setting, or for one of several', () => {
    const body = fieldOf('http', 'body');
    expect(isShown(body, { bodyKind: 'json' })).toBe(true);
    expect(isShown(body, { bodyKind: 'text' })).toBe(true);
    expect(isShown(body, { bodyKind: 'fields' })).toBe(false);
  });
});

describe('a list of rows', () => {
  it('has a column for every value but the id, each with its kind', () => {
    expect(fieldOf('http', 'results').columns.map(({ name, kind }) => [name, kind])).toEqual([
      ['path', 'text'],
      ['as', 'text'],
      ['isOptional', 'toggle'],
      ['isSecret', 'toggle'],
    ]);
    expect(fieldOf('switch', 'cases').columns.map(({ name, kind }) => [name, kind])).toEqual([
      ['label', 'text'],
      ['values', 'texts'],
    ]);
    const [, rings] = fieldOf('dial', 'targets').columns;
    expect(rings).toMatchObject({ kind: 'number', isDuration: true, isNullable: true, minimum: 1000 });
  });

  const withRows = definitions.flatMap((definition) =>
    formFields(definition)
      .filter(({ columns }) => columns.length > 0)
      .map((field) => [`${definition.type}.${field.name}`, definition, field] as const),
  );
  it.each(withRows)('%s takes a row as it is when added', (_, definition, field) => {
    const { config } = newNode(definition, [], () => 'n');
    const rows = [field.newRow(() => 'r1')];
    expect(definition.config.safeParse({ ...config, [field.name]: rows }).error).toBeUndefined();
  });
});
