/** Creates the controllers for tsoa's routes: a new one per request, with the services of its server. */
import type { IocContainerFactory } from "@tsoa/runtime";
import type { Request } from "express";
import { servicesOf } from "./context.ts";
import type { ApiServices } from "./types.ts";

type ControllerClass = new (services: ApiServices) => unknown;

export const iocContainer: IocContainerFactory<Request> = (request) => ({
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- tsoa's interface has it so
  get: <Made>(controller: unknown): Made => new (controller as ControllerClass)(servicesOf(request)) as Made,
});
