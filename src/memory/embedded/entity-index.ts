/** Words, vector and scan of an entity, which follow its row within the same transaction. */
import { createHash } from "node:crypto";
import { textOf, type EntityId } from "../../domain/memory.ts";
import { forIndex } from "../words.ts";
import { VectorsNeeded, type StoreContext, type WriteContext } from "./context.ts";
import type { EntityReads } from "./entity-reads.ts";
import type { EntityStatements } from "./entity-statements.ts";
import type { EntityRow } from "./rows.ts";
import { toBytes, type ByteVector } from "./vectors.ts";

/** Of a text and the vector that was made from it: 53 bits, so that a swapped or outdated vector is noticed. */
export const checksumOf = (text: string, { scale, data }: ByteVector): number =>
  Number(createHash("sha256").update(`${scale}\n${text}\n`).update(data).digest().readBigUInt64BE() >> 11n);

export const createEntityIndex = (
  { vectors, model }: StoreContext,
  statements: EntityStatements,
  { hydrate, byId }: EntityReads,
) => {
  const { putVector, vectorOf, removeWords, putWords } = statements;
  /** What the scan takes over when the transaction is committed; it must not be ahead of the file. */
  const afterCommit: (() => void)[] = [];

  const indexWords = (row: EntityRow): void => {
    const { observations } = hydrate(row, null);
    removeWords.run(row.row);
    putWords.run(row.row, forIndex(row.name), forIndex(observations.map(({ text }) => text).join("\n")));
  };

  /** Brings words, vector and scan in line with the entity's row. Throws {@link VectorsNeeded}. */
  const index = (row: EntityRow, { vectors: given }: WriteContext): void => {
    const text = textOf(hydrate(row, null));
    const vector = given.get(text);
    if (vector === undefined) throw new VectorsNeeded([text]);
    const packed = toBytes(vector);
    putVector.run(row.row, model, packed.scale, Buffer.from(packed.data.buffer), checksumOf(text, packed));
    indexWords(row);
    afterCommit.push(() => vectors.put(row.row, row.place, row.invalidatedAt === null, packed));
  };

  /** It no longer counts, and is found by reads of an earlier time only. */
  const retire = (row: EntityRow): void => {
    const kept = vectorOf.get(row.row);
    if (kept === undefined) return vectors.remove(row.row);
    const { buffer, byteOffset, byteLength } = kept.data;
    // A copy: the index wants a buffer of its own.
    const data = new Int8Array(buffer.slice(byteOffset, byteOffset + byteLength));
    vectors.put(row.row, row.place, false, { scale: kept.scale, data });
  };

  return {
    index,
    indexWords,
    retireLater: (row: EntityRow): void => void afterCommit.push(() => retire(row)),
    forget: (row: EntityRow): void => {
      removeWords.run(row.row);
      afterCommit.push(() => vectors.remove(row.row));
    },
    /** Makes words and vectors anew. Throws {@link VectorsNeeded} with all texts whose vectors are missing. */
    reindex: (ids: readonly EntityId[], writing: WriteContext): void => {
      const missing = new Set<string>();
      for (const id of ids) {
        const row = byId(id);
        if (row === undefined) continue;
        try {
          index(row, writing);
        } catch (thrown) {
          if (!(thrown instanceof VectorsNeeded)) throw thrown;
          for (const text of thrown.texts) missing.add(text);
        }
      }
      if (missing.size > 0) throw new VectorsNeeded([...missing]);
    },
    /** Lets the scan follow what was committed. */
    committed: (): void => {
      for (const each of afterCommit.splice(0)) each();
    },
    rolledBack: (): void => {
      afterCommit.length = 0;
    },
  };
};

export type EntityIndex = ReturnType<typeof createEntityIndex>;
