'use client';

import {
  type FlowNode,
  type FlowSettings,
  flowResource,
  flowSummary,
  flowVersion,
  flowVersionDetail,
  page,
} from '@callwright/protocol';
import { useQuery } from '@tanstack/react-query';
import { api } from '../../../../shared/api/client';

const MOST = 200;

/** Flows of the workspace, for choosing one to run. */
export const useFlowChoices = () =>
  useQuery({
    queryKey: ['flows', 'choices'],
    queryFn: ({ signal }) => api.get('/flows', page(flowSummary), { signal, query: { limit: MOST } }),
  });

/** Versions callers heard of a flow, the latest first. */
export const useFlowVersions = (flowId: string) =>
  useQuery({
    queryKey: ['flows', flowId, 'versions'],
    queryFn: ({ signal }) =>
      api.get(`/flows/${encodeURIComponent(flowId)}/versions`, page(flowVersion), { signal, query: { limit: MOST } }),
    enabled: flowId !== '',
  });

/** What a step that runs a flow is set to. */
export const calledBy = ({ config }: FlowNode): { readonly flowId: string; readonly version: number | null } => ({
  flowId: typeof config.flow === 'string' ? config.flow : '',
  version: typeof config.version === 'number' ? config.version : null,
});

/** The settings of the flow a step runs: of its pinned version, else of its draft; undefined until they are known. */
export const useCalledSettings = (node: FlowNode): FlowSettings | undefined => {
  const { flowId, version } = calledBy(node);
  const { data } = useQuery({
    queryKey: ['flows', flowId, 'called', version],
    queryFn: async ({ signal }): Promise<FlowSettings> => {
      const path = `/flows/${encodeURIComponent(flowId)}`;
      if (version === null) return (await api.get(path, flowResource, { signal })).draft.document.flow.settings;
      const pinned = await api.get(`${path}/versions/${version}`, flowVersionDetail, { signal });
      return pinned.document.flow.settings;
    },
    enabled: flowId !== '',
    retry: false,
  });
  return data;
};
