/** Autonomous systems whose addresses are servers, not homes or offices. A sign, never a proof. */
const HOSTING_ASNS = new Set([
  16509,
  14618,
  8987, // Amazon
  15169,
  396982,
  19527, // Google
  8075,
  8068, // Microsoft
  31898, // Oracle
  14061, // DigitalOcean
  16276, // OVH
  24940,
  213230, // Hetzner
  63949, // Akamai Linode
  20473, // Vultr
  12876, // Scaleway
  45102,
  37963, // Alibaba
  132203,
  45090, // Tencent
  51167, // Contabo
  60781,
  28753,
  30633, // Leaseweb
  36352, // ColoCrossing
  9009, // M247
  197540, // netcup
  8560, // IONOS
]);

export const isHostingNetwork = (asn: number): boolean => HOSTING_ASNS.has(asn);
