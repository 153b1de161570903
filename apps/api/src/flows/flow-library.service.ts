import { abilitiesOn, type FlowLibrary, type FlowProof } from '@callwright/flow-engine';
import type {
  FlowDefinition,
  FlowDocument,
  FlowId,
  FlowProblem,
  FlowRef,
  ProtocolName,
  WorkspaceId,
} from '@callwright/protocol';
import { Injectable } from '@nestjs/common';
import { MediaLinks } from '../control/media-links.js';
import { PromptsRepository } from '../prompts/prompts.repository.js';
import { keysCalledBy, readFlowKey } from './flow-calls.js';
import { documentOf, protocolsOf } from './flow-resources.js';
import { type CalledFlow, type CallingFlow, definitionsOf, FlowShelf, type WantedFlow } from './flow-shelf.js';
import { FlowVersionsRepository, type PublishedFlow } from './flow-versions.repository.js';
import { FlowsRepository } from './flows.repository.js';
import { FlowProver } from './proof/flow-prover.js';

/** Finds the flows that flows call. */
@Injectable()
export class FlowLibraryService {
  constructor(
    private readonly versions: FlowVersionsRepository,
    private readonly flows: FlowsRepository,
    private readonly prompts: PromptsRepository,
    private readonly prover: FlowProver,
    private readonly links: MediaLinks,
  ) {}

  /** Everything these flows may come to by calls. @param known latest versions that need not be looked for */
  async shelfFor(callers: readonly CallingFlow[], known: readonly PublishedFlow[] = []): Promise<FlowShelf> {
    const shelf = new FlowShelf();
    const shelved = known.flatMap((row) => shelf.put({ workspaceId: row.workspaceId, key: row.flowId }, row));
    let waiting = [...callers, ...shelved];
    for (let wanted = shelf.missingFor(waiting); wanted.length > 0; wanted = shelf.missingFor(waiting)) {
      const rows = await this.#findAll(wanted);
      waiting = wanted.flatMap((one) =>
        shelf.put(
          one,
          rows.find((row) => isFor(row, one)),
        ),
      );
    }
    return shelf;
  }

  /** Everything one flow may come to by calls. */
  async calledBy(workspaceId: WorkspaceId, flow: FlowDefinition): Promise<readonly CalledFlow[]> {
    const caller = { workspaceId, flow };
    return (await this.shelfFor([caller])).closureOf(caller);
  }

  /** The same in the versions a call ran, as its `ref` says. */
  async calledInCall(workspaceId: WorkspaceId, flow: FlowDefinition, ref: FlowRef): Promise<readonly CalledFlow[]> {
    const ran = Object.entries(ref.subflows ?? {}).map(([flowId, number]) => ({ workspaceId, flowId, number }));
    const caller = { workspaceId, flow };
    return (await this.shelfFor([caller], await this.versions.listPinned(ran))).closureOf(caller);
  }

  /** Everything wrong with a draft, and with how it calls others. @param id its own, by which those may call it again */
  async problemsOf(workspaceId: WorkspaceId, document: FlowDocument, id: FlowId): Promise<readonly FlowProblem[]> {
    return (await this.prove(workspaceId, document, id)).problems;
  }

  /**
   * The same, with how it was found out, on the protocols that its lines name.
   * @param besides protocols that it is to be reached by as well
   */
  async prove(
    workspaceId: WorkspaceId,
    document: FlowDocument,
    id: FlowId,
    besides: readonly ProtocolName[] = [],
  ): Promise<FlowProof> {
    const { flow } = document;
    const called = definitionsOf(await this.calledBy(workspaceId, flow));
    // Without a version that is not there, its flow still is.
    const latest = await this.#latestOf(
      workspaceId,
      keysCalledBy(flow).filter((key) => !called.has(key)),
    );
    // Once published, it is itself what calls of it come to.
    const library: FlowLibrary = new Map([...latest, ...called, [id, flow]]);
    const prompts = await this.prompts.listIds(workspaceId);
    const protocols = [...protocolsOf(await this.flows.listProtocols(workspaceId, id)), ...besides];
    const { speech } = this.links;
    const lines = protocols.length > 0 && { capabilities: abilitiesOn(protocols) };
    return this.prover.prove(document, { library, prompts, ...(speech && { speech }), ...lines }, workspaceId);
  }

  /**
   * What keeps the published version of a flow from lines of a protocol; empty when nothing does, or there is no such
   * version: what is published later is checked then.
   */
  async problemsOn(workspaceId: WorkspaceId, id: FlowId, protocol: ProtocolName): Promise<readonly FlowProblem[]> {
    const [row] = await this.versions.listLatest([id]);
    if (row?.workspaceId !== workspaceId) return [];
    const { problems } = await this.prove(workspaceId, documentOf(row.document), id, [protocol]);
    return problems.filter(({ severity, code }) => severity === 'error' && code === 'missingCapability');
  }

  async #latestOf(workspaceId: WorkspaceId, keys: readonly string[]): Promise<FlowLibrary> {
    if (keys.length === 0) return new Map();
    const rows = await this.versions.listLatest(keys.map((key) => readFlowKey(key).flowId));
    const own = rows.filter((row) => row.workspaceId === workspaceId);
    return new Map(own.map(({ flowId, document }) => [flowId, documentOf(document).flow]));
  }

  async #findAll(wanted: readonly WantedFlow[]): Promise<readonly PublishedFlow[]> {
    const keys = wanted.map(({ workspaceId, key }) => ({ workspaceId, ...readFlowKey(key) }));
    const latest = keys.flatMap(({ flowId, version }) => (version === null ? [flowId] : []));
    const pinned = keys.flatMap(({ version, ...key }) => (version === null ? [] : [{ ...key, number: version }]));
    const found = await Promise.all([
      latest.length > 0 ? this.versions.listLatest(latest) : [],
      this.versions.listPinned(pinned),
    ]);
    return found.flat();
  }
}

const isFor = (row: PublishedFlow, { workspaceId, key }: WantedFlow): boolean => {
  const { flowId, version } = readFlowKey(key);
  return row.workspaceId === workspaceId && row.flowId === flowId && (version === null || row.number === version);
};
