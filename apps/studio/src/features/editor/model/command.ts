import type { FlowDocument, FlowEdge, FlowLayout, FlowNode, FlowSettings } from '@callwright/protocol';

/** A place on the canvas. */
export type Point = { readonly x: number; readonly y: number };
/** A note on the canvas. */
export type Note = FlowLayout['notes'][number];
/** Something with the index it has in its list. */
export type Placed<Value> = { readonly index: number; readonly value: Value };

/** Pieces of a document with their places, lowest index first. */
export type Parts = {
  readonly nodes: readonly Placed<FlowNode>[];
  readonly edges: readonly Placed<FlowEdge>[];
  readonly positions: readonly Placed<readonly [nodeId: string, at: Point]>[];
  readonly notes: readonly Placed<Note>[];
};

/** Where {@link Parts} stand, lowest index first. */
export type PartPlaces = {
  readonly nodes: readonly number[];
  readonly edges: readonly number[];
  readonly positions: readonly number[];
  readonly notes: readonly number[];
};

/**
 * Every change of a flow. Plain JSON, so that a change can be stored, sent and told in words.
 * `insertParts` and `takeParts` are each other's opposite; paste and undo are made of them.
 */
export type EditorCommand =
  | { readonly command: 'addNode'; readonly node: FlowNode; readonly at: Point }
  | { readonly command: 'removeNodes'; readonly nodeIds: readonly string[] }
  | { readonly command: 'moveNodes'; readonly positions: Readonly<Record<string, Point>> }
  | { readonly command: 'renameNode'; readonly nodeId: string; readonly name: string }
  | { readonly command: 'changeConfig'; readonly nodeId: string; readonly config: FlowNode['config'] }
  | { readonly command: 'connect'; readonly from: string; readonly exit: string; readonly to: string }
  | { readonly command: 'disconnect'; readonly from: string; readonly exit: string }
  | { readonly command: 'setStart'; readonly nodeId: string | null }
  | { readonly command: 'changeSettings'; readonly settings: FlowSettings }
  | { readonly command: 'addNote'; readonly note: Note }
  | { readonly command: 'removeNotes'; readonly noteIds: readonly string[] }
  | { readonly command: 'changeNote'; readonly noteId: string; readonly change: Partial<Omit<Note, 'id'>> }
  | { readonly command: 'insertParts'; readonly parts: Parts; readonly start?: { readonly nodeId: string | null } }
  | { readonly command: 'takeParts'; readonly places: PartPlaces; readonly start?: { readonly nodeId: string | null } }
  | { readonly command: 'replaceDocument'; readonly document: FlowDocument }
  | { readonly command: 'batch'; readonly commands: readonly EditorCommand[] };

/** A command of one name. */
export type EditorCommandOf<Name extends EditorCommand['command']> = Extract<EditorCommand, { command: Name }>;

/** A document after a command, and the command that brings back the one before, byte for byte. */
export type Applied = { readonly document: FlowDocument; readonly inverse: EditorCommand };

/** A command that changes nothing. */
export const NOTHING: EditorCommandOf<'batch'> = { command: 'batch', commands: [] };

/** Whether a command changes nothing. */
export const isNothing = (command: EditorCommand): boolean =>
  command.command === 'batch' && command.commands.every(isNothing);
