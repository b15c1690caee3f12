import { call, drawn, respond, upload } from "./http";
import { urlOf } from "./operations";
import type {
  Accepted,
  Account,
  AccountRules,
  Announce,
  Conversation,
  ConversationPage,
  Device,
  Draft,
  Identity,
  Invite,
  InviteTerms,
  Mailbox,
  MeshInterface,
  Message,
  MessageRules,
  Neighbour,
  NewIdentity,
  NodeInfo,
  Page,
  PathEntry,
  Peer,
  PrivateKey,
  Reset,
  ServiceHealth,
  Session,
  TraceStep,
} from "./types";

const pageSize = 50;

/** The node's API, one function a call; each throws a Problem when it is refused. */
export const api = {
  isSetUpNeeded: () => call<{ needed: boolean; possible: boolean }>("isSetUpNeeded"),
  setUp: (token: string, username: string, password: string, idempotencyKey: string) =>
    call<void>("setUp", { body: { token, username, password }, idempotencyKey }),
  signIn: (username: string, password: string, code?: string) =>
    call<Session>("signIn", { body: code ? { username, password, code } : { username, password } }),
  whoAmI: () => call<Session>("whoAmI"),
  signOut: () => call<void>("signOut"),
  prove: (password: string) => call<void>("prove", { body: { password } }),
  acceptInvite: (code: string, username: string, password: string, idempotencyKey: string) =>
    call<void>("acceptInvite", { body: { code, username, password }, idempotencyKey }),
  changePassword: (current: string, next: string, idempotencyKey: string) =>
    call<void>("changePassword", { body: { current, new: next }, idempotencyKey }),
  resetPassword: (code: string, password: string, idempotencyKey: string) =>
    call<{ username: string }>("resetPassword", { parameters: { code }, body: { password }, idempotencyKey }),
  dismissNotice: (id: string) => call<void>("dismissNotice", { parameters: { id } }),

  devices: (cursor?: string | null) => call<Page<Device>>("listDevices", { query: { limit: pageSize, cursor } }),
  endDevice: (id: string) => call<void>("endDevice", { parameters: { id } }),

  accounts: (cursor?: string | null) => call<Page<Account>>("listAccounts", { query: { limit: pageSize, cursor } }),
  makeReset: (id: string) => call<Reset>("makeReset", { parameters: { id } }),
  changeAccount: (id: string, change: { disabled?: boolean; locked?: false }) =>
    call<Account>("changeAccount", { parameters: { id }, body: change }),
  deleteAccount: (id: string) => call<void>("deleteAccount", { parameters: { id } }),
  /** Also for those who have no account yet. */
  accountRules: () => call<AccountRules>("accountRules"),
  /** What the members of one page have here; those without anything are left out. */
  mailboxes: (accounts: string[]) => call<Page<Mailbox>>("listMailboxes", { query: { accounts: accounts.join(",") } }),
  /** How each service fares, in the order that a person reads it. */
  health: {
    "weft-transport": () => call<ServiceHealth>("nodeHealth"),
    "weft-message": () => call<ServiceHealth>("messagesHealth"),
    "weft-auth": () => call<ServiceHealth>("accountsHealth"),
  },
  invites: (cursor?: string | null) => call<Page<Invite>>("listInvites", { query: { limit: pageSize, cursor } }),
  createInvite: (terms: InviteTerms) => call<Invite>("createInvite", { body: terms }),
  /** The link as a picture to scan. It goes as a body, and not in an address that somebody may log. */
  drawLink: (link: string) => drawn("/qr", link),
  revokeInvite: (id: string) => call<void>("revokeInvite", { parameters: { id } }),

  identities: () => call<Page<Identity>>("listIdentities", { query: { limit: 200 } }),
  createIdentity: (wanted: NewIdentity, idempotencyKey: string) =>
    call<Identity>("createIdentity", { body: wanted, idempotencyKey }),
  changeIdentity: (id: string, change: Partial<Identity>) =>
    call<Identity>("changeIdentity", { parameters: { id }, body: change }),
  exportIdentity: (id: string) => call<PrivateKey>("exportIdentity", { parameters: { id } }),
  /** Refused as the download would be, which fails in the browser without a word. */
  checkMailbox: (id: string) =>
    call<void>("exportMailbox", { parameters: { id }, query: { check: "true" }, accept: "application/x-tar" }),
  /** For the browser's own download: a mailbox may be larger than what a page can hold. */
  mailboxUrl: (id: string) => urlOf("exportMailbox", { id }),
  announce: (id: string) => call<void>("announce", { parameters: { id } }),

  conversations: (id: string, cursor: string | null, limit: number) =>
    call<ConversationPage>("listConversations", { parameters: { id }, query: { limit, cursor } }),
  neighbours: (id: string, cursor?: string | null) =>
    call<Page<Neighbour>>("listNeighbours", { parameters: { id }, query: { limit: 200, cursor } }),
  peer: (id: string, address: string) => call<Peer>("getPeer", { parameters: { id, address } }),
  changeConversation: (id: string, address: string, change: { readUpTo?: string; blocked?: boolean; request?: false }) =>
    call<Conversation>("changeConversation", { parameters: { id, address }, body: change }),
  /** Newest first: a thread is opened at its end. */
  thread: (id: string, address: string, cursor: string | null, limit: number) =>
    call<Page<Message>>("listThread", { parameters: { id, address }, query: { limit, order: "newest", cursor } }),
  send: (id: string, draft: Draft, idempotencyKey: string, progress: (part: number) => void, signal: AbortSignal) =>
    upload<Accepted>("sendMessage", { parameters: { id }, body: draft, idempotencyKey, signal }, progress),
  messageRules: () => call<MessageRules>("messageRules"),
  message: (id: string) => call<Message>("getMessage", { parameters: { id } }),
  deleteMessage: (id: string) => call<void>("deleteMessage", { parameters: { id } }),
  trace: (id: string) => call<Page<TraceStep>>("traceMessage", { parameters: { id }, query: { limit: 200 } }),
  attachment: async (id: string, n: number) =>
    (await respond("getAttachment", { parameters: { id, n }, accept: "application/octet-stream" })).blob(),

  announces: (cursor?: string | null) =>
    call<Page<Announce>>("listAnnounces", { query: { aspect: "lxmf.delivery", limit: 200, cursor } }),
  node: () => call<NodeInfo>("getNode"),
  interfaces: () => call<Page<MeshInterface>>("listInterfaces", { query: { limit: 200 } }),
  paths: (cursor?: string | null) => call<Page<PathEntry>>("listPaths", { query: { limit: 200, cursor } }),
};
