import { parseFlowFile, type ReadFlowFile } from '@callwright/flow-engine';

/** The text of a file, and the id of one that names none. */
export type ReadFileJob = { readonly text: string; readonly fallbackId: string };

/** Reads the text of a flow file. May take seconds. */
export const readFlowFile = ({ text, fallbackId }: ReadFileJob): ReadFlowFile => parseFlowFile(text, fallbackId);
