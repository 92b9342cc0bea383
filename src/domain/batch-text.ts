/**
 * What a batch holds, as JSON texts. A message passes through several hands on its way (the request, the database, the turn, the
 * database, the answer), and most of them only pass it on: reading and writing it anew in each took half of a batch's time.
 */
import type { BatchItem, BatchReply } from "./batch.ts";
import type { Brand } from "./brand.ts";
import type { MessageId } from "./ids.ts";

/** JSON of a {@link BatchItem}, `replyWith` first. */
export type ItemText = Brand<string, "ItemText">;
/** JSON of a {@link BatchReply}, `performative` first. */
export type ReplyText = Brand<string, "ReplyText">;
/** JSON of a list of them. */
export type ListText<Text extends string> = Brand<string, Text extends ItemText ? "ItemTexts" : "ReplyTexts">;

const withoutKey = '{"replyWith":null,';

export const itemText = ({ content, replyWith }: BatchItem): ItemText =>
  `${replyWith === null ? withoutKey : `{"replyWith":${JSON.stringify(replyWith)},`}"content":${JSON.stringify(content)}}` as ItemText;

export const replyText = ({ performative, content }: BatchReply): ReplyText =>
  `{"performative":"${performative}","content":${JSON.stringify(content)}}` as ReplyText;

/** The members that a message has of its own, for who knows the rest; one without `replyWith` is known by its id. */
export const ownMembers = (item: ItemText, id: MessageId): string =>
  item.startsWith(withoutKey)
    ? `"id":"${id}","replyWith":"${id}",${item.slice(withoutKey.length)}`
    : `"id":"${id}",${item.slice(1)}`;

const first = "[\n";
const between = ",\n";
const last = "\n]";

/** No line feed stands in a text that `JSON.stringify` wrote, so {@link splitItems} needs to read none of them. */
export const joinTexts = <Text extends ItemText | ReplyText>(texts: readonly Text[]): ListText<Text> =>
  (texts.length === 0 ? "[]" : `${first}${texts.join(between)}${last}`) as ListText<Text>;

/** Takes apart what was joined; what was written before there was that form is read. */
export const splitItems = (list: string): readonly ItemText[] =>
  list.startsWith(first)
    ? (list.slice(first.length, -last.length).split(between) as ItemText[])
    : (JSON.parse(list) as readonly BatchItem[]).map(itemText);
