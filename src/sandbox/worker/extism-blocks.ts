/**
 * The memory of Extism's kernel, in which plug-in and host exchange blocks. Addresses are 64-bit integers; 0 is the null
 * address.
 */
import { abiViolation, memoryLimitExceeded, tooManyBlocks } from "../failures.ts";
import { type Guest, viewOf } from "./guest-state.ts";
import { charge, copyCost, newCopyCost, stop } from "./host-functions.ts";

/** Fuel for creating the copy of a block, in addition to its length. */
const readCost = 500;
/** The first address that is allocated. */
const firstAddress = 16;
const smallest = 65_536;
/**
 * Maximum number of blocks that are not freed. Their lengths are in V8's heap, which does not count towards the plug-in's
 * memory: millions of blocks made V8 abort the whole process.
 */
const mostBlocks = 100_000;

/** The blocks that plug-in and host exchange. Memory is reclaimed only when the next call begins. */
export const createBlocks = (guest: Guest) => {
  let bytes = new Uint8Array(smallest);
  let data = new DataView(bytes.buffer);
  let next = firstAddress;
  const lengths = new Map<number, number>();

  const grow = (needed: number): void => {
    const held = viewOf(guest).length + needed;
    // The blocks count towards the plug-in's memory limit.
    if (held > guest.spec.memoryLimit) stop(guest, memoryLimitExceeded(held, guest.spec.memoryLimit));
    const larger = new Uint8Array(Math.min(guest.spec.memoryLimit, Math.max(needed, bytes.length * 2)));
    larger.set(bytes);
    bytes = larger;
    data = new DataView(bytes.buffer);
  };
  const alloc = (length: number): number => {
    if (length === 0) return 0;
    const at = next;
    // A gap between blocks, so that a plug-in that writes too far does not corrupt the next block at once.
    const end = at + Math.ceil(length / 8) * 8 + 8;
    charge(guest, copyCost(length));
    if (lengths.size >= mostBlocks) stop(guest, tooManyBlocks(mostBlocks));
    if (end > bytes.length) grow(end);
    next = end;
    lengths.set(at, length);
    return at;
  };
  /** The whole memory, after checking that the range is inside. */
  const checked = (at: number, length: number): DataView => {
    if (at + length > bytes.length)
      stop(guest, abiViolation("the plug-in read or wrote outside of the kernel's memory", { address: at }));
    return data;
  };
  return {
    alloc,
    checked,
    lengthAt: (at: number): number => lengths.get(at) ?? 0,
    forget: (at: number): void => {
      lengths.delete(at);
    },
    /** A copy of a block. */
    read: (at: number, length = lengths.get(at) ?? 0): Uint8Array => {
      checked(at, length);
      charge(guest, readCost + newCopyCost(length));
      return bytes.slice(at, at + length);
    },
    give: (content: Uint8Array): number => {
      const at = alloc(content.length);
      charge(guest, copyCost(content.length));
      if (at > 0) bytes.set(content, at);
      return at;
    },
    clear: (): void => {
      next = firstAddress;
      lengths.clear();
      bytes.fill(0);
    },
  };
};

export type Blocks = ReturnType<typeof createBlocks>;
