import {
  type FlowDocument,
  type FlowProblem,
  type FlowResource,
  type FlowSummary,
  type FlowVersion,
  type FlowVersionDetail,
  flowDocument,
  flowId,
  migrateFlowDocument,
  type ProtocolName,
  protocolName,
} from '@callwright/protocol';
import { isoOf } from '../platform/calendar.js';
import type { VersionRow } from './flow-versions.repository.js';
import type { FlowRow, FlowWithDraft } from './flows.repository.js';

/** A flow in a list. */
export const summaryOf = (row: FlowRow): FlowSummary => ({
  id: flowId.parse(row.id),
  name: row.name,
  createdAt: isoOf(row.createdAt),
  updatedAt: isoOf(row.updatedAt),
  stepCount: row.stepCount,
  errorCount: row.errorCount,
  warningCount: row.warningCount,
  publishedVersion: row.publishedVersion,
  publishedAt: isoOf(row.publishedAt),
  hasUnpublishedChanges: row.publishedHash !== row.draftHash,
  endpoints: row.endpoints.map(({ name }) => name),
  protocols: protocolsOf(row.endpoints.flatMap(({ protocol }) => protocol ?? [])),
});

/** Protocols by their stored names, each once; what is not known is left out. */
export const protocolsOf = (stored: readonly string[]): ProtocolName[] =>
  protocolName.options.filter((name) => stored.includes(name));

/** A flow with its draft. @param problems what is wrong with the draft */
export const resourceOf = (row: FlowWithDraft, problems: readonly FlowProblem[]): FlowResource => ({
  ...summaryOf(row),
  draft: { revision: row.draftRevision, document: documentOf(row.draft), updatedAt: isoOf(row.draftUpdatedAt) },
  problems: [...problems],
});

/** A stored document in its present form: fields that came later get their defaults. */
export const documentOf = (stored: unknown): FlowDocument => flowDocument.parse(migrateFlowDocument(stored));

/** A version in the history. */
export const versionOf = (row: VersionRow): FlowVersion => ({
  flowId: flowId.parse(row.flowId),
  version: row.number,
  publishedAt: isoOf(row.publishedAt),
  publishedBy: row.publishedBy,
  note: row.note,
  stepCount: row.stepCount,
});

/** A version with its document. */
export const versionDetailOf = (row: VersionRow & { readonly document: unknown }): FlowVersionDetail => ({
  ...versionOf(row),
  document: documentOf(row.document),
});
