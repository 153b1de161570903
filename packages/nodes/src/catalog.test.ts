import { checkFlow, compileFlow, type Exit, type FieldMeta } from '@callwright/flow-engine';
import { callInMemory, docExamples } from '@callwright/flow-engine/testing';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { nodeDocs } from './docs.js';
import { nodeTypes } from './executors.js';
import { definitionByType, definitions, emptyDocument, flowTemplates } from './index.js';
import { flowTemplateLibrary } from './template-library.js';

declare global {
  interface ImportMeta {
    /** Files as Vite finds them when the test is built: their text by path. */
    glob(pattern: string, options: { query: '?raw'; import: 'default'; eager: true }): Record<string, string>;
  }
}

const files = import.meta.glob('./*/*', { query: '?raw', import: 'default', eager: true });
const folders = [...new Set(Object.keys(files).map((path) => path.split('/')[1] ?? ''))]
  .filter((name) => name !== 'shared')
  .sort();
const read = (path: string) => files[`./${path}`] ?? '';
const typeOf = (folder: string) => folder.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

describe('the catalog', () => {
  it('has every folder, and nothing else', () => {
    expect(definitions.map(({ type }) => type)).toEqual(folders.map(typeOf));
    expect(nodeTypes.map(({ definition }) => definition)).toEqual(definitions);
    expect([...definitionByType.keys()]).toEqual(folders.map(typeOf));
    expect(Object.keys(nodeDocs)).toEqual(folders.map(typeOf));
  });
});

/** What may be wrong with steps only because the rest of their flow is not shown. */
const ofWholeFlows: ReadonlySet<string> = new Set(['unsetVariable', 'unknownOutcome', 'silentCall']);

type JsonSchema = {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly anyOf?: readonly { readonly type?: string }[];
};
/** What may ask for a kind of value; null where that depends on what it means. A version is chosen with its flow. */
const widgetsFor = (schema: z.ZodType): readonly string[] | null => {
  const { type, enum: values, anyOf = [] } = z.toJSONSchema(schema) as JsonSchema;
  const kinds = [type, ...anyOf.map((one) => one.type)];
  if (values) return ['select'];
  if (kinds.includes('boolean')) return ['toggle'];
  return kinds.includes('integer') || kinds.includes('number') ? ['number', 'subflow'] : null;
};

describe.each(folders)('the folder %s', (folder) => {
  const type = typeOf(folder);
  const definition = definitionByType.get(type);
  const docs = () => read(`${folder}/docs.md`);
  const settings = () => {
    if (!(definition?.config instanceof z.ZodObject)) throw new Error(`The config of ${type} is no object.`);
    const shape: Readonly<Record<string, z.ZodType>> = definition.config.shape;
    return Object.entries(shape).map(([name, schema]) => ({
      name,
      schema,
      meta: (schema.meta() ?? {}) as Partial<FieldMeta>,
    }));
  };
  const fresh = () => definition?.config.parse({});

  it.each(['definition.ts', 'execute.ts', 'docs.md', `${folder}.test.ts`])('has a file %s', (file) => {
    expect(read(`${folder}/${file}`)).toMatch(/\S/);
  });

  it('is tested until nothing of it is left unseen', () => {
    const test = read(`${folder}/${folder}.test.ts`);
    expect(test).toContain(`new NodeCoverage('${type}')`);
    expect(test).toContain('expect(coverage.gaps()).toEqual([])');
  });

  it('can be added to a flow as it is: every setting has a default, and all of it is JSON', () => {
    expect(JSON.parse(JSON.stringify(fresh()))).toEqual(fresh());
    expect(definition?.config.parse(fresh())).toEqual(fresh());
    expect(() => z.toJSONSchema(definition?.config ?? z.never(), { unrepresentable: 'throw' })).not.toThrow();
  });

  it('says of every setting how it is called and where it stands', () => {
    for (const { name, meta } of settings()) {
      expect(meta.title, name).toMatch(/\S/);
      expect(['hears', 'answers', 'otherwise', 'does', 'advanced'], name).toContain(meta.section);
      expect(meta.widget, name).toBeTypeOf('string');
    }
  });

  it('asks for each setting in the way its kind is given, in its unit, and explains in sentences', () => {
    for (const { name, schema, meta } of settings()) {
      expect(widgetsFor(schema) ?? [meta.widget], name).toContain(meta.widget);
      expect(meta.unit === 'ms', name).toBe(name.endsWith('Ms'));
      expect(meta.title, name).toMatch(/^[A-Z].*[^.:]$/);
      expect(meta.help ?? 'None.', name).toMatch(/[.)}]$/);
    }
  });

  it('gives words to every value of a choice, and shows settings only by settings it has', () => {
    for (const { schema, meta } of settings()) {
      const { enum: values } = z.toJSONSchema(schema) as { enum?: readonly string[] };
      if (meta.widget === 'select') expect(Object.keys(meta.options ?? {})).toEqual(values);
      if (meta.when) expect(settings().map(({ name }) => name)).toContain(meta.when.field);
    }
  });

  it('has ways out that can be told apart, each with a label', () => {
    const exits: readonly Exit[] = definition?.exits(fresh()) ?? [];
    expect(new Set(exits.map(({ name }) => name)).size).toBe(exits.length);
    for (const { label } of exits) expect(label).toMatch(/\S/);
  });

  it('can be checked and summed up as it is', () => {
    expect(definition?.summary(fresh())).toBeTypeOf('string');
    for (const problem of definition?.check?.(fresh()) ?? []) {
      expect(settings().map(({ name }) => name)).toContain(problem.field);
      expect(problem.message).toMatch(/\.$/);
    }
  });

  it('is explained: each setting and each way out by the name people see', () => {
    expect(docs()).toMatch(new RegExp(`^# ${definition?.title}\n`));
    for (const { meta } of settings()) expect(docs()).toContain(`**${meta.title}**`);
    const fixed = definition?.exits(fresh()).filter(({ kind }) => kind !== 'choice') ?? [];
    for (const { label } of fixed) expect(docs()).toContain(`**${label}**`);
    for (const heading of ['## Settings', '## Ways out', '## Example']) expect(docs()).toContain(heading);
  });

  it('shows an example that is right', () => {
    const flows = docExamples(docs());
    expect(flows.flatMap(({ nodes }) => nodes.map((step) => step.type))).toContain(type);
    for (const flow of flows) {
      const wrong = checkFlow(flow, definitions).filter(({ code }) => !ofWholeFlows.has(code));
      expect(wrong).toEqual([]);
      expect(() => compileFlow(flow, nodeTypes)).not.toThrow();
    }
  });
});

describe.each(flowTemplateLibrary.map((template) => [template.id, template] as const))(
  'the template %s',
  (id, template) => {
    const { flow, layout } = template.document;

    it('may be published as it is, without even a warning', () => {
      expect(checkFlow(flow, definitions)).toEqual([]);
      expect(() => compileFlow(flow, nodeTypes)).not.toThrow();
    });

    it('has an id and a name of its own, and a place for each step', () => {
      expect(flowTemplateLibrary.filter((one) => one.id === id || one.name === template.name)).toEqual([template]);
      expect(template.description).toMatch(/\.$/);
      expect(Object.keys(layout.nodes).sort()).toEqual(flow.nodes.map((node) => node.id).sort());
    });

    it('brings a call to its end, though the caller never says a word and no service answers', () => {
      expect(callInMemory({ flow, nodeTypes }).instance.status).not.toBe('running');
    });
  },
);

describe('the template menu', () => {
  const menu = flowTemplates.find(({ id }) => id === 'menu')?.document.flow ?? emptyDocument().flow;

  it.each([
    ['1', 'appointment', 'booking'],
    ['2', 'billing', 'billing'],
    ['3', 'opening hours', 'hours'],
  ])('takes key %s and the word "%s" to %s', (key, word, step) => {
    const path = ['welcome', 'main', step, 'goodbye'];
    expect(callInMemory({ flow: menu, nodeTypes, script: (caller) => caller.presses(key) }).path).toEqual(path);
    expect(callInMemory({ flow: menu, nodeTypes, script: (caller) => caller.says(word) }).path).toEqual(path);
  });
});

describe('the empty document', () => {
  it('is not complete, and says so', () => {
    expect(checkFlow(emptyDocument().flow, definitions).map(({ code }) => code)).toEqual(['noStart']);
  });
});
