/**
 * A ClickHouse of your own may stand behind Cloudflare Tunnel, where Access lets only holders of a service token through.
 * https://developers.cloudflare.com/cloudflare-one/access-controls/service-credentials/service-tokens/
 */
export interface AccessVariables {
  CLICKHOUSE_ACCESS_CLIENT_ID?: string | undefined;
  CLICKHOUSE_ACCESS_CLIENT_SECRET?: string | undefined;
}

/** Headers for every request to ClickHouse; none without a service token. @throws Error when half of one is set. */
export function accessHeaders(env: AccessVariables): Readonly<Record<string, string>> {
  const { CLICKHOUSE_ACCESS_CLIENT_ID: id, CLICKHOUSE_ACCESS_CLIENT_SECRET: secret } = env;
  if (!id && !secret) return {};
  if (!id || !secret)
    throw new Error("CLICKHOUSE_ACCESS_CLIENT_ID and CLICKHOUSE_ACCESS_CLIENT_SECRET belong together.");
  return { "cf-access-client-id": id, "cf-access-client-secret": secret };
}
