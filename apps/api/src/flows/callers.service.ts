import {
  type FlowDocument,
  type FlowId,
  type FlowProblem,
  flowId,
  toAppError,
  type WorkspaceId,
} from '@callwright/protocol';
import { Injectable } from '@nestjs/common';
import { keysCalledBy } from './flow-calls.js';
import { FlowLibraryService } from './flow-library.service.js';
import { documentOf } from './flow-resources.js';
import { FlowsRepository } from './flows.repository.js';

/** Callers that are looked at when a flow is published; each is proved. */
const MAX_LOOKED_AT = 10;

type Caller = { readonly id: FlowId; readonly name: string; readonly document: FlowDocument };

/** What is wrong with the flows that call one, by what tells it from others. */
export type CallerProblems = ReadonlyMap<string, FlowProblem>;

/** The flows that call a flow by its latest version, and so have another one with each that is published. */
@Injectable()
export class CallersService {
  constructor(
    private readonly flows: FlowsRepository,
    private readonly library: FlowLibraryService,
  ) {}

  /** What is wrong with those published as they call it now, as warnings: they run already. */
  async problemsOfCallers(workspace: WorkspaceId, id: FlowId): Promise<CallerProblems> {
    const found = new Map<string, FlowProblem>();
    for (const caller of await this.#callersOf(workspace, id)) {
      for (const problem of await this.#problemsOf(workspace, caller)) {
        const message = `In the flow “${caller.name}”, which calls this one: ${problem.message}`;
        const severity = problem.severity === 'undecided' ? 'undecided' : 'warning';
        found.set(keyOf(caller, problem), { severity, code: problem.code, message });
      }
    }
    return found;
  }

  async #callersOf(workspace: WorkspaceId, id: FlowId): Promise<readonly Caller[]> {
    const naming = await this.flows.listNaming(workspace, id);
    return naming
      .filter(({ published }) => published !== null)
      .map((row) => ({ id: flowId.parse(row.id), name: row.name, document: documentOf(row.published) }))
      .filter(({ document }) => keysCalledBy(document.flow).includes(id))
      .slice(0, MAX_LOOKED_AT);
  }

  async #problemsOf(workspace: WorkspaceId, { id, document }: Caller): Promise<readonly FlowProblem[]> {
    try {
      return await this.library.problemsOf(workspace, document, id);
    } catch (error) {
      // What is published stays so; who calls it can be checked by itself.
      return [{ severity: 'undecided', code: 'notChecked', message: toAppError(error).message }];
    }
  }
}

const keyOf = ({ id }: Caller, { code, nodeId, exit, field, message }: FlowProblem): string =>
  JSON.stringify([id, code, nodeId, exit, field, message]);
