/** What was asked for, as the manifest's schema lets it through. */
import { Json } from "../../../sdk/assemblyscript/lean/json-value";

export class Options {
  /** 0 is to be found out. */
  delimiter: u32 = 0;
  quote: u32 = 0x22;
  decimal: u32 = 0x2e;
  hasHeader: bool = true;
  isTyped: bool = true;
  asObjects: bool = false;
  offset: f64 = 0;
  limit: f64 = Infinity;
  /** Names of the columns that are wanted; null for all. */
  columns: Json | null = null;
  /** Types by the names of columns. */
  types: Json | null = null;
  /** Texts that mean that there is nothing. */
  nulls: Json | null = null;
  problem: string | null = null;

  constructor(args: Json) {
    this.delimiter = this.character(args, "delimiter", 0);
    this.quote = this.character(args, "quote", 0x22);
    this.decimal = args.textOf("decimal", ".") == "," ? 0x2c : 0x2e;
    this.hasHeader = args.flag("header", true);
    this.isTyped = args.flag("typed", true);
    this.asObjects = args.textOf("rows", "arrays") == "objects";
    this.offset = args.numberOf("offset", 0);
    this.limit = args.numberOf("limit", Infinity);
    this.columns = args.find("columns");
    this.types = args.find("types");
    this.nulls = args.find("nulls");
    if (this.problem === null && this.delimiter == this.quote && this.quote != 0) {
      this.problem = "The delimiter and the quote cannot be the same character.";
    }
  }

  private character(args: Json, name: string, otherwise: u32): u32 {
    const given = args.find(name);
    if (given === null) return otherwise;
    if (given.length == 0 && name == "quote") return 0;
    if (given.length == 1) {
      const byte = <u32>load<u8>(given.start);
      if (byte < 0x80 && byte != 10 && byte != 13) return byte;
    }
    this.problem = `The ${name} takes one ASCII character that is no line break, not “${given.text()}”.`;
    return otherwise;
  }

  /** Whether the bytes are one of the texts that mean nothing. */
  isNull(start: usize, length: usize): bool {
    const nulls = this.nulls;
    if (nulls === null) return false;
    let item: Json | null = nulls.first;
    while (item !== null) {
      if (item.length == length && memory.compare(item.start, start, length) == 0) return true;
      item = item.next;
    }
    return false;
  }
}
