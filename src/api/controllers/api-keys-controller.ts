import {
  Body,
  Delete,
  Get,
  Header,
  Middlewares,
  Path,
  Post,
  Query,
  Request,
  Response,
  Route,
  Security,
  SuccessResponse,
  Tags,
} from "@tsoa/runtime";
import type { Request as HttpRequest } from "express";
import { CaxtonError } from "../../domain/errors.ts";
import { parseAgentName } from "../../domain/ids.ts";
import type { ApiKeyRecord, NewEvent } from "../../registry/stores.ts";
import { defaultSender } from "../authentication.ts";
import { checkRequest, invalidRequest } from "../check-request.ts";
import { callerOf, contextOf, responseOf } from "../context.ts";
import type { ApiKeyPage, CreateApiKey, CreatedApiKey } from "../dto/api-keys.ts";
import type { IdempotencyKey, PageCursor, PageLimit, Problem, Uuid } from "../dto/common.ts";
import { answerOnce, type Claim } from "../idempotency.ts";
import { pageOf, startReading } from "../parse-values.ts";
import { presentKey, presentPage } from "../present.ts";
import { bearerOf, hashSecret, newSecret } from "../secrets.ts";
import { ApiController } from "./api-controller.ts";

@Route("api/v1/api-keys")
@Tags("API keys")
@Middlewares(checkRequest)
export class ApiKeysController extends ApiController {
  /**
   * The secret is shown only once; the server stores only its hash.
   * @summary Create an API key
   * @param idempotencyKey Makes repeating the request safe
   */
  @Post()
  @Security("bearer", ["admin"])
  @SuccessResponse(201, "The key was created")
  @Response<Problem>(409, "The Idempotency-Key was used for another request")
  public async createApiKey(
    @Request() request: HttpRequest,
    @Body() body: CreateApiKey,
    @Header("Idempotency-Key") idempotencyKey?: IdempotencyKey,
  ): Promise<CreatedApiKey> {
    const settings = this.parse(body);
    const sealWith = bearerOf(request.header("authorization")) ?? "";
    // Under the id of the request: a repeat after a crash replaces the key whose secret died with the first answer.
    const create = async ({ id }: Claim) => {
      const { registry, keyring, events, clock } = this.services;
      const record: ApiKeyRecord = { ...settings, id, createdAt: clock().toISOString(), lastUsedAt: null };
      const secret = newSecret();
      const { name, role } = record;
      await registry.apiKeys.insert(record, hashSecret(secret), [
        this.event(request, "api_key.created", { id, name, role }),
      ]);
      keyring.forget(id);
      events.announce();
      const headers = { Location: `/api/v1/api-keys/${record.id}`, "Cache-Control": "no-store" };
      return { status: 201, headers, body: { ...presentKey(record), secret } };
    };
    return this.give(await answerOnce(request, idempotencyKey, create, { sealWith }));
  }

  /**
   * @summary List API keys
   */
  @Get()
  @Security("bearer", ["admin"])
  public async listApiKeys(@Query() limit?: PageLimit, @Query() cursor?: PageCursor): Promise<ApiKeyPage> {
    return presentPage(await this.services.registry.apiKeys.list(pageOf(limit, cursor)), presentKey);
  }

  /**
   * The key is rejected from now on. A key cannot revoke itself, so at least one admin key always remains.
   * @summary Revoke an API key
   * @param id The key's id
   */
  @Delete("{id}")
  @Security("bearer", ["admin"])
  @SuccessResponse(204, "The key was revoked")
  @Response<Problem>(404, "There is no such key")
  @Response<Problem>(409, "It is the key that this request came with")
  public async deleteApiKey(@Request() request: HttpRequest, @Path() id: Uuid): Promise<void> {
    const keyId = id.toLowerCase();
    if (keyId === callerOf(request).keyId) {
      throw new CaxtonError(
        "security.own_key",
        "This is the key that the request came with, and a key does not revoke itself.",
        {
          hint: "Make another admin key, and revoke this one with that.",
        },
      );
    }
    const removed = await this.services.registry.apiKeys.remove(keyId);
    this.services.keyring.forget(keyId);
    if (!removed) {
      throw new CaxtonError("security.key_not_found", `There is no API key with the id ${keyId}.`, {
        hint: "GET /api/v1/api-keys lists them.",
      });
    }
    await this.services.events.record([this.event(request, "api_key.revoked", { id: keyId })]);
  }

  private parse(body: CreateApiKey): Pick<ApiKeyRecord, "name" | "role" | "agent"> {
    const reading = startReading();
    const agent = reading.field("/agent", body.agent, parseAgentName);
    const isAgent = body.role === "agent";
    if (isAgent !== ((body.agent ?? null) !== null)) {
      reading.complain({
        pointer: "/agent",
        message: isAgent
          ? "A key of role agent needs the agent that it speaks for."
          : `A key of role ${body.role} speaks for no agent.`,
        suggestion: isAgent ? "Add agent with the agent's name." : "Leave agent out, or make the role agent.",
      });
    }
    if (reading.complaints.length > 0) throw invalidRequest(reading.complaints);
    return { name: body.name, role: body.role, agent };
  }

  private event(request: HttpRequest, kind: string, data: NewEvent["data"] & { readonly id: string }): NewEvent {
    const time = this.services.clock().toISOString();
    return {
      // A key that is replaced is told of again.
      key: `${kind}/${data.id}/${time}`,
      time,
      kind,
      agent: null,
      conversationId: null,
      traceId: contextOf(responseOf(request)).traceId,
      data: { ...data, by: defaultSender(callerOf(request)) },
    };
  }
}
