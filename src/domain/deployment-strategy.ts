/**
 * How a new version of an agent replaces the active one. Strategies are parsed and checked; only `direct` has an effect
 * yet.
 */
import type { Complaint } from "./errors.ts";
import { fieldsOf, pointerTo, type Fields } from "./fields.ts";
import { nearest } from "./nearest.ts";
import { milliseconds, parseDuration, parsePercentage, percent, type Duration, type Percentage } from "./quantities.ts";
import { fail, ok, type Result } from "./result.ts";

export const deploymentStrategies = ["direct", "blue-green", "canary", "shadow"] as const;

export type DeploymentStrategyName = (typeof deploymentStrategies)[number];

export interface CanaryStage {
  /** The share of new conversations routed to the new version. */
  readonly percentage: Percentage;
  /** How long the stage lasts. */
  readonly duration: Duration;
}

/** The deployment is rolled back if any condition is met; null means that it is not checked. */
export interface RollbackConditions {
  /** Largest share of turns that may end in `failure` or an error. */
  readonly maxErrorRate: Percentage | null;
  /** Largest 99th percentile of a turn's duration. */
  readonly maxP99Latency: Duration | null;
  /** Number of turns before any condition is checked, so that a few early failures do not count as a trend. */
  readonly minTurns: number;
}

export const comparedMetrics = ["error-rate", "latency", "tokens", "cost"] as const;

export interface MetricComparison {
  readonly metric: (typeof comparedMetrics)[number];
  /** How much worse than the active version the new one may be. */
  readonly tolerance: Percentage;
}

export type DeploymentStrategy =
  | { readonly kind: "direct" }
  | { readonly kind: "blue-green"; readonly warmUpDuration: Duration }
  | {
      readonly kind: "canary";
      /** Never empty; percentages rise, up to 100. */
      readonly stages: readonly CanaryStage[];
      readonly rollbackConditions: RollbackConditions;
    }
  | {
      readonly kind: "shadow";
      /** How long the new version receives copies of messages; its replies are compared and discarded. */
      readonly duration: Duration;
      readonly comparisonMetrics: readonly MetricComparison[];
    };

export const defaultRollbackConditions: RollbackConditions = {
  maxErrorRate: percent(5),
  maxP99Latency: null,
  minTurns: 20,
};

type Complaints = readonly Complaint[];

/** Parses each item of a list; errors are added to `fields`. */
const listOf = <Item>(
  fields: Fields,
  key: string,
  what: string,
  parse: (item: unknown, at: string) => Result<Item, Complaints>,
): readonly Item[] => {
  const { value, pointer } = fields.raw(key);
  if (!Array.isArray(value) || value.length === 0) {
    fields.complain({ pointer, message: `${what} must be a non-empty list.` });
    return [];
  }
  return value.flatMap((item: unknown, index) => {
    const parsed = parse(item, pointerTo(pointer, index));
    if (parsed.ok) return [parsed.value];
    parsed.error.forEach((complaint) => fields.complain(complaint));
    return [];
  });
};

const parseStage = (input: unknown, at: string): Result<CanaryStage, Complaints> => {
  const fields = fieldsOf(input, "A canary stage", at);
  if (!fields.ok) return fields;
  const percentage = fields.value.required("percentage", parsePercentage);
  const duration = fields.value.required("duration", parseDuration);
  return fields.value.finish(() => ({ percentage, duration }) as CanaryStage);
};

const parseMinTurns = (input: unknown): Result<number, string> =>
  typeof input === "number" && Number.isSafeInteger(input) && input >= 1
    ? ok(input)
    : fail("minTurns must be a whole number of at least 1.");

const parseConditions = (input: unknown, at: string): Result<RollbackConditions, Complaints> => {
  if (input === undefined || input === null) return ok(defaultRollbackConditions);
  const read = fieldsOf(input, "Rollback conditions", at);
  if (!read.ok) return read;
  const fields = read.value;
  const maxErrorRate = fields.optional("maxErrorRate", parsePercentage, null);
  const maxP99Latency = fields.optional("maxP99Latency", parseDuration, null);
  const minTurns = fields.optional("minTurns", parseMinTurns, defaultRollbackConditions.minTurns);
  const given = ["maxErrorRate", "maxP99Latency"].some((key) => (fields.raw(key).value ?? null) !== null);
  if (!given) {
    fields.complain({
      pointer: at,
      message: "Rollback conditions must include a condition.",
      suggestion: "Give maxErrorRate or maxP99Latency, or omit rollbackConditions to use the defaults.",
    });
  }
  return fields.finish(() => ({ maxErrorRate, maxP99Latency, minTurns }));
};

const refuseFallingStages = (stages: readonly CanaryStage[], fields: Fields): void => {
  const { pointer } = fields.raw("stages");
  stages.forEach((stage, index) => {
    const before = stages[index - 1]?.percentage ?? 0;
    if (stage.percentage > before) return;
    fields.complain({
      pointer: pointerTo(pointerTo(pointer, index), "percentage"),
      message: `Stage ${index + 1} has ${stage.percentage} %, which is not more than the ${before} % of the stage before.`,
      suggestion: "Use increasing percentages, such as 5, 25, 100.",
    });
  });
};

const parseCanary = (fields: Fields): Result<DeploymentStrategy, Complaints> => {
  const before = fields.raw("stages").value;
  const stages = listOf(fields, "stages", "The stages of a canary", parseStage);
  // The order is checked only if every stage was parsed; otherwise the positions in the message would be wrong.
  if (Array.isArray(before) && stages.length === before.length) refuseFallingStages(stages, fields);
  const { value, pointer } = fields.raw("rollbackConditions");
  const conditions = parseConditions(value, pointer);
  if (!conditions.ok) conditions.error.forEach((complaint) => fields.complain(complaint));
  const rollbackConditions = conditions.ok ? conditions.value : defaultRollbackConditions;
  return fields.finish(() => ({ kind: "canary", stages, rollbackConditions }));
};

const parseMetric = (input: unknown): Result<MetricComparison["metric"], string> => {
  const metric = comparedMetrics.find((each) => each === input);
  return metric === undefined ? fail(`A metric to compare is one of ${comparedMetrics.join(", ")}.`) : ok(metric);
};

const parseComparison = (input: unknown, at: string): Result<MetricComparison, Complaints> => {
  const fields = fieldsOf(input, "A comparison", at);
  if (!fields.ok) return fields;
  const metric = fields.value.required("metric", parseMetric);
  const tolerance = fields.value.optional("tolerance", parsePercentage, percent(0));
  return fields.value.finish(() => ({ metric, tolerance }) as MetricComparison);
};

const parseShadow = (fields: Fields): Result<DeploymentStrategy, Complaints> => {
  const duration = fields.required("duration", parseDuration);
  const comparisonMetrics = listOf(fields, "comparisonMetrics", "The metrics to compare", parseComparison);
  return fields.finish(() => ({ kind: "shadow", duration, comparisonMetrics }) as DeploymentStrategy);
};

const strategyParsers: Record<DeploymentStrategyName, (fields: Fields) => Result<DeploymentStrategy, Complaints>> = {
  direct: (fields) => fields.finish(() => ({ kind: "direct" })),
  "blue-green": (fields) => {
    const warmUpDuration = fields.optional("warmUpDuration", parseDuration, milliseconds(0));
    return fields.finish(() => ({ kind: "blue-green", warmUpDuration }));
  },
  canary: parseCanary,
  shadow: parseShadow,
};

const parseStrategyName = (input: unknown): Result<DeploymentStrategyName, string> => {
  const name = deploymentStrategies.find((each) => each === input);
  if (name !== undefined) return ok(name);
  const close = typeof input === "string" ? nearest(input, deploymentStrategies, { max: 1 })[0] : undefined;
  const instead = close === undefined ? "" : ` Did you mean ${close}?`;
  return fail(`A deployment strategy is one of ${deploymentStrategies.join(", ")}.${instead}`);
};

/**
 * A strategy from plain input: its name (`direct`, `blue-green`), or an object with `strategy` and the fields of that
 * strategy in camelCase or snake_case. Fails with all errors; `at` is prepended to their JSON pointers.
 */
export const parseDeploymentStrategy = (input: unknown, at = ""): Result<DeploymentStrategy, Complaints> => {
  const fields = fieldsOf(typeof input === "string" ? { strategy: input } : input, "A deployment", at);
  if (!fields.ok) return fields;
  const name = fields.value.required("strategy", parseStrategyName);
  // Without a strategy the allowed fields are unknown.
  return name === null ? fail(fields.value.complaints) : strategyParsers[name](fields.value);
};
