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
   * Needs no API key. Does not check the components; see `/ready`.
   * @summary Check whether the process is alive
   */
  @Get("health")
  public async getHealth(): Promise<Health> {
    return { status: "ok" };
  }

  /**
   * Needs no API key. Lists the components, and whether agents use a language model.
   * @summary Check whether the server is ready
   */
  @Get("ready")
  @Response<Readiness>(503, "A component does not answer; `failing` names it")
  public async getReadiness(): Promise<Readiness> {
    const readiness = presentReadiness(await this.services.readiness());
    if (!readiness.ready) this.setStatus(503);
    return readiness;
  }
}
