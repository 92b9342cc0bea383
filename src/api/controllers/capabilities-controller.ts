import { Get, Middlewares, Path, Query, Response, Route, Security, Tags } from "@tsoa/runtime";
import { CaxtonError } from "../../domain/errors.ts";
import { checkRequest } from "../check-request.ts";
import type { CapabilityDetails, CapabilityPage } from "../dto/agents.ts";
import type { CapabilityText, PageCursor, PageLimit, Problem } from "../dto/common.ts";
import { capabilityParameter, pageFromMemory, pageOf } from "../parse-values.ts";
import { presentCapability, presentPage, presentProvider } from "../present.ts";
import { ApiController } from "./api-controller.ts";

@Route("api/v1/capabilities")
@Tags("Capabilities")
@Middlewares(checkRequest)
export class CapabilitiesController extends ApiController {
  /**
   * @summary List capabilities with their providers, by name
   */
  @Get()
  @Security("bearer", ["viewer"])
  public async listCapabilities(@Query() limit?: PageLimit, @Query() cursor?: PageCursor): Promise<CapabilityPage> {
    const page = pageFromMemory(this.services.router.capabilities(), (each) => each.capability, pageOf(limit, cursor));
    return presentPage(page, presentCapability);
  }

  /**
   * In the order in which routing would choose them, each with its score and the parts of the score.
   * @summary Rank the providers of a capability
   * @param capability The capability
   */
  @Get("{capability}")
  @Security("bearer", ["viewer"])
  @Response<Problem>(404, "No agent provides it; `facts.nearest` lists similar capabilities")
  public async getCapability(@Path() capability: CapabilityText): Promise<CapabilityDetails> {
    const { router } = this.services;
    const name = capabilityParameter(capability);
    const providers = router.rank(name);
    if (providers.length === 0) throw nobodyProvides(name, router.nearest(name));
    return { name, providers: providers.map(presentProvider) };
  }
}

const nobodyProvides = (capability: string, nearest: readonly string[]): CaxtonError =>
  new CaxtonError("routing.no_capability_providers", `No running agent provides “${capability}”.`, {
    hint:
      nearest.length > 0 ? `Did you mean ${nearest.join(" or ")}?` : "GET /api/v1/capabilities lists what there is.",
    facts: { capability, nearest: [...nearest] },
  });
