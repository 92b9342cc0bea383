/** Names of a memory's labels, relationships and indexes. All share a prefix, so that one database can hold several memories. */

export interface GraphNames {
  readonly entity: string;
  readonly place: string;
  readonly merge: string;
  readonly erased: string;
  /** The label of the single node with the version that wrote the memory. */
  readonly memory: string;
  /** From a merge to the target entity. */
  readonly into: string;
  /**
   * All relations are relationships of this type, with their own type as a property: Neo4j never forgets the name of a relationship
   * type, and allows only 65,000.
   */
  readonly relation: string;
  readonly vectors: string;
  readonly words: string;
  /** The name of an index of this memory. */
  index(what: string): string;
}

/** @param prefix letters, digits and `_`; it is inserted into Cypher unescaped */
export const graphNames = (prefix: string): GraphNames => {
  const index = (what: string): string => `${prefix}_${what}`;
  return {
    entity: `${prefix}Entity`,
    place: `${prefix}Place`,
    merge: `${prefix}Merge`,
    erased: `${prefix}Erased`,
    memory: `${prefix}Memory`,
    into: `${prefix}_MERGED_INTO`,
    relation: `${prefix}_RELATES_TO`,
    vectors: index("entity_embedding"),
    words: index("entity_words"),
    index,
  };
};
