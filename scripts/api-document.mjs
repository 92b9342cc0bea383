/**
 * Completes the OpenAPI document that tsoa generates from the controllers with what all operations share: problem
 * documents and their media type, headers, the agent file as a second format, and examples. No side effects; see
 * api-generate.mjs.
 */

const problemType = "application/problem+json";

/** Code, title and detail of the example for each error. */
const problems = {
  400: ["request.malformed", "Malformed request", "The body cannot be read: Unexpected end of JSON input."],
  401: ["security.unauthenticated", "Authentication required", "This request carries no API key."],
  403: ["security.forbidden", "Permission denied", "This needs the role admin; the key “ada” has the role operator."],
  404: ["agent.not_found", "Agent not found", "There is no agent called “Greter”."],
  409: [
    "conversation.finished",
    "The conversation is finished",
    "The conversation is completed; it takes no further message.",
  ],
  412: ["request.precondition_failed", "Precondition failed", "The active version is another one."],
  413: ["request.too_large", "The request is too large", "The body is larger than the 1MiB that are allowed."],
  415: ["request.unsupported_media_type", "Unsupported media type", "This does not take text/plain."],
  422: [
    "request.invalid",
    "The request has errors",
    "The request has errors. /performative: “reqest” is not allowed here.",
  ],
  500: ["internal.unexpected", "Internal error", "An unexpected error occurred."],
  503: ["temporal.unavailable", "Temporal is unavailable", "Temporal does not answer at 127.0.0.1:7233."],
};

/** Examples that override those above for the operations of one tag. */
const problemsOf = {
  Agents: {
    409: ["agent.managed_by_file", "The agent is managed by its file", "Greeter follows the file greeter.md."],
  },
  Capabilities: {
    404: ["routing.no_capability_providers", "No agent provides the capability", "No running agent provides “poetri”."],
  },
  Memory: {
    404: ["memory.not_found", "Memory not found", "There is no such entity that you may read."],
    409: ["memory.quota_exceeded", "Memory quota exceeded", "The workspace's memory is full."],
    412: ["request.precondition_failed", "Precondition failed", "The entity has changed since it was read."],
    503: ["memory.unavailable", "The memory is unavailable", "The memory does not answer."],
  },
  Messages: { 404: ["message.not_found", "Message not found", "There is no message with that id."] },
  Conversations: {
    404: ["conversation.not_found", "Conversation not found", "There is no conversation with that id."],
  },
  "API keys": {
    404: ["security.key_not_found", "API key not found", "There is no API key with that id."],
    409: ["security.own_key", "An API key cannot revoke itself", "This is the key that the request came with."],
  },
};

const descriptions = {
  200: "Success",
  400: "The request is malformed: the body is not JSON or incomplete, or the path is not encoded correctly",
  401: "The request has no valid API key",
  403: "The role of the API key does not allow this",
  404: "Not found",
  413: "The body is larger than the server allows",
  415: "The format of the body is not supported",
  422: "The request has errors; `errors` lists all of them, with JSON pointers",
  500: "Internal error",
  503: "A required component does not answer, or the server is stopping; try again after `Retry-After` seconds",
};

const headers = {
  traceparent: [
    "The trace of this request (W3C Trace Context)",
    "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
  ],
  "X-Request-Id": ["Identifies the request in the server's log", "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11"],
  ETag: ["The version, for `If-Match`", '"3f786850e387550fdab836ed7e6dc881de23001b3f786850e387550fdab836ed"'],
  Location: ["The address of the new resource", "/api/v1/messages/8c0f6a57-1f5b-4f0e-9a39-3f6d0b0b7c11"],
  "Retry-After": ["Seconds to wait before trying again", "1"],
  "WWW-Authenticate": ["The authentication scheme", 'Bearer realm="caxton"'],
  "Preference-Applied": ["The longest time that the server waits", "wait=10"],
  "Idempotency-Replayed": ["`true` if this repeats the answer to an earlier request with the same key", "true"],
};

const agentFile = `---
name: Haiku
description: Writes haiku about anything
capabilities: [poetry]
---
You write haiku. Answer with the poem alone.
`;

const headerRef = (name) => ({ $ref: `#/components/headers/${name}` });

const withHeaders = (response, names) => {
  response.headers = { ...response.headers, ...Object.fromEntries(names.map((name) => [name, headerRef(name)])) };
};

const problemExample = (status, tag) => {
  const [code, title, detail] = problemsOf[tag]?.[status] ?? problems[status] ?? problems[500];
  const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
  const errors =
    Number(status) === 422
      ? [{ pointer: "/performative", message: "“reqest” is not allowed here.", suggestion: "Did you mean request?" }]
      : [];
  return { type: `urn:caxton:problem:${code}`, title, status: Number(status), detail, code, traceId, errors };
};

const problemContent = (status, { tags }) => ({
  [problemType]: { schema: { $ref: "#/components/schemas/Problem" }, example: problemExample(status, tags[0]) },
});

/** An example assembled from the examples in the schemas. */
const exampleOf = (schemas, schema) => {
  if (schema === undefined) return undefined;
  if (schema.example !== undefined) return schema.example;
  if (schema.$ref !== undefined) return exampleOf(schemas, schemas[schema.$ref.split("/").at(-1)]);
  if (schema.allOf !== undefined) return exampleOf(schemas, schema.allOf[0]);
  if (schema.enum !== undefined) return schema.enum[0];
  if (schema.type === "array") {
    const item = exampleOf(schemas, schema.items);
    return item === undefined ? [] : Array.from({ length: schema.minItems ?? 1 }, () => item);
  }
  if (schema.nullable === true) return null;
  if (schema.type === "object") {
    const required = new Set(schema.required ?? []);
    const entries = Object.entries(schema.properties ?? {}).filter(([name]) => required.has(name));
    return Object.fromEntries(entries.map(([name, each]) => [name, exampleOf(schemas, each) ?? null]));
  }
  return { integer: 1, number: 1, boolean: true, string: "text" }[schema.type];
};

/** Errors that follow from the kind of operation, in addition to those that its controller declares. */
const commonStatuses = (operation) => [
  ...(operation.requestBody === undefined && !operation.parameters?.some((each) => each.in === "path") ? [] : [400]),
  ...(operation.security === undefined ? [] : [401, 403]),
  ...(operation.requestBody === undefined ? [] : [413, 415]),
  ...[422, 500, 503],
];

const addErrors = (operation) => {
  for (const status of commonStatuses(operation)) {
    operation.responses[status] ??= { description: descriptions[status], content: problemContent(status, operation) };
  }
  for (const [status, response] of Object.entries(operation.responses)) {
    const isProblem = response.content?.["application/json"]?.schema?.$ref?.endsWith("/Problem") === true;
    if (isProblem) response.content = problemContent(status, operation);
    if (status === "401") withHeaders(response, ["WWW-Authenticate"]);
    const mayRetry = status === "503" || (status === "409" && takesKey(operation));
    if (mayRetry && response.content[problemType] !== undefined) withHeaders(response, ["Retry-After"]);
  }
};

const takesKey = (operation) => operation.parameters?.some((each) => each.name === "Idempotency-Key") === true;
const takesPrefer = (operation) => operation.parameters?.some((each) => each.name === "Prefer") === true;

/** Operations that return the current state of one agent or entity. */
const answersWithTag = new Set([
  "createAgent",
  "replaceAgent",
  "getAgent",
  "getEntity",
  "changeEntity",
  "changeObservations",
  "eraseObservations",
]);

const successHeaders = (operation, status) => [
  ...(status === "201" || takesPrefer(operation) ? ["Location"] : []),
  ...(takesPrefer(operation) ? ["Preference-Applied"] : []),
  ...(takesKey(operation) ? ["Idempotency-Replayed"] : []),
  ...(answersWithTag.has(operation.operationId) ? ["ETag"] : []),
];

const addSuccessDetails = (schemas, operation) => {
  for (const [status, response] of Object.entries(operation.responses)) {
    if (response.description === "Ok") response.description = descriptions[200];
    if (Number(status) < 300) withHeaders(response, successHeaders(operation, status));
    withHeaders(response, ["traceparent", "X-Request-Id"]);
    const json = response.content?.["application/json"];
    if (json !== undefined) json.example ??= exampleOf(schemas, json.schema);
  }
};

const wasmAgentFile = "---\nname: WordCount\nmodule: wordcount.wasm\ncapabilities: [word-count]\n---\nCounts words.\n";
const wasmAgentYaml = "name: WordCount\nmodule: sha256:" + "0".repeat(64) + "\ncapabilities: [word-count]\n";

const memoryExport = {
  version: "1.0",
  entities: [
    {
      id: "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
      place: "workspace:default",
      name: "Ada",
      type: "person",
      observations: ["Ada prefers tea to coffee."],
    },
  ],
  relations: [],
};

const memoryLines = memoryExport.entities.map((each) => `${JSON.stringify({ kind: "entity", ...each })}\n`).join("");

const toolManifest = JSON.stringify({
  name: "weather",
  description: "Tells the weather of a place",
  inputSchema: { type: "object", properties: { place: { type: "string" } }, required: ["place"] },
  grants: { network: [{ host: "api.weather.example" }] },
});

const upload = (manifest) => ({
  type: "object",
  properties: {
    manifest: { type: "string", description: manifest },
    module: { type: "string", format: "binary", description: "The WebAssembly module." },
  },
  required: ["manifest", "module"],
  additionalProperties: false,
});

/** The controller takes `AgentDefinitionBody | string`; in the API, a text body is an agent file. */
const splitAgentBody = (schemas, operation) => {
  const content = operation.requestBody?.content;
  const choices = content?.["application/json"]?.schema?.anyOf;
  if (choices !== undefined) {
    operation.requestBody.content = {
      "text/markdown": { schema: { type: "string", description: "An agent file." }, example: agentFile },
      "application/yaml": {
        schema: { type: "string", description: "An agent file in YAML, of a WASM agent." },
        example: wasmAgentYaml,
      },
      "application/json": { schema: choices[0] },
      "multipart/form-data": {
        schema: upload("An agent file (Markdown, or YAML by its file name or type), or the definition in JSON."),
        example: { manifest: wasmAgentFile, module: "(the bytes of wordcount.wasm)" },
      },
    };
  }
  if (["sendBatch", "sendConversationBatch"].includes(operation.operationId)) {
    const message = { $ref: "#/components/schemas/SendMessage" };
    operation.requestBody.content = {
      "application/json": { schema: { type: "array", items: message, minItems: 1, maxItems: 50_000 } },
      "application/x-ndjson": { schema: { type: "string", description: "One message in JSON a line." } },
    };
    const example = exampleOf(schemas, message);
    const two = [example, { ...example, content: "How are you?" }];
    operation.requestBody.content["application/json"].example = two;
    operation.requestBody.content["application/x-ndjson"].example = two
      .map((each) => `${JSON.stringify(each)}\n`)
      .join("");
  }
  if (["importMemory", "findImportConflicts"].includes(operation.operationId)) {
    operation.requestBody.content = {
      "application/json": {
        schema: { type: "object", description: "An export of version 1.0." },
        example: memoryExport,
      },
      "application/x-ndjson": {
        schema: { type: "string", description: "One record in JSON a line." },
        example: memoryLines,
      },
    };
  }
  if (operation.operationId === "exportMemory") {
    const schema = { type: "object", description: "An export of version 1.0." };
    operation.responses = {
      ...Object.fromEntries(Object.entries(operation.responses).filter(([status]) => !status.startsWith("2"))),
      200: {
        description: "The memory",
        content: {
          "application/json": { schema, example: memoryExport },
          "application/x-ndjson": {
            schema: { type: "string", description: "One record in JSON a line." },
            example: memoryLines,
          },
        },
      },
    };
  }
  if (operation.operationId === "createTool") {
    operation.requestBody = {
      required: true,
      content: {
        "multipart/form-data": {
          schema: upload("The manifest, in JSON."),
          example: { manifest: toolManifest, module: "(the bytes of weather.wasm)" },
        },
      },
    };
  }
  const json = operation.requestBody?.content["application/json"];
  if (json !== undefined) json.example ??= exampleOf(schemas, json.schema);
};

/** The schema of each event of a stream. OpenAPI has no better way to express this before 3.2. */
const addStreams = (schemas, operation) => {
  const eventStream = {
    schema: { $ref: "#/components/schemas/StreamedEvent" },
    example: schemas.StreamedEvent.example,
  };
  const response = operation.responses["200"];
  if (operation.operationId === "followConversation") response.content = { "text/event-stream": eventStream };
  if (operation.operationId === "listEvents") response.content["text/event-stream"] = eventStream;
};

/** `nullable` affects only the type next to it (OpenAPI 3.0.3), so a nullable reference has to be spelled out. */
const writeOutNullable = (schemas, node) => {
  if (typeof node !== "object" || node === null) return;
  if (node.nullable === true && node.allOf?.length === 1 && node.allOf[0].$ref !== undefined) {
    const { example: _example, ...target } = schemas[node.allOf[0].$ref.split("/").at(-1)];
    const { allOf: _allOf, ...own } = node;
    Object.assign(node, target, own);
    delete node.allOf;
    if (node.enum !== undefined) node.enum = [...node.enum, null];
  }
  for (const each of Object.values(node)) writeOutNullable(schemas, each);
};

/** Removes schemas that are no longer referenced. */
const dropUnused = (document) => {
  const { schemas } = document.components;
  const text = JSON.stringify(document);
  for (const name of Object.keys(schemas)) {
    if (!text.includes(`"#/components/schemas/${name}"`)) delete schemas[name];
  }
};

/** OpenAPI 3.0 ignores the siblings of a `$ref`, so a reference with a description becomes an `allOf` with one element. */
const keepSiblings = (node) => {
  if (typeof node !== "object" || node === null) return;
  if (typeof node.$ref === "string" && node.description !== undefined) {
    node.allOf = [{ $ref: node.$ref }];
    delete node.$ref;
  }
  Object.values(node).forEach(keepSiblings);
};

const inOrder = (responses) =>
  Object.fromEntries(Object.entries(responses).toSorted(([left], [right]) => Number(left) - Number(right)));

/** The finished document. */
export const finishDocument = (generated) => {
  // tsoa sets some keys to undefined, which JSON does not have.
  const document = JSON.parse(JSON.stringify(generated));
  const { schemas } = document.components;
  document.info.license = { name: "Apache-2.0", url: "https://www.apache.org/licenses/LICENSE-2.0" };
  delete document.info.contact;
  document.servers = [{ url: "/", description: "The server that this document came from" }];
  document.components.headers = Object.fromEntries(
    Object.entries(headers).map(([name, [description, example]]) => [
      name,
      { description, schema: { type: "string" }, example },
    ]),
  );
  for (const operation of Object.values(document.paths).flatMap((path) => Object.values(path))) {
    splitAgentBody(schemas, operation);
    addErrors(operation);
    addStreams(schemas, operation);
    addSuccessDetails(schemas, operation);
    operation.responses = inOrder(operation.responses);
    // An empty list states explicitly that the operation needs no authentication.
    operation.security ??= [];
  }
  writeOutNullable(schemas, schemas);
  keepSiblings(schemas);
  dropUnused(document);
  return document;
};
