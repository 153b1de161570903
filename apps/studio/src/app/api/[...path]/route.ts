import { studioConfig } from '../../../platform/config';
import { forwardRequest } from '../../../shared/api/forward-request';

export const dynamic = 'force-dynamic';

const forward = (request: Request): Promise<Response> => forwardRequest(request, studioConfig().apiUrl);

export {
  forward as DELETE,
  forward as GET,
  forward as HEAD,
  forward as OPTIONS,
  forward as PATCH,
  forward as POST,
  forward as PUT,
};
