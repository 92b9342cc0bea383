/** Search attributes, by which Temporal's Web UI and `GET /conversations` filter conversations. */
import type { Connection } from "@temporalio/client";
import { CaxtonError } from "../domain/errors.ts";

/** SQLite and PostgreSQL visibility allow three keyword lists and ten keywords per namespace. */
export const searchAttributes = {
  CaxtonAgent: "KeywordList",
  CaxtonCapability: "KeywordList",
  CaxtonProtocol: "Keyword",
  CaxtonState: "Keyword",
} as const satisfies Record<string, "Keyword" | "KeywordList">;

/** `temporal.api.enums.v1.IndexedValueType`. */
const typeOf = { Keyword: 2, KeywordList: 7 } as const;

const byHand = (namespace: string): string =>
  Object.entries(searchAttributes)
    .map(
      ([name, type]) =>
        `temporal operator search-attribute create --namespace ${namespace} --name ${name} --type ${type}`,
    )
    .join("; ");

/**
 * Adds the attributes that the namespace lacks. Throws `configuration.invalid` if one exists with another type or may
 * not be added, with the commands for an administrator.
 */
export const ensureSearchAttributes = async (connection: Connection, namespace: string): Promise<void> => {
  const refuse = (why: string, cause?: unknown): never => {
    throw new CaxtonError(
      "configuration.invalid",
      `Temporal's namespace ${namespace} lacks search attributes: ${why}`,
      {
        hint: `Let an administrator of the namespace run: ${byHand(namespace)}`,
        cause,
      },
    );
  };
  let present: Readonly<Record<string, number>>;
  try {
    const listed = await connection.operatorService.listSearchAttributes({ namespace });
    present = listed.customAttributes ?? {};
  } catch {
    // On some clusters, such as Temporal Cloud, clients can list them only this way, without their exact types.
    const listed = await connection.workflowService.getSearchAttributes({});
    present = listed.keys ?? {};
  }
  const missing = Object.entries(searchAttributes).filter(([name]) => present[name] === undefined);
  for (const [name, type] of Object.entries(searchAttributes)) {
    if (present[name] !== undefined && present[name] !== typeOf[type]) {
      refuse(`${name} exists with another type; it must be ${type}.`);
    }
  }
  if (missing.length === 0) return;
  try {
    await connection.operatorService.addSearchAttributes({
      namespace,
      searchAttributes: Object.fromEntries(missing.map(([name, type]) => [name, typeOf[type]])),
    });
  } catch (cause) {
    // gRPC status 6: another Caxton process has added it first.
    if ((cause as { code?: unknown }).code === 6) return;
    const names = missing.map(([name]) => name).join(", ");
    refuse(`${names} could not be added (${cause instanceof Error ? cause.message : String(cause)}).`, cause);
  }
};
