/**
 * Every call this interface makes, by name. A test compares this table with the OpenAPI document of the node, so a path
 * or method that isn't served can't be shipped.
 */
export const operations = {
  isSetUpNeeded: ["GET", "/setup"],
  setUp: ["POST", "/setup"],
  signIn: ["POST", "/session"],
  whoAmI: ["GET", "/session"],
  signOut: ["DELETE", "/session"],
  prove: ["POST", "/session/proof"],
  changePassword: ["PUT", "/password"],
  resetPassword: ["POST", "/resets/{code}"],
  dismissNotice: ["DELETE", "/session/notices/{id}"],
  listDevices: ["GET", "/sessions"],
  endDevice: ["DELETE", "/sessions/{id}"],
  listAccounts: ["GET", "/accounts"],
  accountRules: ["GET", "/accounts/rules"],
  changeAccount: ["PATCH", "/accounts/{id}"],
  deleteAccount: ["DELETE", "/accounts/{id}"],
  listMailboxes: ["GET", "/mailboxes"],
  makeReset: ["POST", "/accounts/{id}/reset"],
  listInvites: ["GET", "/invites"],
  createInvite: ["POST", "/invites"],
  revokeInvite: ["DELETE", "/invites/{id}"],
  acceptInvite: ["POST", "/invites/accept"],
  listIdentities: ["GET", "/identities"],
  createIdentity: ["POST", "/identities"],
  changeIdentity: ["PATCH", "/identities/{id}"],
  announce: ["POST", "/identities/{id}/announce"],
  exportIdentity: ["POST", "/identities/{id}/export"],
  exportMailbox: ["GET", "/identities/{id}/mailbox"],
  listConversations: ["GET", "/identities/{id}/conversations"],
  listNeighbours: ["GET", "/identities/{id}/neighbours"],
  getPeer: ["GET", "/identities/{id}/peers/{address}"],
  changeConversation: ["PATCH", "/identities/{id}/conversations/{address}"],
  listThread: ["GET", "/identities/{id}/conversations/{address}/messages"],
  sendMessage: ["POST", "/identities/{id}/messages"],
  messageRules: ["GET", "/messages/rules"],
  getMessage: ["GET", "/messages/{id}"],
  deleteMessage: ["DELETE", "/messages/{id}"],
  traceMessage: ["GET", "/messages/{id}/trace"],
  getAttachment: ["GET", "/messages/{id}/attachments/{n}"],
  getFields: ["GET", "/messages/{id}/fields"],
  getNode: ["GET", "/node"],
  nodeHealth: ["GET", "/node/health"],
  accountsHealth: ["GET", "/accounts/health"],
  messagesHealth: ["GET", "/messages/health"],
  listInterfaces: ["GET", "/interfaces"],
  listAnnounces: ["GET", "/announces"],
  listPaths: ["GET", "/paths"],
  streamEvents: ["GET", "/events"],
} as const satisfies Record<string, readonly [string, string]>;

export type Operation = keyof typeof operations;

const base = "/api/v1";

/** The URL of an operation; path parameters are escaped, absent query parameters left out. */
export function urlOf(
  operation: Operation,
  parameters: Record<string, string | number> = {},
  query: Record<string, string | number | null | undefined> = {},
): string {
  const path = operations[operation][1].replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = parameters[name];
    if (value === undefined || value === "") throw new Error(`${operation} needs ${name}`);
    return encodeURIComponent(String(value));
  });
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (value !== null && value !== undefined && value !== "") search.set(key, String(value));
  }
  const asked = search.toString();
  return base + path + (asked ? `?${asked}` : "");
}
