import { type FileProblem, parseFlowFile } from '@callwright/flow-engine';
import type { CreateFlow } from '@callwright/protocol';

/** A flow file as a flow to be made, or what is wrong with it, by line. */
export type ImportedFlow =
  | { readonly ok: true; readonly flow: CreateFlow }
  | { readonly ok: false; readonly problems: readonly FileProblem[] };

const MAX_NAME_LENGTH = 120;

/** Reads the text of a `*.flow.yaml` or `*.flow.json`. @param fileName names the flow when the file does not */
export const readFlowFile = (text: string, fileName: string): ImportedFlow => {
  const plainName = fileName.replace(/(\.flow)?\.(ya?ml|json)$/i, '');
  const read = parseFlowFile(text, plainName);
  if (!read.ok) return read;
  const { name, document } = read.file;
  return { ok: true, flow: { name: name.trim().slice(0, MAX_NAME_LENGTH) || plainName, document } };
};
