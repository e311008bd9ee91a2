/**
 * The API on the dashboard's own origin: handed to the query worker as it came, cookie and all, so that the
 * session's cookie never has to cross origins.
 */
interface Context {
  request: Request;
  env: { QUERY: { fetch(request: Request): Promise<Response> } };
}

export const onRequest = ({ request, env }: Context): Promise<Response> => env.QUERY.fetch(request);
