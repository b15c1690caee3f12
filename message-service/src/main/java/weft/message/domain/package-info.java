/** What a message, an identity and a conversation are, and the rules that hold for them; no framework and no database. */
package weft.message.domain;
