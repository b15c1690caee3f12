/** What the API says, as far as this interface reads it. Times are RFC 3339 UTC, hashes lower-case hex. */

export interface Page<T> {
  items: T[];
  next: string | null;
}

export interface Session {
  id: string;
  account: string;
  username: string;
  roles: string[];
  scopes?: string[];
  /** What the member has to know and has not dismissed yet, the oldest first. */
  notices?: Notice[];
}

/** Something that was done to the account; `by` is missing when it was done at the node's machine. */
export interface Notice {
  id: string;
  type: string;
  by?: string | null;
  at: string;
}

export interface Device {
  id: string;
  current?: boolean;
  createdAt?: string;
  lastSeenAt?: string;
  expiresAt?: string;
  userAgent?: string | null;
  source?: string | null;
}

export type Strangers = "allow" | "request" | "refuse";

export interface Identity {
  id: string;
  identityHash: string;
  address: string;
  displayName: string;
  stampCost?: number | null;
  deliveryLimitKb?: number | null;
  strangers?: Strangers;
  /** Whether the other members of the node see it in their list of who is here. */
  listed?: boolean;
  announcedAt?: string | null;
  /** `key-unreadable`: it neither sends nor receives until the operator has repaired it. */
  state?: "ready" | "key-unreadable";
}

/** An identity that is asked for: a new one, or with its private key as text one that somebody has already. */
export interface NewIdentity {
  displayName: string;
  listed: boolean;
  privateKey?: string;
}

/** The private key of an identity, in each form that programs of the mesh take. */
export interface PrivateKey {
  identityHash: string;
  address: string;
  /** 64 bytes in base64. */
  raw: string;
  base32: string;
  hex: string;
  file: { name: string; data: string };
}

export type Method = "auto" | "direct" | "opportunistic" | "propagated" | "paper";

export type MessageState =
  | "accepted"
  | "waiting"
  | "sending"
  | "sent"
  | "propagated"
  | "delivered"
  | "paper"
  | "refused"
  | "failed"
  | "expired"
  | "cancelled";

export interface Attachment {
  n: number;
  name: string;
  size: number;
}

/** A picture that travels inside the message instead of as a file; `data` is base64. */
export interface Picture {
  type: string;
  data: string;
}

/** A recording inside the message; `mode` says its codec, `data` is base64. */
export interface Recording {
  mode: number;
  data: string;
}

/** Something a message holds beside title, text and files. */
export interface Kind {
  kind: string;
  size?: number;
  text?: string;
  to?: string;
}

export interface Message {
  id: string;
  hash?: string | null;
  direction: "in" | "out";
  from: string;
  to: string;
  title?: string | null;
  /** Null when the bytes are no text. */
  content: string | null;
  attachments?: Attachment[];
  /** What has no member of its own, by the decimal number of the field. */
  fields?: Record<string, unknown>;
  image?: Picture | null;
  audio?: Recording | null;
  /** Absent from messages that were kept before kinds were told. */
  kinds?: Kind[];
  /** Hash of the message that this one answers. */
  replyTo?: string;
  /** What the sender says that it quotes. */
  replyQuote?: string;
  /** The fields hold more than is decoded: they can be saved as they came. */
  unreadFields?: { reason: "too-many-values" | "too-deep"; size: number };
  /** Kept, but it does not open any more: neither text nor files can be shown. */
  unreadable?: boolean;
  method?: Method | null;
  state: MessageState;
  reason?: string | null;
  progress?: number | null;
  stampValue?: number | null;
  stampValid?: boolean | null;
  signature?: "valid" | "unverified" | "invalid" | null;
  ratchetId?: string | null;
  hops?: number | null;
  sentAt?: string | null;
  receivedAt?: string | null;
}

export interface Conversation {
  peer: string;
  name?: string | null;
  lastMessage?: Partial<Message> | null;
  lastAt?: string | null;
  unread: number;
  /** The oldest message of the peer that has not been read. */
  firstUnread?: string | null;
  /** From somebody not accepted yet, where the identity wants strangers to ask. */
  request?: boolean;
  blocked?: boolean;
}

/** A page of conversations; `unread` counts all of the identity's, those on other pages included. */
export interface ConversationPage extends Page<Conversation> {
  unread: number;
}

/** What an identity knows of one address. */
export interface Peer {
  address: string;
  name?: string | null;
  blocked?: boolean;
  /** Heard on the mesh, or living on this node. */
  known?: boolean;
  local?: boolean;
  /** The address to write to, when this one is the hash of an identity instead. */
  writeTo?: string | null;
  conversation: Conversation | null;
}

export interface TraceStep {
  at: string;
  code?: string;
  text: string;
  /** The numbers and stable words in it; none in steps from before they were kept. */
  facts?: Record<string, string | number | boolean>;
}

export interface Announce {
  address: string;
  identity?: string | null;
  name?: string | null;
  aspect?: string | null;
  hops?: number | null;
  interface?: string | null;
  time: string;
}

/** Somebody on this node who wants to be seen by its members. */
export interface Neighbour {
  address: string;
  name: string;
}

export interface Invite {
  id: string;
  /** Only in the answer that made it, as is the link, which a node without a public URL leaves to this browser. */
  code?: string;
  url?: string;
  label?: string;
  role?: string;
  uses?: number;
  usesLeft?: number;
  joined?: string[];
  createdAt?: string;
  expiresAt?: string | null;
  createdBy?: string | null;
  usedBy?: string | null;
  usedAt?: string | null;
  revokedAt?: string | null;
}

/** An invitation that is asked for; what is left out is as the node has it: a member, once, as long as may be. */
export interface InviteTerms {
  label?: string;
  role?: string;
  uses?: number;
  expiresAt?: string;
}

export interface Account {
  id: string;
  username: string;
  roles: string[];
  disabled?: boolean;
  createdAt?: string;
  lastSignInAt?: string | null;
  /** Until then nobody is let in, however right the password: it was guessed at too often. */
  lockedUntil?: string | null;
  /** When one of their sessions last asked for something, or the last sign-in. */
  lastSeenAt?: string | null;
  /** Nobody would operate the node without it, so it can't be deleted. */
  lastOperator?: boolean | null;
}

/** A link with which somebody chooses a new password: works once. The code is told this one time. */
export interface Reset {
  code: string;
  url?: string | null;
  expiresAt: string;
}

export interface NodeInfo {
  version: string;
  name: string;
  identityHash?: string;
  transportId?: string;
  destinations?: Record<string, string>;
}

export interface MeshInterface {
  name: string;
  type?: string;
  state: string;
  mode?: string | null;
  bitrate?: number | null;
  connections?: number | null;
  counters?: { bytesIn: number; bytesOut: number };
  /** Why it is down, in the node's English words. */
  reason?: string | null;
  /** The same in one word. */
  reasonCode?: string | null;
}

/** What a name or a password has to be: so many characters. */
export interface Length {
  min: number;
  max: number;
}

/** What whoever makes an account is asked for. */
export interface AccountRules {
  username: Length;
  password: Length;
}

/** How large what a member writes may be. */
export interface MessageRules {
  messageBytes: number;
  files: number;
  fileNameBytes: number;
  displayNameBytes: number;
}

export type HealthState = "good" | "look" | "bad";

/** How one thing of the node fares; the facts are numbers and stable words for its sentence. */
export interface HealthItem {
  code: string;
  state: HealthState;
  facts: Record<string, string | number | boolean>;
}

/** How a service fares, and the process that it runs in, which several may share. */
export interface ServiceHealth {
  service: string;
  process: { id: string; startedAt: string; items: HealthItem[] };
  items: HealthItem[];
}

/** What a member has on this node: never what they wrote. */
export interface Mailbox {
  account: string;
  identities: { address: string; name: string }[];
  identityCount: number;
  messages: number;
  bytes: number;
  bytesMost: number;
}

export interface PathEntry {
  address: string;
  hops: number;
  via?: string | null;
  interface?: string | null;
  expiresAt?: string | null;
}

export interface Draft {
  to: string;
  content: string;
  method?: Method;
  attachments?: { name: string; data: string }[];
  replyTo?: string;
  fields?: Record<string, unknown>;
}

export interface Accepted {
  id: string;
  hash?: string | null;
  state: MessageState;
}
