/** How tsoa's routes get their controllers: made anew for each request, with the services of the server it came to. */
import type { IocContainerFactory } from "@tsoa/runtime";
import type { Request } from "express";
import { servicesOf } from "./context.ts";
import type { ApiServices } from "./types.ts";

type ControllerClass = new (services: ApiServices) => unknown;

export const iocContainer: IocContainerFactory<Request> = (request) => ({
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- tsoa's interface has it so
  get: <Made>(controller: unknown): Made => new (controller as ControllerClass)(servicesOf(request)) as Made,
});
