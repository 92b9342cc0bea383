/** How a new version of an agent takes over from the one in service. */
import type { Complaint } from "./errors.ts";
import { fieldsOf, pointerTo, type Fields } from "./fields.ts";
import { nearest } from "./nearest.ts";
import { milliseconds, parseDuration, parsePercentage, percent, type Duration, type Percentage } from "./quantities.ts";
import { fail, ok, type Result } from "./result.ts";

export const deploymentStrategies = ["direct", "blue-green", "canary", "shadow"] as const;

export type DeploymentStrategyName = (typeof deploymentStrategies)[number];

export interface CanaryStage {
  /** The share of new conversations that the new version gets. */
  readonly percentage: Percentage;
  /** How long it is watched before the next stage. */
  readonly duration: Duration;
}

/** Any condition that is met rolls the deployment back; null means that it is not looked at. */
export interface RollbackConditions {
  /** More than this share of turns ended in `failure` or an error. */
  readonly maxErrorRate: Percentage | null;
  /** The 99th percentile of a turn's time is above this. */
  readonly maxP99Latency: Duration | null;
  /** Turns that must have been seen before a condition is judged, so that one bad reply of two is no trend. */
  readonly minTurns: number;
}

export const comparedMetrics = ["error-rate", "latency", "tokens", "cost"] as const;

export interface MetricComparison {
  readonly metric: (typeof comparedMetrics)[number];
  /** How much worse than the version in service the new one may be. */
  readonly tolerance: Percentage;
}

export type DeploymentStrategy =
  | { readonly kind: "direct" }
  | { readonly kind: "blue-green"; readonly warmUpDuration: Duration }
  | {
      readonly kind: "canary";
      /** At least one; percentages rise and the last is at most 100. */
      readonly stages: readonly CanaryStage[];
      readonly rollbackConditions: RollbackConditions;
    }
  | {
      readonly kind: "shadow";
      /** How long the new version hears copies of the messages; its replies are compared and thrown away. */
      readonly duration: Duration;
      readonly comparisonMetrics: readonly MetricComparison[];
    };

export const defaultRollbackConditions: RollbackConditions = {
  maxErrorRate: percent(5),
  maxP99Latency: null,
  minTurns: 20,
};

type Complaints = readonly Complaint[];

/** Each item of a list parsed by `parse`; complaints go to `fields`. */
const listOf = <Item>(
  fields: Fields,
  key: string,
  what: string,
  parse: (item: unknown, at: string) => Result<Item, Complaints>,
): readonly Item[] => {
  const { value, pointer } = fields.raw(key);
  if (!Array.isArray(value) || value.length === 0) {
    fields.complain({ pointer, message: `${what} must be a list of at least one.` });
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
    : fail("The least number of turns must be a whole number of at least 1.");

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
      message: "Rollback conditions without a condition would never roll anything back.",
      suggestion: "Give maxErrorRate or maxP99Latency, or leave rollbackConditions out for the defaults.",
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
      message: `Stage ${index + 1} has ${stage.percentage} %, which is not more than ${before} % before it.`,
      suggestion: "Let the percentages rise from stage to stage, such as 5, 25, 100.",
    });
  });
};

const parseCanary = (fields: Fields): Result<DeploymentStrategy, Complaints> => {
  const before = fields.raw("stages").value;
  const stages = listOf(fields, "stages", "The stages of a canary", parseStage);
  // The order is judged when every stage could be read; else the positions in the message would be wrong.
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
 * A strategy from plain input: its name alone (`direct`, `blue-green`), or an object with `strategy` and what that
 * strategy takes, in camelCase or snake_case. Everything that is wrong is complained about, with `at` before its JSON
 * pointer.
 */
export const parseDeploymentStrategy = (input: unknown, at = ""): Result<DeploymentStrategy, Complaints> => {
  const fields = fieldsOf(typeof input === "string" ? { strategy: input } : input, "A deployment", at);
  if (!fields.ok) return fields;
  const name = fields.value.required("strategy", parseStrategyName);
  // Without the strategy nobody can say which other fields are right.
  return name === null ? fail(fields.value.complaints) : strategyParsers[name](fields.value);
};
