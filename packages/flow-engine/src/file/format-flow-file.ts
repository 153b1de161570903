import { Document, isMap, isPair, isScalar, isSeq, Scalar, visit, type YAMLMap, type YAMLSeq } from 'yaml';
import { type FlowFile, flowFileContent } from './flow-file.js';

/** So long may a row of a list be to stand on one line. */
const MAX_ROW = 102;
/** So long may a list of rows be to stand on the line of its name: a day with its opening hours. */
const MAX_SHORT_LIST = 60;
/** Longer words go over several lines. */
const MAX_TEXT = 96;

/**
 * A flow as the text of its file. The same flow gives the same text, and a change of one step changes the lines of that
 * step: steps in the order they were made, an empty line between two of them, a row of a list on a line of its own, long
 * words on several.
 */
export const formatFlowFile = (file: FlowFile, form: 'yaml' | 'json' = 'yaml'): string => {
  const content = flowFileContent(file);
  if (form === 'json') return `${JSON.stringify(content, null, 2)}\n`;
  const document = new Document(content);
  for (const name of ['settings', 'steps', 'layout']) spaceBefore(document, name);
  visit(document, { Scalar: (key, scalar) => (key === 'key' ? undefined : layOutText(scalar)), Seq: layOutList });
  const steps: unknown = document.get('steps');
  if (isMap(steps)) for (const [at, step] of steps.items.entries()) layOutStep(step, at);
  return document.toString({ lineWidth: 120, flowCollectionPadding: false });
};

const layOutText = (scalar: Scalar): void => {
  if (typeof scalar.value !== 'string') return;
  if (scalar.value.includes('\n')) scalar.type = Scalar.BLOCK_LITERAL;
  else if (scalar.value.length > MAX_TEXT) scalar.type = Scalar.BLOCK_FOLDED;
};

const layOutList = (_key: unknown, list: YAMLSeq): void => {
  for (const row of list.items) if (isMap(row)) row.flow = isRow(row);
  const most = list.items.some(isMap) ? MAX_SHORT_LIST : MAX_ROW;
  list.flow = widthOf(list) <= most && list.items.every((one) => isScalar(one) || (isMap(one) && one.flow === true));
};

const layOutStep = (step: unknown, at: number): void => {
  if (!isPair(step) || !isMap(step.value)) return;
  if (at > 0 && isScalar(step.key)) step.key.spaceBefore = true;
  const config: unknown = step.value.get('config');
  if (isMap(config)) for (const { value } of config.items) if (isMap(value)) value.flow = isGroup(value);
};

/** Whether a setting of several parts, as who a request is by, is written on one line. */
const isGroup = (map: YAMLMap): boolean =>
  isRow(map) && map.items.every(({ value }) => !isSeq(value) || value.items.every((one) => isScalar(one)));

const isRow = (map: YAMLMap): boolean =>
  widthOf(map) <= MAX_ROW &&
  map.items.every(({ value }) => isScalar(value) || (isSeq(value) && !value.items.some(isSeq)));

/** About as wide as it is on one line; what has several lines is wider than any. */
const widthOf = (collection: YAMLMap | YAMLSeq): number => {
  const json = JSON.stringify(collection);
  if (json.includes('\\n')) return Number.POSITIVE_INFINITY;
  return json.replaceAll('"', '').length + json.split('":').length + json.split(',"').length;
};

const spaceBefore = (document: Document, name: string): void => {
  if (!isMap(document.contents)) return;
  for (const pair of document.contents.items)
    if (isPair(pair) && isScalar(pair.key) && pair.key.value === name) pair.key.spaceBefore = true;
};
