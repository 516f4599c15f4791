/** The token that opens the media server; some engines carry it in the address and want none. */

export function bearer(token: string): Record<string, string> {
  return token ? { Authorization: `Bearer ${token}` } : {};
}
