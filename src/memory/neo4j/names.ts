/** What a memory's labels, relationships and indexes are called. All begin alike, so that one database can hold several memories. */

export interface GraphNames {
  readonly entity: string;
  readonly place: string;
  readonly merge: string;
  readonly erased: string;
  /** Of the one node that says which version wrote all this. */
  readonly memory: string;
  /** From a merge to the entity that took others in. */
  readonly into: string;
  /**
   * All relations are relationships of this type, and theirs is a property: Neo4j never forgets the name of a type, and has
   * room for 65,000 of them.
   */
  readonly relation: string;
  readonly vectors: string;
  readonly words: string;
  /** Of an index of its own. */
  index(what: string): string;
}

/** @param prefix of letters, digits and `_`, which becomes a part of Cypher as it is */
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
