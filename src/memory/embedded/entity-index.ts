/** Words, vector and scan entry of an entity, updated in the same transaction as its row. */
import { createHash } from "node:crypto";
import { textOf, type EntityId } from "../../domain/memory.ts";
import { forIndex } from "../words.ts";
import { VectorsNeeded, type StoreContext, type WriteContext } from "./context.ts";
import type { EntityReads } from "./entity-reads.ts";
import type { EntityStatements } from "./entity-statements.ts";
import type { EntityRow } from "./rows.ts";
import { toBytes, type ByteVector } from "./vectors.ts";

/** The checksum of a text and its vector: 53 bits, to detect a swapped or outdated vector. */
export const checksumOf = (text: string, { scale, data }: ByteVector): number =>
  Number(createHash("sha256").update(`${scale}\n${text}\n`).update(data).digest().readBigUInt64BE() >> 11n);

export const createEntityIndex = (
  { vectors, model }: StoreContext,
  statements: EntityStatements,
  { hydrate, byId }: EntityReads,
) => {
  const { putVector, vectorOf, removeWords, putWords } = statements;
  /** Updates of the scan that are applied after the commit, because the scan must not be ahead of the file. */
  const afterCommit: (() => void)[] = [];

  const indexWords = (row: EntityRow): void => {
    const { observations } = hydrate(row, null);
    removeWords.run(row.row);
    putWords.run(row.row, forIndex(row.name), forIndex(observations.map(({ text }) => text).join("\n")));
  };

  /** Updates words, vector and scan to match the entity's row. Throws {@link VectorsNeeded}. */
  const index = (row: EntityRow, { vectors: given }: WriteContext): void => {
    const text = textOf(hydrate(row, null));
    const vector = given.get(text);
    if (vector === undefined) throw new VectorsNeeded([text]);
    const packed = toBytes(vector);
    putVector.run(row.row, model, packed.scale, Buffer.from(packed.data.buffer), checksumOf(text, packed));
    indexWords(row);
    afterCommit.push(() => vectors.put(row.row, row.place, row.invalidatedAt === null, packed));
  };

  /** The entity no longer counts, and is only found by reads of an earlier time. */
  const retire = (row: EntityRow): void => {
    const kept = vectorOf.get(row.row);
    if (kept === undefined) return vectors.remove(row.row);
    const { buffer, byteOffset, byteLength } = kept.data;
    // A copy, because the index needs a buffer of its own.
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
    /** Recomputes words and vectors. Throws {@link VectorsNeeded} with all texts whose vectors are missing. */
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
    /** Applies the committed updates to the scan. */
    committed: (): void => {
      for (const each of afterCommit.splice(0)) each();
    },
    rolledBack: (): void => {
      afterCommit.length = 0;
    },
  };
};

export type EntityIndex = ReturnType<typeof createEntityIndex>;
