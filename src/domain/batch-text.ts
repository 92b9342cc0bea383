/**
 * The items and replies of a batch as JSON texts. A message passes through several stages (request, database, turn,
 * database, answer), and most only pass it on: parsing and serializing it in each took half of a batch's time.
 */
import type { BatchItem, BatchReply } from "./batch.ts";
import type { Brand } from "./brand.ts";
import type { MessageId } from "./ids.ts";

/** JSON of a {@link BatchItem}, `replyWith` first. */
export type ItemText = Brand<string, "ItemText">;
/** JSON of a {@link BatchReply}, `performative` first. */
export type ReplyText = Brand<string, "ReplyText">;
/** JSON of a list of items or replies. */
export type ListText<Text extends string> = Brand<string, Text extends ItemText ? "ItemTexts" : "ReplyTexts">;

const withoutKey = '{"replyWith":null,';

export const itemText = ({ content, replyWith }: BatchItem): ItemText =>
  `${replyWith === null ? withoutKey : `{"replyWith":${JSON.stringify(replyWith)},`}"content":${JSON.stringify(content)}}` as ItemText;

export const replyText = ({ performative, content }: BatchReply): ReplyText =>
  `{"performative":"${performative}","content":${JSON.stringify(content)}}` as ReplyText;

/**
 * The JSON members specific to one message, to be combined with those of the frame. A message without `replyWith` is
 * identified by its id.
 */
export const ownMembers = (item: ItemText, id: MessageId): string =>
  item.startsWith(withoutKey)
    ? `"id":"${id}","replyWith":"${id}",${item.slice(withoutKey.length)}`
    : `"id":"${id}",${item.slice(1)}`;

const first = "[\n";
const between = ",\n";
const last = "\n]";

/** Texts written by `JSON.stringify` contain no line feed, so {@link splitItems} can split without parsing. */
export const joinTexts = <Text extends ItemText | ReplyText>(texts: readonly Text[]): ListText<Text> =>
  (texts.length === 0 ? "[]" : `${first}${texts.join(between)}${last}`) as ListText<Text>;

/** Splits a joined list; also reads lists stored before that form was introduced. */
export const splitItems = (list: string): readonly ItemText[] =>
  list.startsWith(first)
    ? (list.slice(first.length, -last.length).split(between) as ItemText[])
    : (JSON.parse(list) as readonly BatchItem[]).map(itemText);
