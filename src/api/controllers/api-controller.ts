/** What the controllers have in common. tsoa wants classes; everything they do is in functions beside them. */
import { Controller } from "@tsoa/runtime";
import type { Answer } from "../idempotency.ts";
import type { ApiServices } from "../types.ts";

export abstract class ApiController extends Controller {
  protected readonly services: ApiServices;

  constructor(services: ApiServices) {
    super();
    this.services = services;
  }

  /** Sets status and headers of an answer, and gives its body. */
  protected give<Body extends object>({ status, headers, body }: Answer<Body>): Body {
    this.setStatus(status);
    for (const [name, value] of Object.entries(headers)) this.setHeader(name, value);
    return body;
  }
}
