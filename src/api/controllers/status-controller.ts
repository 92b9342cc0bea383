import { Get, Middlewares, Response, Route, Tags } from "@tsoa/runtime";
import { checkRequest } from "../check-request.ts";
import type { Health, Readiness } from "../dto/status.ts";
import { presentReadiness } from "../present.ts";
import { ApiController } from "./api-controller.ts";

@Route("")
@Tags("Status")
@Middlewares(checkRequest)
export class StatusController extends ApiController {
  /**
   * Open to everyone. Says nothing about the parts; see `/ready`.
   * @summary Whether the process lives
   */
  @Get("health")
  public async getHealth(): Promise<Health> {
    return { status: "ok" };
  }

  /**
   * Open to everyone. Names the parts, and whether agents speak with a language model.
   * @summary Whether the server can do its work
   */
  @Get("ready")
  @Response<Readiness>(503, "A part does not answer; `failing` names it")
  public async getReadiness(): Promise<Readiness> {
    const readiness = presentReadiness(await this.services.readiness());
    if (!readiness.ready) this.setStatus(503);
    return readiness;
  }
}
