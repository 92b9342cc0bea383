/** Measures the searches and stores of a memory. */
import { CaxtonError, type ErrorCode } from "../domain/errors.ts";
import type { MemoryBackend } from "../memory/types.ts";
import type { MemoryOperation, Metrics } from "../observability/metrics.ts";

const operations: Readonly<Partial<Record<PropertyKey, MemoryOperation>>> = {
  search: "search",
  semanticSearch: "search",
  storeEntity: "store",
  storeEntities: "store",
  storeRelation: "store",
  addObservations: "store",
  changeObservations: "store",
} satisfies Partial<Record<keyof MemoryBackend, MemoryOperation>>;

/** Failures that are the caller's fault, and say nothing about the memory. */
const callersFault: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  "memory.not_found",
  "memory.invalid",
  "memory.quota_exceeded",
  "memory.conflict",
  "request.precondition_failed",
]);

const outcomeOf = (thrown: unknown) =>
  thrown instanceof CaxtonError && callersFault.has(thrown.code) ? "refused" : "error";

/**
 * The same memory, with the time and outcome of each search and store reported to `used`. A proxy, because a custom backend
 * may be an instance of a class, whose methods cannot be copied.
 */
export const observeMemory = (memory: MemoryBackend, used: Metrics["memoryUsed"]): MemoryBackend =>
  new Proxy(memory, {
    get: (target, key) => {
      const member: unknown = Reflect.get(target, key, target);
      if (typeof member !== "function") return member;
      const operation = operations[key];
      if (operation === undefined) return member.bind(target);
      return async (...args: readonly unknown[]): Promise<unknown> => {
        const began = performance.now();
        try {
          const result: unknown = await member.apply(target, args);
          used(operation, "ok", performance.now() - began);
          return result;
        } catch (thrown) {
          used(operation, outcomeOf(thrown), performance.now() - began);
          throw thrown;
        }
      };
    },
  });
