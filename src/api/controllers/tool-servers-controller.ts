import { Get, Middlewares, Path, Post, Query, Response, Route, Security, Tags } from "@tsoa/runtime";
import { CaxtonError } from "../../domain/errors.ts";
import { nearest } from "../../domain/nearest.ts";
import { checkRequest } from "../check-request.ts";
import type { PageCursor, PageLimit, Problem } from "../dto/common.ts";
import type { ToolServer, ToolServerName, ToolServerPage } from "../dto/tools.ts";
import { pageFromMemory, pageOf } from "../parse-values.ts";
import { presentPage, presentToolServer } from "../present.ts";
import { ApiController } from "./api-controller.ts";

@Route("api/v1/tool-servers")
@Tags("Tools")
@Middlewares(checkRequest)
export class ToolServersController extends ApiController {
  /**
   * The MCP servers that the configuration names, and whether they are connected.
   * @summary List remote MCP servers
   */
  @Get()
  @Security("bearer", ["viewer"])
  public async listToolServers(@Query() limit?: PageLimit, @Query() cursor?: PageCursor): Promise<ToolServerPage> {
    const page = pageFromMemory(this.services.tools.remote.servers(), ({ name }) => name, pageOf(limit, cursor));
    return presentPage(page, presentToolServer);
  }

  /**
   * Reconnects to the server if necessary, even if it was given up before, and reads its list of tools again. The answer
   * comes after the attempt.
   * @summary Refresh a remote MCP server
   * @param name The server's name in the configuration
   */
  @Post("{name}/refresh")
  @Security("bearer", ["operator"])
  @Response<Problem>(404, "The configuration names no such server")
  public async refreshToolServer(@Path() name: ToolServerName): Promise<ToolServer> {
    const { remote } = this.services.tools;
    const status = await remote.refreshOne(name);
    if (status !== null) return presentToolServer(status);
    const close = nearest(
      name,
      remote.servers().map((each) => each.name),
    );
    throw new CaxtonError("tool.not_found", `The configuration names no MCP server ${name}.`, {
      hint:
        close.length > 0 ? `Did you mean ${close.join(" or ")}?` : "GET /api/v1/tool-servers lists those there are.",
      facts: { nearest: close },
    });
  }
}
