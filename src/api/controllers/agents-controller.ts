import {
  Body,
  Delete,
  Get,
  Header,
  Middlewares,
  Path,
  Post,
  Put,
  Query,
  Request,
  Response,
  Route,
  Security,
  SuccessResponse,
  Tags,
} from "@tsoa/runtime";
import type { Request as HttpRequest } from "express";
import type { DefinitionForm, StoredAgent } from "../../agents/types.ts";
import { defaultWorkspace } from "../../domain/workspace.ts";
import type { AgentFilter } from "../../registry/stores.ts";
import { checkRequest, invalidRequest } from "../check-request.ts";
import { contextOf, responseOf } from "../context.ts";
import type {
  Agent,
  AgentDefinitionBody,
  AgentDetails,
  AgentKindText,
  AgentPage,
  AgentStateText,
  AgentVersionPage,
  ValidAgent,
} from "../dto/agents.ts";
import type {
  AgentNameText,
  CapabilityText,
  IdempotencyKey,
  IfMatch,
  PageCursor,
  PageLimit,
  Problem,
  WorkspaceText,
} from "../dto/common.ts";
import { etagOf, expectedVersion } from "../headers.ts";
import { answerOnce } from "../idempotency.ts";
import { yamlType } from "../media-types.ts";
import { agentNameParameter, pageOf } from "../parse-values.ts";
import { presentAgent, presentAgentDetails, presentComplaints, presentPage, presentVersion } from "../present.ts";
import { ApiController } from "./api-controller.ts";

const formOf = (request: HttpRequest): DefinitionForm =>
  contextOf(responseOf(request)).bodyType === yamlType ? "yaml" : "markdown";

/** The file name used in messages about a definition that was sent in a request. */
const fileNames: Readonly<Record<DefinitionForm, string>> = { markdown: "agent.md", yaml: "agent.yaml" };

/** The source of the definition. The parser of agent files also reads JSON, and reports errors in it by JSON pointer. */
const sourceOf = (request: HttpRequest, body: AgentDefinitionBody | string): string => {
  if (typeof body !== "string") return JSON.stringify(body);
  if (formOf(request) === "yaml" || !body.trimStart().startsWith("{")) return body;
  const suggestion = "Send it with Content-Type: application/json.";
  throw invalidRequest([{ pointer: "", message: "The body is JSON, but was sent as text/markdown.", suggestion }]);
};

/** The WebAssembly module sent with the definition; null without one. */
const moduleOf = (request: HttpRequest): Uint8Array | null => contextOf(responseOf(request)).module;

/** The filter without the parameters that were not given. */
const filterOf = (given: { readonly [Key in keyof AgentFilter]: AgentFilter[Key] | undefined }): AgentFilter =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));

@Route("api/v1/agents")
@Tags("Agents")
@Middlewares(checkRequest)
export class AgentsController extends ApiController {
  /**
   * The body is an agent file (`text/markdown`; for a WASM agent also `application/yaml`) or the same definition in JSON.
   * For a WASM agent it is `multipart/form-data`, with one of these as `manifest` and the WebAssembly file as `module`; a
   * manifest in YAML has a file name that ends in `.yaml`, or the type `application/yaml`. The agent is loaded and takes
   * messages at once (its state is `running`). Where other processes run the agents, a WASM agent is `loaded` until one of
   * them has made its instance. If the module cannot start, the agent is `failed`, with the reason in `failure`.
   * @summary Create an agent
   * @param idempotencyKey Makes repeating the request safe
   */
  @Post()
  @Security("bearer", ["operator"])
  @SuccessResponse(201, "The agent was created")
  @Response<Problem>(409, "There is an agent of that name, or the Idempotency-Key was used for another request")
  public async createAgent(
    @Request() request: HttpRequest,
    @Body() body: AgentDefinitionBody | string,
    @Header("Idempotency-Key") idempotencyKey?: IdempotencyKey,
  ): Promise<AgentDetails> {
    const source = sourceOf(request, body);
    const answer = await answerOnce(request, idempotencyKey, async ({ isResumed }) => {
      const before = isResumed ? await this.createdBefore(request, source) : null;
      const stored = before ?? (await this.services.catalogue.create(source, moduleOf(request), formOf(request)));
      const { name, activeVersion } = stored.agent;
      return {
        status: 201,
        headers: { Location: `/api/v1/agents/${name}`, ETag: etagOf(activeVersion) },
        body: presentAgentDetails(stored, stored.warnings),
      };
    });
    return this.give(answer);
  }

  /** The agent created by an earlier attempt that died before it answered; null if that attempt created none. */
  private async createdBefore(request: HttpRequest, source: string): Promise<StoredAgent | null> {
    const { catalogue, registry } = this.services;
    const fileName = fileNames[formOf(request)];
    const { definition, hash, warnings } = await catalogue.validate(source, fileName, moduleOf(request));
    const there = await registry.agents.find(defaultWorkspace, definition.name);
    return there?.agent.origin === "api" && there.version.hash === hash ? { ...there, warnings } : null;
  }

  /**
   * @summary List agents by name
   * @param capability Those that offer it
   * @param kind Those of this kind
   * @param state Those in this state
   * @param workspace Those of this workspace
   */
  @Get()
  @Security("bearer", ["viewer"])
  public async listAgents(
    @Query() capability?: CapabilityText,
    @Query() kind?: AgentKindText,
    @Query() state?: AgentStateText,
    @Query() workspace?: WorkspaceText,
    @Query() limit?: PageLimit,
    @Query() cursor?: PageCursor,
  ): Promise<AgentPage> {
    const filter = filterOf({ capability, kind, state, workspace });
    return presentPage(await this.services.registry.agents.list(filter, pageOf(limit, cursor)), presentAgent);
  }

  /**
   * Applies the same checks as `POST /agents`, and stores nothing.
   * @summary Check an agent definition
   */
  @Post("validate")
  @Security("bearer", ["viewer"])
  public async validateAgent(
    @Request() request: HttpRequest,
    @Body() body: AgentDefinitionBody | string,
  ): Promise<ValidAgent> {
    const source = sourceOf(request, body);
    const parsed = await this.services.catalogue.validate(source, fileNames[formOf(request)], moduleOf(request));
    return {
      name: parsed.definition.name,
      hash: parsed.hash,
      capabilities: parsed.definition.capabilities.map((offer) => ({ ...offer })),
      warnings: presentComplaints(parsed.warnings),
    };
  }

  /**
   * @summary Get an agent with its definition
   * @param name The agent's name
   */
  @Get("{name}")
  @Security("bearer", ["viewer"])
  @Response(304, "You have this version already (If-None-Match)")
  @Response<Problem>(404, "There is no such agent")
  public async getAgent(@Path() name: AgentNameText): Promise<AgentDetails> {
    const stored = this.services.catalogue.get(agentNameParameter(name));
    this.setHeader("ETag", etagOf(stored.agent.activeVersion));
    return presentAgentDetails(stored);
  }

  /**
   * Creates a new version of the agent; running conversations keep theirs. The name in the definition must be the name
   * in the path.
   * @summary Replace an agent's definition
   * @param name The agent's name
   * @param ifMatch Only if the agent's active version is this one
   */
  @Put("{name}")
  @Security("bearer", ["operator"])
  @Response<Problem>(404, "There is no such agent")
  @Response<Problem>(409, "The agent is managed by its file, or its state does not allow this")
  @Response<Problem>(412, "The active version is not the one in If-Match")
  public async replaceAgent(
    @Request() request: HttpRequest,
    @Path() name: AgentNameText,
    @Body() body: AgentDefinitionBody | string,
    @Header("If-Match") ifMatch?: IfMatch,
  ): Promise<AgentDetails> {
    const { catalogue } = this.services;
    const agentName = agentNameParameter(name);
    const { activeVersion } = catalogue.get(agentName).agent;
    const source = sourceOf(request, body);
    const module = moduleOf(request);
    const form = formOf(request);
    // An invalid definition is reported before a version mismatch.
    await catalogue.validate(source, fileNames[form], module);
    const expected = expectedVersion(ifMatch, activeVersion);
    const stored = await catalogue.replace(agentName, source, expected, module, form);
    this.setHeader("ETag", etagOf(stored.agent.activeVersion));
    return presentAgentDetails(stored, stored.warnings);
  }

  /**
   * An agent that is managed by a file is deleted by deleting the file.
   * @summary Delete an agent
   * @param name The agent's name
   * @param ifMatch Only if the agent's active version is this one
   */
  @Delete("{name}")
  @Security("bearer", ["operator"])
  @SuccessResponse(204, "The agent was deleted")
  @Response<Problem>(404, "There is no such agent")
  @Response<Problem>(409, "The agent is managed by its file, or its state does not allow this")
  @Response<Problem>(412, "The active version is not the one in If-Match")
  public async deleteAgent(@Path() name: AgentNameText, @Header("If-Match") ifMatch?: IfMatch): Promise<void> {
    const { catalogue } = this.services;
    const agentName = agentNameParameter(name);
    await catalogue.remove(agentName, expectedVersion(ifMatch, catalogue.get(agentName).agent.activeVersion));
  }

  /**
   * @summary List an agent's versions, newest first
   * @param name The agent's name
   */
  @Get("{name}/versions")
  @Security("bearer", ["viewer"])
  @Response<Problem>(404, "There is no such agent")
  public async listAgentVersions(
    @Path() name: AgentNameText,
    @Query() limit?: PageLimit,
    @Query() cursor?: PageCursor,
  ): Promise<AgentVersionPage> {
    const { catalogue, registry } = this.services;
    const { agent } = catalogue.get(agentNameParameter(name));
    const versions = await registry.agents.versions(agent.id, pageOf(limit, cursor));
    return presentPage(versions, presentVersion(agent.activeVersion));
  }

  /**
   * The agent takes new messages. Where other processes run the agents, a WASM agent is `loaded` until one of them has made
   * its instance, and `running` then.
   * @summary Start an agent
   * @param name The agent's name
   */
  @Post("{name}/start")
  @Security("bearer", ["operator"])
  @Response<Problem>(404, "There is no such agent")
  @Response<Problem>(409, "The agent's state does not allow this")
  public async startAgent(@Path() name: AgentNameText): Promise<Agent> {
    const agent = await this.services.catalogue.start(agentNameParameter(name));
    return presentAgent({ ...this.services.catalogue.get(agent.name), agent });
  }

  /**
   * The agent takes no new messages and is `draining`. It is `drained`, with the event `agent.drained`, once it has answered
   * all messages that it had been sent, in whatever process; that takes a second at least.
   * @summary Drain an agent
   * @param name The agent's name
   */
  @Post("{name}/drain")
  @Security("bearer", ["operator"])
  @Response<Problem>(404, "There is no such agent")
  @Response<Problem>(409, "The agent's state does not allow this")
  public async drainAgent(@Path() name: AgentNameText): Promise<Agent> {
    const agent = await this.services.catalogue.drain(agentNameParameter(name));
    return presentAgent({ ...this.services.catalogue.get(agent.name), agent });
  }

  /**
   * The agent takes no conversations and no messages.
   * @summary Unload an agent
   * @param name The agent's name
   */
  @Post("{name}/unload")
  @Security("bearer", ["operator"])
  @Response<Problem>(404, "There is no such agent")
  @Response<Problem>(409, "The agent's state does not allow this")
  public async unloadAgent(@Path() name: AgentNameText): Promise<Agent> {
    const agent = await this.services.catalogue.unload(agentNameParameter(name));
    return presentAgent({ ...this.services.catalogue.get(agent.name), agent });
  }
}
