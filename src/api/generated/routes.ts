/* tslint:disable */
/* eslint-disable */
// WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
import type { TsoaRoute } from '@tsoa/runtime';
import {  fetchMiddlewares, ExpressTemplateService } from '@tsoa/runtime';
// WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
import { ToolsController } from './../controllers/tools-controller.ts';
// WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
import { ToolServersController } from './../controllers/tool-servers-controller.ts';
// WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
import { StatusController } from './../controllers/status-controller.ts';
// WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
import { MessagesController } from './../controllers/messages-controller.ts';
// WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
import { MemoryRelationsController } from './../controllers/memory-relations-controller.ts';
// WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
import { MemoryPortabilityController } from './../controllers/memory-portability-controller.ts';
// WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
import { MemoryObservationsController } from './../controllers/memory-observations-controller.ts';
// WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
import { MemoryMergesController } from './../controllers/memory-merges-controller.ts';
// WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
import { MemoryGraphController } from './../controllers/memory-graph-controller.ts';
// WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
import { MemoryEntitiesController } from './../controllers/memory-entities-controller.ts';
// WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
import { MemoryController } from './../controllers/memory-controller.ts';
// WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
import { EventsController } from './../controllers/events-controller.ts';
// WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
import { ConversationsController } from './../controllers/conversations-controller.ts';
// WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
import { CapabilitiesController } from './../controllers/capabilities-controller.ts';
// WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
import { ApprovalsController } from './../controllers/approvals-controller.ts';
// WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
import { ApiKeysController } from './../controllers/api-keys-controller.ts';
// WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
import { AgentsController } from './../controllers/agents-controller.ts';
import { expressAuthentication } from './../authentication.ts';
// @ts-ignore - no great way to install types from subpackage
import { iocContainer } from './../ioc.ts';
import type { IocContainer, IocContainerFactory } from '@tsoa/runtime';
import type { Request as ExRequest, Response as ExResponse, RequestHandler, Router } from 'express';

const expressAuthenticationRecasted = expressAuthentication as (req: ExRequest, securityName: string, scopes?: string[], res?: ExResponse) => Promise<any>;


// WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa

const models: TsoaRoute.Models = {
    "ToolNameText": {
        "dataType": "refAlias",
        "type": {"dataType":"string","validators":{"pattern":{"errorMsg":"It takes 1 to 64 letters, digits, “-” and “_”.","value":"^[A-Za-z0-9_-]{1,64}$"}}},
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "ToolOriginText": {
        "dataType": "refAlias",
        "type": {"dataType":"union","subSchemas":[{"dataType":"enum","enums":["built-in"]},{"dataType":"enum","enums":["uploaded"]},{"dataType":"enum","enums":["remote"]},{"dataType":"enum","enums":["embedded"]}],"validators":{}},
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "AnyObject": {
        "dataType": "refObject",
        "properties": {
        },
        "additionalProperties": {"dataType":"any"},
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "Tool": {
        "dataType": "refObject",
        "properties": {
            "name": {"ref":"ToolNameText","required":true},
            "origin": {"ref":"ToolOriginText","required":true},
            "sandboxed": {"dataType":"boolean","required":true},
            "description": {"dataType":"string","required":true},
            "inputSchema": {"ref":"AnyObject","required":true},
            "outputSchema": {"dataType":"union","subSchemas":[{"ref":"AnyObject"},{"dataType":"enum","enums":[null]}],"required":true},
            "idempotent": {"dataType":"boolean","required":true},
            "timeoutMs": {"dataType":"double","required":true},
            "manifest": {"dataType":"union","subSchemas":[{"ref":"AnyObject"},{"dataType":"enum","enums":[null]}],"required":true},
        },
        "additionalProperties": false,
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "ToolPage": {
        "dataType": "refObject",
        "properties": {
            "items": {"dataType":"array","array":{"dataType":"refObject","ref":"Tool"},"required":true},
            "nextCursor": {"dataType":"union","subSchemas":[{"dataType":"string"},{"dataType":"enum","enums":[null]}],"required":true},
        },
        "additionalProperties": false,
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "PageLimit": {
        "dataType": "refAlias",
        "type": {"dataType":"integer","validators":{"isInt":{"errorMsg":"limit must be a whole number."},"minimum":{"errorMsg":"limit must be at least 1.","value":1},"maximum":{"errorMsg":"limit must be at most 200.","value":200}},"default":50},
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "PageCursor": {
        "dataType": "refAlias",
        "type": {"dataType":"string","validators":{"pattern":{"errorMsg":"It must be the nextCursor of an earlier page, unchanged.","value":"^[A-Za-z0-9_=-]+$"},"maxLength":{"value":512}}},
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "ProblemError": {
        "dataType": "refObject",
        "properties": {
            "pointer": {"dataType":"string"},
            "parameter": {"dataType":"string"},
            "file": {"dataType":"string"},
            "line": {"dataType":"integer"},
            "column": {"dataType":"integer"},
            "message": {"dataType":"string","required":true},
            "suggestion": {"dataType":"string"},
        },
        "additionalProperties": false,
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "Problem": {
        "dataType": "refObject",
        "properties": {
            "type": {"dataType":"string","required":true},
            "title": {"dataType":"string","required":true},
            "status": {"dataType":"integer","required":true},
            "detail": {"dataType":"string","required":true},
            "code": {"dataType":"string","required":true},
            "traceId": {"dataType":"string","required":true},
            "errors": {"dataType":"array","array":{"dataType":"refObject","ref":"ProblemError"},"required":true},
            "hint": {"dataType":"string"},
            "facts": {"ref":"AnyObject"},
        },
        "additionalProperties": false,
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "IdempotencyKey": {
        "dataType": "refAlias",
        "type": {"dataType":"string","validators":{"pattern":{"errorMsg":"It takes 1 to 255 printable ASCII characters.","value":"^[\\x21-\\x7e]{1,255}$"}}},
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "ToolCallResult": {
        "dataType": "refObject",
        "properties": {
            "value": {"dataType":"any","required":true},
            "durationMs": {"dataType":"double","required":true},
            "audit": {"ref":"AnyObject","required":true},
        },
        "additionalProperties": false,
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "ToolCall": {
        "dataType": "refObject",
        "properties": {
            "arguments": {"ref":"AnyObject","required":true},
        },
        "additionalProperties": false,
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "ToolServerName": {
        "dataType": "refAlias",
        "type": {"dataType":"string","validators":{"pattern":{"errorMsg":"It takes 1 to 32 letters, digits, “-” and “_”.","value":"^[A-Za-z0-9_-]{1,32}$"}}},
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "RefusedTool": {
        "dataType": "refObject",
        "properties": {
            "name": {"dataType":"string","required":true},
            "reason": {"dataType":"string","required":true},
        },
        "additionalProperties": false,
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "ToolServer": {
        "dataType": "refObject",
        "properties": {
            "name": {"ref":"ToolServerName","required":true},
            "transport": {"dataType":"union","subSchemas":[{"dataType":"enum","enums":["stdio"]},{"dataType":"enum","enums":["http"]}],"required":true},
            "address": {"dataType":"string","required":true},
            "state": {"dataType":"union","subSchemas":[{"dataType":"enum","enums":["connecting"]},{"dataType":"enum","enums":["ready"]},{"dataType":"enum","enums":["failed"]}],"required":true},
            "since": {"dataType":"string","required":true},
            "error": {"dataType":"union","subSchemas":[{"dataType":"string"},{"dataType":"enum","enums":[null]}],"required":true},
            "tools": {"dataType":"array","array":{"dataType":"refAlias","ref":"ToolNameText"},"required":true},
            "refused": {"dataType":"array","array":{"dataType":"refObject","ref":"RefusedTool"},"required":true},
            "missing": {"dataType":"array","array":{"dataType":"string"},"required":true},
            "truncated": {"dataType":"boolean","required":true},
            "protocolVersion": {"dataType":"union","subSchemas":[{"dataType":"string"},{"dataType":"enum","enums":[null]}],"required":true},
        },
        "additionalProperties": false,
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "ToolServerPage": {
        "dataType": "refObject",
        "properties": {
            "items": {"dataType":"array","array":{"dataType":"refObject","ref":"ToolServer"},"required":true},
            "nextCursor": {"dataType":"union","subSchemas":[{"dataType":"string"},{"dataType":"enum","enums":[null]}],"required":true},
        },
        "additionalProperties": false,
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "Health": {
        "dataType": "refObject",
        "properties": {
            "status": {"dataType":"enum","enums":["ok"],"required":true},
        },
        "additionalProperties": false,
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "ReadinessPart": {
        "dataType": "refObject",
        "properties": {
            "name": {"dataType":"string","required":true},
            "ready": {"dataType":"boolean","required":true},
            "detail": {"dataType":"string","required":true},
        },
        "additionalProperties": false,
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "ReadinessLlm": {
        "dataType": "refObject",
        "properties": {
            "provider": {"dataType":"string","required":true},
            "isLanguageModel": {"dataType":"boolean","required":true},
            "model": {"dataType":"string","required":true},
        },
        "additionalProperties": false,
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "Readiness": {
        "dataType": "refObject",
        "properties": {
            "ready": {"dataType":"boolean","required":true},
            "failing": {"dataType":"array","array":{"dataType":"string"},"required":true},
            "parts": {"dataType":"array","array":{"dataType":"refObject","ref":"ReadinessPart"},"required":true},
            "llm": {"ref":"ReadinessLlm","required":true},
        },
        "additionalProperties": false,
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "Uuid": {
        "dataType": "refAlias",
        "type": {"dataType":"string","validators":{"pattern":{"errorMsg":"It must be a UUID such as 6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11.","value":"^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$"}}},
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "AgentNameText": {
        "dataType": "refAlias",
        "type": {"dataType":"string","validators":{"pattern":{"errorMsg":"It takes 1 to 64 letters, digits, “-” and “_”.","value":"^[A-Za-z0-9_-]{1,64}$"}}},
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "PerformativeText": {
        "dataType": "refAlias",
        "type": {"dataType":"union","subSchemas":[{"dataType":"enum","enums":["accept-proposal"]},{"dataType":"enum","enums":["agree"]},{"dataType":"enum","enums":["cancel"]},{"dataType":"enum","enums":["cfp"]},{"dataType":"enum","enums":["confirm"]},{"dataType":"enum","enums":["disconfirm"]},{"dataType":"enum","enums":["failure"]},{"dataType":"enum","enums":["inform"]},{"dataType":"enum","enums":["inform-if"]},{"dataType":"enum","enums":["inform-ref"]},{"dataType":"enum","enums":["not-understood"]},{"dataType":"enum","enums":["propagate"]},{"dataType":"enum","enums":["propose"]},{"dataType":"enum","enums":["proxy"]},{"dataType":"enum","enums":["query"]},{"dataType":"enum","enums":["query-if"]},{"dataType":"enum","enums":["query-ref"]},{"dataType":"enum","enums":["refuse"]},{"dataType":"enum","enums":["reject-proposal"]},{"dataType":"enum","enums":["request"]},{"dataType":"enum","enums":["request-when"]},{"dataType":"enum","enums":["request-whenever"]},{"dataType":"enum","enums":["subscribe"]}],"validators":{}},
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "SenderText": {
        "dataType": "refAlias",
        "type": {"dataType":"string","validators":{"pattern":{"errorMsg":"It takes a kind and a name, such as user:ada, agent:Greeter or service:billing.","value":"^(user|agent|system|service):[A-Za-z0-9._\\x40-]{1,128}$"}}},
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "CapabilityText": {
        "dataType": "refAlias",
        "type": {"dataType":"string","validators":{"pattern":{"errorMsg":"It takes lower-case letters and digits joined by “-” or “_”, with dots for hierarchy, such as data-analysis.","value":"^[a-z0-9]+(?:[-_][a-z0-9]+)*(?:\\.[a-z0-9]+(?:[-_][a-z0-9]+)*)*$"},"maxLength":{"value":128}}},
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "DateTimeText": {
        "dataType": "refAlias",
        "type": {"dataType":"string","validators":{}},
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "MessageStatusText": {
        "dataType": "refAlias",
        "type": {"dataType":"union","subSchemas":[{"dataType":"enum","enums":["stored"]},{"dataType":"enum","enums":["accepted"]},{"dataType":"enum","enums":["settled"]}],"validators":{}},
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "Message": {
        "dataType": "refObject",
        "properties": {
            "id": {"ref":"Uuid","required":true},
            "conversationId": {"ref":"Uuid","required":true},
            "performative": {"ref":"PerformativeText","required":true},
            "sender": {"ref":"SenderText","required":true},
            "receivers": {"dataType":"array","array":{"dataType":"refAlias","ref":"AgentNameText"},"required":true},
            "targetCapability": {"dataType":"union","subSchemas":[{"ref":"CapabilityText"},{"dataType":"enum","enums":[null]}],"required":true},
            "replyTo": {"dataType":"union","subSchemas":[{"ref":"SenderText"},{"dataType":"enum","enums":[null]}],"required":true},
            "content": {"dataType":"any","required":true},
            "language": {"dataType":"union","subSchemas":[{"dataType":"string"},{"dataType":"enum","enums":[null]}],"required":true},
            "encoding": {"dataType":"union","subSchemas":[{"dataType":"string"},{"dataType":"enum","enums":[null]}],"required":true},
            "ontology": {"dataType":"union","subSchemas":[{"dataType":"string"},{"dataType":"enum","enums":[null]}],"required":true},
            "protocol": {"dataType":"union","subSchemas":[{"dataType":"string"},{"dataType":"enum","enums":[null]}],"required":true},
            "replyWith": {"dataType":"union","subSchemas":[{"dataType":"string"},{"dataType":"enum","enums":[null]}],"required":true},
            "inReplyTo": {"dataType":"union","subSchemas":[{"dataType":"string"},{"dataType":"enum","enums":[null]}],"required":true},
            "replyBy": {"dataType":"union","subSchemas":[{"ref":"DateTimeText"},{"dataType":"enum","enums":[null]}],"required":true},
            "traceId": {"dataType":"string","required":true},
            "spanId": {"dataType":"string","required":true},
            "timestamp": {"ref":"DateTimeText","required":true},
            "status": {"ref":"MessageStatusText","required":true},
            "answers": {"dataType":"union","subSchemas":[{"ref":"Uuid"},{"dataType":"enum","enums":[null]}],"required":true},
        },
        "additionalProperties": false,
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "AcceptedMessage": {
        "dataType": "refObject",
        "properties": {
            "messageId": {"ref":"Uuid","required":true},
            "conversationId": {"ref":"Uuid","required":true},
            "deliveredTo": {"dataType":"array","array":{"dataType":"refAlias","ref":"AgentNameText"},"required":true},
            "traceId": {"dataType":"string","required":true},
            "replies": {"dataType":"union","subSchemas":[{"dataType":"array","array":{"dataType":"refObject","ref":"Message"}},{"dataType":"enum","enums":[null]}],"required":true},
        },
        "additionalProperties": false,
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "ProtocolText": {
        "dataType": "refAlias",
        "type": {"dataType":"union","subSchemas":[{"dataType":"enum","enums":["request-reply"]},{"dataType":"enum","enums":["query"]},{"dataType":"enum","enums":["inform"]}],"validators":{}},
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "ShortText": {
        "dataType": "refAlias",
        "type": {"dataType":"string","validators":{"pattern":{"errorMsg":"It must be one line of text, without control characters.","value":"^[^\\u0000-\\u001f\\u007f]+$"},"minLength":{"value":1},"maxLength":{"value":256}}},
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "SendMessage": {
        "dataType": "refObject",
        "properties": {
            "id": {"dataType":"union","subSchemas":[{"ref":"Uuid"},{"dataType":"enum","enums":[null]}]},
            "performative": {"ref":"PerformativeText","required":true},
            "sender": {"dataType":"union","subSchemas":[{"ref":"SenderText"},{"dataType":"enum","enums":[null]}]},
            "targetCapability": {"dataType":"union","subSchemas":[{"ref":"CapabilityText"},{"dataType":"enum","enums":[null]}]},
            "receivers": {"dataType":"union","subSchemas":[{"dataType":"array","array":{"dataType":"refAlias","ref":"AgentNameText"}},{"dataType":"enum","enums":[null]}],"validators":{"minItems":{"value":1},"maxItems":{"value":100}}},
            "content": {"dataType":"any","required":true},
            "conversationId": {"dataType":"union","subSchemas":[{"ref":"Uuid"},{"dataType":"enum","enums":[null]}]},
            "protocol": {"dataType":"union","subSchemas":[{"ref":"ProtocolText"},{"dataType":"enum","enums":[null]}]},
            "replyTo": {"dataType":"union","subSchemas":[{"ref":"SenderText"},{"dataType":"enum","enums":[null]}]},
            "replyWith": {"dataType":"union","subSchemas":[{"ref":"ShortText"},{"dataType":"enum","enums":[null]}]},
            "inReplyTo": {"dataType":"union","subSchemas":[{"ref":"ShortText"},{"dataType":"enum","enums":[null]}]},
            "replyBy": {"dataType":"union","subSchemas":[{"ref":"DateTimeText"},{"dataType":"enum","enums":[null]}]},
            "language": {"dataType":"union","subSchemas":[{"ref":"ShortText"},{"dataType":"enum","enums":[null]}]},
            "encoding": {"dataType":"union","subSchemas":[{"ref":"ShortText"},{"dataType":"enum","enums":[null]}]},
            "ontology": {"dataType":"union","subSchemas":[{"ref":"ShortText"},{"dataType":"enum","enums":[null]}]},
        },
        "additionalProperties": false,
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "Prefer": {
        "dataType": "refAlias",
        "type": {"dataType":"string","validators":{"maxLength":{"value":256}}},
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "BatchReply": {
        "dataType": "refObject",
        "properties": {
            "performative": {"ref":"PerformativeText","required":true},
            "content": {"dataType":"any","required":true},
        },
        "additionalProperties": false,
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "AcceptedBatch": {
        "dataType": "refObject",
        "properties": {
            "batchId": {"ref":"Uuid","required":true},
            "conversationId": {"ref":"Uuid","required":true},
            "deliveredTo": {"ref":"AgentNameText","required":true},
            "size": {"dataType":"double","required":true},
            "traceId": {"dataType":"string","required":true},
            "replies": {"dataType":"union","subSchemas":[{"dataType":"array","array":{"dataType":"refObject","ref":"BatchReply"}},{"dataType":"enum","enums":[null]}],"required":true},
        },
        "additionalProperties": false,
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "Batch": {
        "dataType": "refObject",
        "properties": {
            "batchId": {"ref":"Uuid","required":true},
            "conversationId": {"ref":"Uuid","required":true},
            "deliveredTo": {"ref":"AgentNameText","required":true},
            "size": {"dataType":"double","required":true},
            "traceId": {"dataType":"string","required":true},
            "replies": {"dataType":"union","subSchemas":[{"dataType":"array","array":{"dataType":"refObject","ref":"BatchReply"}},{"dataType":"enum","enums":[null]}],"required":true},
            "status": {"ref":"MessageStatusText","required":true},
        },
        "additionalProperties": false,
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "MemoryScopeText": {
        "dataType": "refAlias",
        "type": {"dataType":"union","subSchemas":[{"dataType":"enum","enums":["agent-only"]},{"dataType":"enum","enums":["workspace"]},{"dataType":"enum","enums":["global"]}],"validators":{}},
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "MemoryProvenance": {
        "dataType": "refObject",
        "properties": {
            "agent": {"dataType":"union","subSchemas":[{"ref":"AgentNameText"},{"dataType":"enum","enums":[null]}],"required":true},
            "conversationId": {"dataType":"union","subSchemas":[{"ref":"Uuid"},{"dataType":"enum","enums":[null]}],"required":true},
            "messageId": {"dataType":"union","subSchemas":[{"ref":"Uuid"},{"dataType":"enum","enums":[null]}],"required":true},
            "source": {"dataType":"union","subSchemas":[{"dataType":"string"},{"dataType":"enum","enums":[null]}],"required":true},
        },
        "additionalProperties": false,
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "MemoryRelation": {
        "dataType": "refObject",
        "properties": {
            "id": {"ref":"Uuid","required":true},
            "scope": {"ref":"MemoryScopeText","required":true},
            "agent": {"dataType":"union","subSchemas":[{"ref":"AgentNameText"},{"dataType":"enum","enums":[null]}],"required":true},
            "from": {"ref":"Uuid","required":true},
            "to": {"ref":"Uuid","required":true},
            "type": {"dataType":"string","required":true},
            "strength": {"dataType":"double","required":true},
            "confidence": {"dataType":"double","required":true},
            "directed": {"dataType":"boolean","required":true},
            "metadata": {"ref":"AnyObject","required":true},
            "provenance": {"dataType":"union","subSchemas":[{"ref":"MemoryProvenance"},{"dataType":"enum","enums":[null]}],"required":true},
            "validFrom": {"dataType":"union","subSchemas":[{"ref":"DateTimeText"},{"dataType":"enum","enums":[null]}],"required":true},
            "validTo": {"dataType":"union","subSchemas":[{"ref":"DateTimeText"},{"dataType":"enum","enums":[null]}],"required":true},
            "recordedAt": {"ref":"DateTimeText","required":true},
            "invalidatedAt": {"dataType":"union","subSchemas":[{"ref":"DateTimeText"},{"dataType":"enum","enums":[null]}],"required":true},
        },
        "additionalProperties": false,
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "MemoryTypeText": {
        "dataType": "refAlias",
        "type": {"dataType":"string","validators":{"minLength":{"value":1},"maxLength":{"value":128}}},
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "ShareNumber": {
        "dataType": "refAlias",
        "type": {"dataType":"double","validators":{"minimum":{"errorMsg":"It must be at least 0.","value":0},"maximum":{"errorMsg":"It must be at most 1.","value":1}}},
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "StoreRelation": {
        "dataType": "refObject",
        "properties": {
            "id": {"ref":"Uuid"},
            "from": {"ref":"Uuid","required":true},
            "to": {"ref":"Uuid","required":true},
            "type": {"ref":"MemoryTypeText","required":true},
            "scope": {"ref":"MemoryScopeText"},
            "agent": {"ref":"AgentNameText"},
            "strength": {"ref":"ShareNumber"},
            "confidence": {"ref":"ShareNumber"},
            "directed": {"dataType":"boolean"},
            "metadata": {"ref":"AnyObject"},
            "validFrom": {"dataType":"union","subSchemas":[{"ref":"DateTimeText"},{"dataType":"enum","enums":[null]}]},
            "validTo": {"dataType":"union","subSchemas":[{"ref":"DateTimeText"},{"dataType":"enum","enums":[null]}]},
        },
        "additionalProperties": false,
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "MemoryRelationPage": {
        "dataType": "refObject",
        "properties": {
            "items": {"dataType":"array","array":{"dataType":"refObject","ref":"MemoryRelation"},"required":true},
            "nextCursor": {"dataType":"union","subSchemas":[{"dataType":"string"},{"dataType":"enum","enums":[null]}],"required":true},
        },
        "additionalProperties": false,
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "ChangeRelation": {
        "dataType": "refObject",
        "properties": {
            "strength": {"ref":"ShareNumber"},
            "confidence": {"ref":"ShareNumber"},
            "directed": {"dataType":"boolean"},
            "metadata": {"ref":"AnyObject"},
            "validFrom": {"dataType":"union","subSchemas":[{"ref":"DateTimeText"},{"dataType":"enum","enums":[null]}]},
            "validTo": {"dataType":"union","subSchemas":[{"ref":"DateTimeText"},{"dataType":"enum","enums":[null]}]},
        },
        "additionalProperties": false,
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "IfMatch": {
        "dataType": "refAlias",
        "type": {"dataType":"string","validators":{"maxLength":{"value":1024}}},
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "FlagText": {
        "dataType": "refAlias",
        "type": {"dataType":"union","subSchemas":[{"dataType":"enum","enums":["true"]},{"dataType":"enum","enums":["false"]}],"validators":{}},
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "ExportFormatText": {
        "dataType": "refAlias",
        "type": {"dataType":"union","subSchemas":[{"dataType":"enum","enums":["json"]},{"dataType":"enum","enums":["jsonl"]}],"validators":{}},
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "MemoryFinding": {
        "dataType": "refObject",
        "properties": {
            "what": {"dataType":"string","required":true},
            "count": {"dataType":"double","required":true},
            "mended": {"dataType":"boolean","required":true},
        },
        "additionalProperties": false,
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "MemoryFindings": {
        "dataType": "refObject",
        "properties": {
            "items": {"dataType":"array","array":{"dataType":"refObject","ref":"MemoryFinding"},"required":true},
        },
        "additionalProperties": false,
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "RelationsLeftOut": {
        "dataType": "refObject",
        "properties": {
            "count": {"dataType":"double","required":true},
            "ids": {"dataType":"array","array":{"dataType":"refAlias","ref":"Uuid"},"required":true},
        },
        "additionalProperties": false,
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "JoinedIds": {
        "dataType": "refObject",
        "properties": {
        },
        "additionalProperties": {"dataType":"string"},
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "ImportedMemory": {
        "dataType": "refObject",
        "properties": {
            "created": {"dataType":"double","required":true},
            "merged": {"dataType":"double","required":true},
            "skipped": {"dataType":"double","required":true},
            "relations": {"dataType":"double","required":true},
            "relationsLeftOut": {"ref":"RelationsLeftOut","required":true},
            "joined": {"ref":"JoinedIds","required":true},
            "waiting": {"ref":"JoinedIds","required":true},
        },
        "additionalProperties": false,
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "ConflictRuleText": {
        "dataType": "refAlias",
        "type": {"dataType":"union","subSchemas":[{"dataType":"enum","enums":["merge"]},{"dataType":"enum","enums":["skip"]},{"dataType":"enum","enums":["fail"]},{"dataType":"enum","enums":["replace"]}],"validators":{}},
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "ImportConflicts": {
        "dataType": "refObject",
        "properties": {
            "ids": {"dataType":"array","array":{"dataType":"refAlias","ref":"Uuid"},"required":true},
        },
        "additionalProperties": false,
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "MemoryMergedFrom": {
        "dataType": "refObject",
        "properties": {
            "entity": {"ref":"Uuid","required":true},
            "at": {"ref":"DateTimeText","required":true},
        },
        "additionalProperties": false,
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "MemoryObservation": {
        "dataType": "refObject",
        "properties": {
            "text": {"dataType":"string","required":true},
            "recordedAt": {"ref":"DateTimeText","required":true},
            "invalidatedAt": {"dataType":"union","subSchemas":[{"ref":"DateTimeText"},{"dataType":"enum","enums":[null]}],"required":true},
            "provenance": {"dataType":"union","subSchemas":[{"ref":"MemoryProvenance"},{"dataType":"enum","enums":[null]}],"required":true},
            "mergedFrom": {"dataType":"union","subSchemas":[{"ref":"MemoryMergedFrom"},{"dataType":"enum","enums":[null]}],"required":true},
        },
        "additionalProperties": false,
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "MemoryEntity": {
        "dataType": "refObject",
        "properties": {
            "id": {"ref":"Uuid","required":true},
            "scope": {"ref":"MemoryScopeText","required":true},
            "agent": {"dataType":"union","subSchemas":[{"ref":"AgentNameText"},{"dataType":"enum","enums":[null]}],"required":true},
            "name": {"dataType":"string","required":true},
            "type": {"dataType":"string","required":true},
            "observations": {"dataType":"array","array":{"dataType":"refObject","ref":"MemoryObservation"},"required":true},
            "metadata": {"ref":"AnyObject","required":true},
            "pinned": {"dataType":"boolean","required":true},
            "provenance": {"dataType":"union","subSchemas":[{"ref":"MemoryProvenance"},{"dataType":"enum","enums":[null]}],"required":true},
            "validFrom": {"dataType":"union","subSchemas":[{"ref":"DateTimeText"},{"dataType":"enum","enums":[null]}],"required":true},
            "validTo": {"dataType":"union","subSchemas":[{"ref":"DateTimeText"},{"dataType":"enum","enums":[null]}],"required":true},
            "recordedAt": {"ref":"DateTimeText","required":true},
            "invalidatedAt": {"dataType":"union","subSchemas":[{"ref":"DateTimeText"},{"dataType":"enum","enums":[null]}],"required":true},
            "mergedInto": {"dataType":"union","subSchemas":[{"ref":"Uuid"},{"dataType":"enum","enums":[null]}],"required":true},
        },
        "additionalProperties": false,
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "ObservationText": {
        "dataType": "refAlias",
        "type": {"dataType":"string","validators":{"minLength":{"value":1},"maxLength":{"value":1048576}}},
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "ChangeObservations": {
        "dataType": "refObject",
        "properties": {
            "add": {"dataType":"array","array":{"dataType":"refAlias","ref":"ObservationText"},"validators":{"maxItems":{"value":1000}}},
            "remove": {"dataType":"array","array":{"dataType":"refAlias","ref":"ObservationText"},"validators":{"maxItems":{"value":1000}}},
        },
        "additionalProperties": false,
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "EraseObservations": {
        "dataType": "refObject",
        "properties": {
            "texts": {"dataType":"array","array":{"dataType":"refAlias","ref":"ObservationText"},"required":true,"validators":{"minItems":{"value":1},"maxItems":{"value":1000}}},
        },
        "additionalProperties": false,
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "MemoryMerge": {
        "dataType": "refObject",
        "properties": {
            "id": {"ref":"Uuid","required":true},
            "entity": {"ref":"MemoryEntity","required":true},
        },
        "additionalProperties": false,
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "MergeEntities": {
        "dataType": "refObject",
        "properties": {
            "into": {"ref":"Uuid","required":true},
            "others": {"dataType":"array","array":{"dataType":"refAlias","ref":"Uuid"},"required":true,"validators":{"minItems":{"value":1},"maxItems":{"value":100}}},
        },
        "additionalProperties": false,
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "EntityNameText": {
        "dataType": "refAlias",
        "type": {"dataType":"string","validators":{"minLength":{"value":1},"maxLength":{"value":512}}},
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "MergedEntity": {
        "dataType": "refObject",
        "properties": {
            "id": {"ref":"Uuid","required":true},
            "name": {"ref":"EntityNameText","required":true},
            "type": {"ref":"MemoryTypeText","required":true},
        },
        "additionalProperties": false,
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "MemoryMergeView": {
        "dataType": "refObject",
        "properties": {
            "id": {"ref":"Uuid","required":true},
            "scope": {"ref":"MemoryScopeText","required":true},
            "agent": {"dataType":"union","subSchemas":[{"ref":"AgentNameText"},{"dataType":"enum","enums":[null]}],"required":true},
            "into": {"ref":"MergedEntity","required":true},
            "others": {"dataType":"array","array":{"dataType":"refObject","ref":"MergedEntity"},"required":true},
            "mergedAt": {"ref":"DateTimeText","required":true},
            "undoneAt": {"dataType":"union","subSchemas":[{"ref":"DateTimeText"},{"dataType":"enum","enums":[null]}],"required":true},
        },
        "additionalProperties": false,
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "MemoryMergePage": {
        "dataType": "refObject",
        "properties": {
            "items": {"dataType":"array","array":{"dataType":"refObject","ref":"MemoryMergeView"},"required":true},
            "nextCursor": {"dataType":"union","subSchemas":[{"dataType":"string"},{"dataType":"enum","enums":[null]}],"required":true},
        },
        "additionalProperties": false,
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "MemoryDuplicates": {
        "dataType": "refObject",
        "properties": {
            "entities": {"dataType":"array","array":{"dataType":"refObject","ref":"MemoryEntity"},"required":true,"validators":{"minItems":{"value":2},"maxItems":{"value":2}}},
            "sameName": {"dataType":"boolean","required":true},
            "similarity": {"dataType":"union","subSchemas":[{"dataType":"double"},{"dataType":"enum","enums":[null]}],"required":true},
        },
        "additionalProperties": false,
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "MemoryDuplicatesPage": {
        "dataType": "refObject",
        "properties": {
            "items": {"dataType":"array","array":{"dataType":"refObject","ref":"MemoryDuplicates"},"required":true},
            "nextCursor": {"dataType":"union","subSchemas":[{"dataType":"string"},{"dataType":"enum","enums":[null]}],"required":true},
        },
        "additionalProperties": false,
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "MemoryGraphView": {
        "dataType": "refObject",
        "properties": {
            "entities": {"dataType":"array","array":{"dataType":"refObject","ref":"MemoryEntity"},"required":true},
            "relations": {"dataType":"array","array":{"dataType":"refObject","ref":"MemoryRelation"},"required":true},
        },
        "additionalProperties": false,
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "DepthNumber": {
        "dataType": "refAlias",
        "type": {"dataType":"integer","validators":{"isInt":{"errorMsg":"depth must be a whole number."},"minimum":{"errorMsg":"depth must be at least 1.","value":1},"maximum":{"errorMsg":"depth must be at most 10.","value":10}}},
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "GraphLimit": {
        "dataType": "refAlias",
        "type": {"dataType":"integer","validators":{"isInt":{"errorMsg":"limit must be a whole number."},"minimum":{"errorMsg":"limit must be at least 1.","value":1},"maximum":{"errorMsg":"limit must be at most 1000.","value":1000}}},
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "DirectionText": {
        "dataType": "refAlias",
        "type": {"dataType":"union","subSchemas":[{"dataType":"enum","enums":["out"]},{"dataType":"enum","enums":["in"]},{"dataType":"enum","enums":["both"]}],"validators":{}},
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "AroundQuery": {
        "dataType": "refObject",
        "properties": {
            "direction": {"ref":"DirectionText"},
            "type": {"dataType":"array","array":{"dataType":"refAlias","ref":"MemoryTypeText"}},
            "minStrength": {"ref":"ShareNumber"},
            "asOf": {"ref":"DateTimeText"},
            "validAt": {"ref":"DateTimeText"},
            "entity": {"ref":"Uuid","required":true},
            "depth": {"ref":"DepthNumber"},
            "limit": {"ref":"GraphLimit"},
        },
        "additionalProperties": false,
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "MemoryStep": {
        "dataType": "refObject",
        "properties": {
            "entity": {"ref":"MemoryEntity","required":true},
            "depth": {"dataType":"double","required":true},
            "by": {"dataType":"union","subSchemas":[{"ref":"MemoryRelation"},{"dataType":"enum","enums":[null]}],"required":true},
        },
        "additionalProperties": false,
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "MemoryWalk": {
        "dataType": "refObject",
        "properties": {
            "items": {"dataType":"array","array":{"dataType":"refObject","ref":"MemoryStep"},"required":true},
        },
        "additionalProperties": false,
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "MemoryPath": {
        "dataType": "refObject",
        "properties": {
            "hops": {"dataType":"union","subSchemas":[{"dataType":"double"},{"dataType":"enum","enums":[null]}],"required":true},
            "items": {"dataType":"array","array":{"dataType":"refObject","ref":"MemoryStep"},"required":true},
        },
        "additionalProperties": false,
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "PathQuery": {
        "dataType": "refObject",
        "properties": {
            "direction": {"ref":"DirectionText"},
            "type": {"dataType":"array","array":{"dataType":"refAlias","ref":"MemoryTypeText"}},
            "minStrength": {"ref":"ShareNumber"},
            "asOf": {"ref":"DateTimeText"},
            "validAt": {"ref":"DateTimeText"},
            "from": {"ref":"Uuid","required":true},
            "to": {"ref":"Uuid","required":true},
        },
        "additionalProperties": false,
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "StoredEntity": {
        "dataType": "refObject",
        "properties": {
            "outcome": {"dataType":"union","subSchemas":[{"dataType":"enum","enums":["created"]},{"dataType":"enum","enums":["merged"]},{"dataType":"enum","enums":["unchanged"]}],"required":true},
            "entity": {"ref":"MemoryEntity","required":true},
        },
        "additionalProperties": false,
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "StoreEntity": {
        "dataType": "refObject",
        "properties": {
            "id": {"ref":"Uuid"},
            "name": {"ref":"EntityNameText","required":true},
            "type": {"ref":"MemoryTypeText","required":true},
            "observations": {"dataType":"array","array":{"dataType":"refAlias","ref":"ObservationText"},"required":true,"validators":{"maxItems":{"value":1000}}},
            "scope": {"ref":"MemoryScopeText"},
            "agent": {"ref":"AgentNameText"},
            "metadata": {"ref":"AnyObject"},
            "pinned": {"dataType":"boolean"},
            "validFrom": {"dataType":"union","subSchemas":[{"ref":"DateTimeText"},{"dataType":"enum","enums":[null]}]},
            "validTo": {"dataType":"union","subSchemas":[{"ref":"DateTimeText"},{"dataType":"enum","enums":[null]}]},
        },
        "additionalProperties": false,
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "MemoryEntityPage": {
        "dataType": "refObject",
        "properties": {
            "items": {"dataType":"array","array":{"dataType":"refObject","ref":"MemoryEntity"},"required":true},
            "nextCursor": {"dataType":"union","subSchemas":[{"dataType":"string"},{"dataType":"enum","enums":[null]}],"required":true},
        },
        "additionalProperties": false,
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "ChangeEntity": {
        "dataType": "refObject",
        "properties": {
            "name": {"ref":"EntityNameText"},
            "type": {"ref":"MemoryTypeText"},
            "metadata": {"ref":"AnyObject"},
            "pinned": {"dataType":"boolean"},
            "validFrom": {"dataType":"union","subSchemas":[{"ref":"DateTimeText"},{"dataType":"enum","enums":[null]}]},
            "validTo": {"dataType":"union","subSchemas":[{"ref":"DateTimeText"},{"dataType":"enum","enums":[null]}]},
        },
        "additionalProperties": false,
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "MatchReached": {
        "dataType": "refObject",
        "properties": {
            "start": {"ref":"Uuid","required":true},
            "similarity": {"dataType":"union","subSchemas":[{"dataType":"double"},{"dataType":"enum","enums":[null]}],"required":true},
            "wordShare": {"dataType":"union","subSchemas":[{"dataType":"double"},{"dataType":"enum","enums":[null]}],"required":true},
            "relation": {"ref":"Uuid","required":true},
            "from": {"ref":"Uuid","required":true},
        },
        "additionalProperties": false,
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "MatchParts": {
        "dataType": "refObject",
        "properties": {
            "similarity": {"dataType":"union","subSchemas":[{"dataType":"double"},{"dataType":"enum","enums":[null]}],"required":true},
            "semanticRank": {"dataType":"union","subSchemas":[{"dataType":"double"},{"dataType":"enum","enums":[null]}],"required":true},
            "keywordRank": {"dataType":"union","subSchemas":[{"dataType":"double"},{"dataType":"enum","enums":[null]}],"required":true},
            "wordShare": {"dataType":"union","subSchemas":[{"dataType":"double"},{"dataType":"enum","enums":[null]}],"required":true},
            "hops": {"dataType":"union","subSchemas":[{"dataType":"double"},{"dataType":"enum","enums":[null]}],"required":true},
            "reached": {"dataType":"union","subSchemas":[{"ref":"MatchReached"},{"dataType":"enum","enums":[null]}],"required":true},
            "freshness": {"dataType":"double","required":true},
        },
        "additionalProperties": false,
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "MemoryMatch": {
        "dataType": "refObject",
        "properties": {
            "entity": {"ref":"MemoryEntity","required":true},
            "score": {"dataType":"double","required":true},
            "parts": {"ref":"MatchParts","required":true},
        },
        "additionalProperties": false,
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "MemoryMatches": {
        "dataType": "refObject",
        "properties": {
            "items": {"dataType":"array","array":{"dataType":"refObject","ref":"MemoryMatch"},"required":true},
        },
        "additionalProperties": false,
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "SearchModeText": {
        "dataType": "refAlias",
        "type": {"dataType":"union","subSchemas":[{"dataType":"enum","enums":["semantic"]},{"dataType":"enum","enums":["keyword"]},{"dataType":"enum","enums":["hybrid"]},{"dataType":"enum","enums":["graph"]}],"validators":{}},
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "SearchMemory": {
        "dataType": "refObject",
        "properties": {
            "text": {"dataType":"string","required":true,"validators":{"minLength":{"value":1},"maxLength":{"value":10000}}},
            "mode": {"ref":"SearchModeText"},
            "limit": {"dataType":"integer","validators":{"isInt":{"errorMsg":"limit must be a whole number."},"minimum":{"errorMsg":"limit must be at least 1.","value":1},"maximum":{"errorMsg":"limit must be at most 200.","value":200}}},
            "scope": {"ref":"MemoryScopeText"},
            "agent": {"ref":"AgentNameText"},
            "types": {"dataType":"array","array":{"dataType":"refAlias","ref":"MemoryTypeText"},"validators":{"maxItems":{"value":100}}},
            "metadata": {"ref":"AnyObject"},
            "since": {"ref":"DateTimeText"},
            "until": {"ref":"DateTimeText"},
            "asOf": {"ref":"DateTimeText"},
            "validAt": {"ref":"DateTimeText"},
            "minSimilarity": {"ref":"ShareNumber"},
        },
        "additionalProperties": false,
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "MemoryScopeStatistics": {
        "dataType": "refObject",
        "properties": {
            "scope": {"ref":"MemoryScopeText","required":true},
            "agent": {"dataType":"union","subSchemas":[{"ref":"AgentNameText"},{"dataType":"enum","enums":[null]}],"required":true},
            "entities": {"dataType":"double","required":true},
            "observations": {"dataType":"double","required":true},
            "relations": {"dataType":"double","required":true},
        },
        "additionalProperties": false,
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "MemoryStatisticsView": {
        "dataType": "refObject",
        "properties": {
            "backend": {"ref":"ShortText","required":true},
            "embeddingModel": {"ref":"ShortText","required":true},
            "entities": {"dataType":"double","required":true},
            "observations": {"dataType":"double","required":true},
            "relations": {"dataType":"double","required":true},
            "scopes": {"dataType":"array","array":{"dataType":"refObject","ref":"MemoryScopeStatistics"},"required":true},
        },
        "additionalProperties": false,
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "MemoryErasure": {
        "dataType": "refObject",
        "properties": {
            "id": {"ref":"Uuid","required":true},
            "kind": {"dataType":"union","subSchemas":[{"dataType":"enum","enums":["entity"]},{"dataType":"enum","enums":["relation"]},{"dataType":"enum","enums":["observation"]}],"required":true},
            "erasedAt": {"ref":"DateTimeText","required":true},
            "entity": {"dataType":"union","subSchemas":[{"ref":"Uuid"},{"dataType":"enum","enums":[null]}],"required":true},
            "recordedAt": {"dataType":"union","subSchemas":[{"ref":"DateTimeText"},{"dataType":"enum","enums":[null]}],"required":true},
        },
        "additionalProperties": false,
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "MemoryErasurePage": {
        "dataType": "refObject",
        "properties": {
            "items": {"dataType":"array","array":{"dataType":"refObject","ref":"MemoryErasure"},"required":true},
            "nextCursor": {"dataType":"union","subSchemas":[{"dataType":"string"},{"dataType":"enum","enums":[null]}],"required":true},
        },
        "additionalProperties": false,
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "CaxtonEvent": {
        "dataType": "refObject",
        "properties": {
            "seq": {"dataType":"integer","required":true},
            "time": {"ref":"DateTimeText","required":true},
            "kind": {"dataType":"string","required":true},
            "agent": {"dataType":"union","subSchemas":[{"ref":"AgentNameText"},{"dataType":"enum","enums":[null]}],"required":true},
            "conversationId": {"dataType":"union","subSchemas":[{"ref":"Uuid"},{"dataType":"enum","enums":[null]}],"required":true},
            "traceId": {"dataType":"union","subSchemas":[{"dataType":"string"},{"dataType":"enum","enums":[null]}],"required":true},
            "data": {"ref":"AnyObject","required":true},
        },
        "additionalProperties": false,
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "EventPage": {
        "dataType": "refObject",
        "properties": {
            "items": {"dataType":"array","array":{"dataType":"refObject","ref":"CaxtonEvent"},"required":true},
            "nextCursor": {"dataType":"union","subSchemas":[{"dataType":"string"},{"dataType":"enum","enums":[null]}],"required":true},
        },
        "additionalProperties": false,
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "EventKind": {
        "dataType": "refAlias",
        "type": {"dataType":"string","validators":{"pattern":{"errorMsg":"It takes lower-case words joined by dots, such as message.replied.","value":"^[a-z0-9_-]+(\\.[a-z0-9_-]+)*$"},"maxLength":{"value":128}}},
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "LastEventId": {
        "dataType": "refAlias",
        "type": {"dataType":"string","validators":{"pattern":{"errorMsg":"It takes the id of an event, a whole number.","value":"^[0-9]{1,15}$"}}},
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "ConversationStateText": {
        "dataType": "refAlias",
        "type": {"dataType":"union","subSchemas":[{"dataType":"enum","enums":["initiated"]},{"dataType":"enum","enums":["in-progress"]},{"dataType":"enum","enums":["completed"]},{"dataType":"enum","enums":["failed"]},{"dataType":"enum","enums":["expired"]}],"validators":{}},
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "ConversationError": {
        "dataType": "refObject",
        "properties": {
            "code": {"dataType":"string","required":true},
            "message": {"dataType":"string","required":true},
        },
        "additionalProperties": false,
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "VersionHashText": {
        "dataType": "refAlias",
        "type": {"dataType":"string","validators":{"pattern":{"errorMsg":"It takes 64 lower-case hexadecimal digits.","value":"^[0-9a-f]{64}$"}}},
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "ConversationParticipant": {
        "dataType": "refObject",
        "properties": {
            "participant": {"ref":"SenderText","required":true},
            "versionHash": {"dataType":"union","subSchemas":[{"ref":"VersionHashText"},{"dataType":"enum","enums":[null]}],"required":true},
        },
        "additionalProperties": false,
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "Conversation": {
        "dataType": "refObject",
        "properties": {
            "id": {"ref":"Uuid","required":true},
            "protocol": {"ref":"ProtocolText","required":true},
            "state": {"ref":"ConversationStateText","required":true},
            "outcome": {"dataType":"union","subSchemas":[{"dataType":"string"},{"dataType":"enum","enums":[null]}],"required":true},
            "error": {"dataType":"union","subSchemas":[{"ref":"ConversationError"},{"dataType":"enum","enums":[null]}],"required":true},
            "initiator": {"ref":"SenderText","required":true},
            "staysOpen": {"dataType":"boolean","required":true},
            "createdAt": {"ref":"DateTimeText","required":true},
            "updatedAt": {"ref":"DateTimeText","required":true},
            "expiresAt": {"dataType":"union","subSchemas":[{"ref":"DateTimeText"},{"dataType":"enum","enums":[null]}],"required":true},
            "participants": {"dataType":"array","array":{"dataType":"refObject","ref":"ConversationParticipant"},"required":true},
        },
        "additionalProperties": false,
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "OpenConversation": {
        "dataType": "refObject",
        "properties": {
            "id": {"dataType":"union","subSchemas":[{"ref":"Uuid"},{"dataType":"enum","enums":[null]}]},
            "protocol": {"ref":"ProtocolText","required":true},
            "initiator": {"dataType":"union","subSchemas":[{"ref":"SenderText"},{"dataType":"enum","enums":[null]}]},
            "expiresAt": {"dataType":"union","subSchemas":[{"ref":"DateTimeText"},{"dataType":"enum","enums":[null]}]},
        },
        "additionalProperties": false,
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "ConversationPage": {
        "dataType": "refObject",
        "properties": {
            "items": {"dataType":"array","array":{"dataType":"refObject","ref":"Conversation"},"required":true},
            "nextCursor": {"dataType":"union","subSchemas":[{"dataType":"string"},{"dataType":"enum","enums":[null]}],"required":true},
        },
        "additionalProperties": false,
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "ApprovalStateText": {
        "dataType": "refAlias",
        "type": {"dataType":"union","subSchemas":[{"dataType":"enum","enums":["pending"]},{"dataType":"enum","enums":["approved"]},{"dataType":"enum","enums":["rejected"]},{"dataType":"enum","enums":["expired"]},{"dataType":"enum","enums":["cancelled"]}],"validators":{}},
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "Approval": {
        "dataType": "refObject",
        "properties": {
            "id": {"ref":"Uuid","required":true},
            "conversationId": {"ref":"Uuid","required":true},
            "messageId": {"ref":"Uuid","required":true},
            "agent": {"ref":"AgentNameText","required":true},
            "tool": {"dataType":"string","required":true},
            "arguments": {"dataType":"any","required":true},
            "state": {"ref":"ApprovalStateText","required":true},
            "reason": {"dataType":"union","subSchemas":[{"dataType":"string"},{"dataType":"enum","enums":[null]}],"required":true},
            "decidedBy": {"dataType":"union","subSchemas":[{"ref":"SenderText"},{"dataType":"enum","enums":[null]}],"required":true},
            "requestedAt": {"ref":"DateTimeText","required":true},
            "expiresAt": {"ref":"DateTimeText","required":true},
            "decidedAt": {"dataType":"union","subSchemas":[{"ref":"DateTimeText"},{"dataType":"enum","enums":[null]}],"required":true},
        },
        "additionalProperties": false,
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "ConversationDetails": {
        "dataType": "refObject",
        "properties": {
            "id": {"ref":"Uuid","required":true},
            "protocol": {"ref":"ProtocolText","required":true},
            "state": {"ref":"ConversationStateText","required":true},
            "outcome": {"dataType":"union","subSchemas":[{"dataType":"string"},{"dataType":"enum","enums":[null]}],"required":true},
            "error": {"dataType":"union","subSchemas":[{"ref":"ConversationError"},{"dataType":"enum","enums":[null]}],"required":true},
            "initiator": {"ref":"SenderText","required":true},
            "staysOpen": {"dataType":"boolean","required":true},
            "createdAt": {"ref":"DateTimeText","required":true},
            "updatedAt": {"ref":"DateTimeText","required":true},
            "expiresAt": {"dataType":"union","subSchemas":[{"ref":"DateTimeText"},{"dataType":"enum","enums":[null]}],"required":true},
            "participants": {"dataType":"array","array":{"dataType":"refObject","ref":"ConversationParticipant"},"required":true},
            "pendingApprovals": {"dataType":"array","array":{"dataType":"refObject","ref":"Approval"},"required":true},
        },
        "additionalProperties": false,
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "MessagePage": {
        "dataType": "refObject",
        "properties": {
            "items": {"dataType":"array","array":{"dataType":"refObject","ref":"Message"},"required":true},
            "nextCursor": {"dataType":"union","subSchemas":[{"dataType":"string"},{"dataType":"enum","enums":[null]}],"required":true},
        },
        "additionalProperties": false,
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "StreamedEvent": {
        "dataType": "refObject",
        "properties": {
            "id": {"dataType":"string"},
            "event": {"dataType":"string","required":true},
            "data": {"dataType":"string","required":true},
        },
        "additionalProperties": false,
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "Capability": {
        "dataType": "refObject",
        "properties": {
            "name": {"ref":"CapabilityText","required":true},
            "description": {"dataType":"string","required":true},
            "providers": {"dataType":"array","array":{"dataType":"refAlias","ref":"AgentNameText"},"required":true},
        },
        "additionalProperties": false,
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "CapabilityPage": {
        "dataType": "refObject",
        "properties": {
            "items": {"dataType":"array","array":{"dataType":"refObject","ref":"Capability"},"required":true},
            "nextCursor": {"dataType":"union","subSchemas":[{"dataType":"string"},{"dataType":"enum","enums":[null]}],"required":true},
        },
        "additionalProperties": false,
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "ProviderScore": {
        "dataType": "refObject",
        "properties": {
            "total": {"dataType":"double","required":true},
            "priority": {"dataType":"double","required":true},
            "health": {"dataType":"double","required":true},
            "load": {"dataType":"double","required":true},
            "latency": {"dataType":"double","required":true},
            "success": {"dataType":"double","required":true},
        },
        "additionalProperties": false,
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "CapabilityProvider": {
        "dataType": "refObject",
        "properties": {
            "agent": {"ref":"AgentNameText","required":true},
            "version": {"ref":"VersionHashText","required":true},
            "description": {"dataType":"string","required":true},
            "score": {"ref":"ProviderScore","required":true},
        },
        "additionalProperties": false,
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "CapabilityDetails": {
        "dataType": "refObject",
        "properties": {
            "name": {"ref":"CapabilityText","required":true},
            "providers": {"dataType":"array","array":{"dataType":"refObject","ref":"CapabilityProvider"},"required":true},
        },
        "additionalProperties": false,
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "ApprovalPage": {
        "dataType": "refObject",
        "properties": {
            "items": {"dataType":"array","array":{"dataType":"refObject","ref":"Approval"},"required":true},
            "nextCursor": {"dataType":"union","subSchemas":[{"dataType":"string"},{"dataType":"enum","enums":[null]}],"required":true},
        },
        "additionalProperties": false,
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "DecideApproval": {
        "dataType": "refObject",
        "properties": {
            "decision": {"dataType":"union","subSchemas":[{"dataType":"enum","enums":["approve"]},{"dataType":"enum","enums":["reject"]}],"required":true},
            "reason": {"dataType":"union","subSchemas":[{"dataType":"string"},{"dataType":"enum","enums":[null]}],"validators":{"maxLength":{"errorMsg":"reason must have at most 2000 characters.","value":2000}}},
        },
        "additionalProperties": false,
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "KeyNameText": {
        "dataType": "refAlias",
        "type": {"dataType":"string","validators":{"pattern":{"errorMsg":"It takes 1 to 128 letters, digits, “.”, “_”, “@” and “-”.","value":"^[A-Za-z0-9._\\x40-]{1,128}$"}}},
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "RoleText": {
        "dataType": "refAlias",
        "type": {"dataType":"union","subSchemas":[{"dataType":"enum","enums":["viewer"]},{"dataType":"enum","enums":["operator"]},{"dataType":"enum","enums":["admin"]},{"dataType":"enum","enums":["agent"]}],"validators":{}},
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "CreatedApiKey": {
        "dataType": "refObject",
        "properties": {
            "id": {"ref":"Uuid","required":true},
            "name": {"ref":"KeyNameText","required":true},
            "role": {"ref":"RoleText","required":true},
            "agent": {"dataType":"union","subSchemas":[{"ref":"AgentNameText"},{"dataType":"enum","enums":[null]}],"required":true},
            "createdAt": {"ref":"DateTimeText","required":true},
            "lastUsedAt": {"dataType":"union","subSchemas":[{"ref":"DateTimeText"},{"dataType":"enum","enums":[null]}],"required":true},
            "secret": {"dataType":"string","required":true},
        },
        "additionalProperties": false,
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "CreateApiKey": {
        "dataType": "refObject",
        "properties": {
            "name": {"ref":"KeyNameText","required":true},
            "role": {"ref":"RoleText","required":true},
            "agent": {"dataType":"union","subSchemas":[{"ref":"AgentNameText"},{"dataType":"enum","enums":[null]}]},
        },
        "additionalProperties": false,
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "ApiKey": {
        "dataType": "refObject",
        "properties": {
            "id": {"ref":"Uuid","required":true},
            "name": {"ref":"KeyNameText","required":true},
            "role": {"ref":"RoleText","required":true},
            "agent": {"dataType":"union","subSchemas":[{"ref":"AgentNameText"},{"dataType":"enum","enums":[null]}],"required":true},
            "createdAt": {"ref":"DateTimeText","required":true},
            "lastUsedAt": {"dataType":"union","subSchemas":[{"ref":"DateTimeText"},{"dataType":"enum","enums":[null]}],"required":true},
        },
        "additionalProperties": false,
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "ApiKeyPage": {
        "dataType": "refObject",
        "properties": {
            "items": {"dataType":"array","array":{"dataType":"refObject","ref":"ApiKey"},"required":true},
            "nextCursor": {"dataType":"union","subSchemas":[{"dataType":"string"},{"dataType":"enum","enums":[null]}],"required":true},
        },
        "additionalProperties": false,
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "AgentKindText": {
        "dataType": "refAlias",
        "type": {"dataType":"union","subSchemas":[{"dataType":"enum","enums":["config"]},{"dataType":"enum","enums":["wasm"]}],"validators":{}},
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "AgentStateText": {
        "dataType": "refAlias",
        "type": {"dataType":"union","subSchemas":[{"dataType":"enum","enums":["unloaded"]},{"dataType":"enum","enums":["loaded"]},{"dataType":"enum","enums":["running"]},{"dataType":"enum","enums":["draining"]},{"dataType":"enum","enums":["drained"]},{"dataType":"enum","enums":["failed"]}],"validators":{}},
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "CapabilityOffer": {
        "dataType": "refObject",
        "properties": {
            "name": {"ref":"CapabilityText","required":true},
            "description": {"dataType":"string","required":true},
            "priority": {"dataType":"double","required":true},
        },
        "additionalProperties": false,
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "AgentDetails": {
        "dataType": "refObject",
        "properties": {
            "id": {"dataType":"string","required":true},
            "workspace": {"dataType":"string","required":true},
            "name": {"ref":"AgentNameText","required":true},
            "kind": {"ref":"AgentKindText","required":true},
            "state": {"ref":"AgentStateText","required":true},
            "failure": {"dataType":"union","subSchemas":[{"dataType":"string"},{"dataType":"enum","enums":[null]}],"required":true},
            "origin": {"dataType":"union","subSchemas":[{"dataType":"enum","enums":["file"]},{"dataType":"enum","enums":["api"]}],"required":true},
            "file": {"dataType":"union","subSchemas":[{"dataType":"string"},{"dataType":"enum","enums":[null]}],"required":true},
            "activeVersion": {"ref":"VersionHashText","required":true},
            "version": {"dataType":"string","required":true},
            "description": {"dataType":"string","required":true},
            "capabilities": {"dataType":"array","array":{"dataType":"refObject","ref":"CapabilityOffer"},"required":true},
            "createdAt": {"ref":"DateTimeText","required":true},
            "updatedAt": {"ref":"DateTimeText","required":true},
            "definition": {"ref":"AnyObject","required":true},
            "source": {"dataType":"string","required":true},
            "warnings": {"dataType":"array","array":{"dataType":"refObject","ref":"ProblemError"},"required":true},
        },
        "additionalProperties": false,
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "AbiText": {
        "dataType": "refAlias",
        "type": {"dataType":"union","subSchemas":[{"dataType":"enum","enums":["core"]},{"dataType":"enum","enums":["component"]},{"dataType":"enum","enums":["extism"]}],"validators":{}},
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "CapabilityOfferBody": {
        "dataType": "refObject",
        "properties": {
            "name": {"ref":"CapabilityText","required":true},
            "description": {"dataType":"string","validators":{"maxLength":{"value":2000}}},
            "priority": {"dataType":"double"},
        },
        "additionalProperties": false,
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "AgentDefinitionBody": {
        "dataType": "refObject",
        "properties": {
            "name": {"ref":"AgentNameText","required":true},
            "kind": {"ref":"AgentKindText"},
            "module": {"dataType":"string"},
            "abi": {"ref":"AbiText"},
            "features": {"dataType":"array","array":{"dataType":"string"}},
            "resources": {"ref":"AnyObject"},
            "version": {"dataType":"string"},
            "description": {"dataType":"string","validators":{"maxLength":{"value":2000}}},
            "capabilities": {"dataType":"array","array":{"dataType":"refObject","ref":"CapabilityOfferBody"}},
            "tools": {"dataType":"array","array":{"dataType":"string"}},
            "model": {"dataType":"string"},
            "llm": {"ref":"AnyObject"},
            "memory": {"ref":"AnyObject"},
            "parameters": {"ref":"AnyObject"},
            "systemPrompt": {"dataType":"string"},
            "userPromptTemplate": {"dataType":"string"},
            "limits": {"ref":"AnyObject"},
            "approval": {"dataType":"array","array":{"dataType":"string"}},
            "schedule": {"ref":"AnyObject"},
            "deployment": {"ref":"AnyObject"},
            "examples": {"dataType":"array","array":{"dataType":"refObject","ref":"AnyObject"}},
        },
        "additionalProperties": false,
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "Agent": {
        "dataType": "refObject",
        "properties": {
            "id": {"dataType":"string","required":true},
            "workspace": {"dataType":"string","required":true},
            "name": {"ref":"AgentNameText","required":true},
            "kind": {"ref":"AgentKindText","required":true},
            "state": {"ref":"AgentStateText","required":true},
            "failure": {"dataType":"union","subSchemas":[{"dataType":"string"},{"dataType":"enum","enums":[null]}],"required":true},
            "origin": {"dataType":"union","subSchemas":[{"dataType":"enum","enums":["file"]},{"dataType":"enum","enums":["api"]}],"required":true},
            "file": {"dataType":"union","subSchemas":[{"dataType":"string"},{"dataType":"enum","enums":[null]}],"required":true},
            "activeVersion": {"ref":"VersionHashText","required":true},
            "version": {"dataType":"string","required":true},
            "description": {"dataType":"string","required":true},
            "capabilities": {"dataType":"array","array":{"dataType":"refObject","ref":"CapabilityOffer"},"required":true},
            "createdAt": {"ref":"DateTimeText","required":true},
            "updatedAt": {"ref":"DateTimeText","required":true},
        },
        "additionalProperties": false,
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "AgentPage": {
        "dataType": "refObject",
        "properties": {
            "items": {"dataType":"array","array":{"dataType":"refObject","ref":"Agent"},"required":true},
            "nextCursor": {"dataType":"union","subSchemas":[{"dataType":"string"},{"dataType":"enum","enums":[null]}],"required":true},
        },
        "additionalProperties": false,
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "WorkspaceText": {
        "dataType": "refAlias",
        "type": {"dataType":"string","validators":{"pattern":{"errorMsg":"It takes 1 to 64 letters, digits, “.”, “_” and “-”.","value":"^[A-Za-z0-9._-]{1,64}$"}}},
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "ValidAgent": {
        "dataType": "refObject",
        "properties": {
            "name": {"ref":"AgentNameText","required":true},
            "hash": {"ref":"VersionHashText","required":true},
            "capabilities": {"dataType":"array","array":{"dataType":"refObject","ref":"CapabilityOffer"},"required":true},
            "warnings": {"dataType":"array","array":{"dataType":"refObject","ref":"ProblemError"},"required":true},
        },
        "additionalProperties": false,
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "AgentVersion": {
        "dataType": "refObject",
        "properties": {
            "hash": {"ref":"VersionHashText","required":true},
            "version": {"dataType":"string","required":true},
            "description": {"dataType":"string","required":true},
            "active": {"dataType":"boolean","required":true},
            "createdAt": {"ref":"DateTimeText","required":true},
        },
        "additionalProperties": false,
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
    "AgentVersionPage": {
        "dataType": "refObject",
        "properties": {
            "items": {"dataType":"array","array":{"dataType":"refObject","ref":"AgentVersion"},"required":true},
            "nextCursor": {"dataType":"union","subSchemas":[{"dataType":"string"},{"dataType":"enum","enums":[null]}],"required":true},
        },
        "additionalProperties": false,
    },
    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
};
const templateService = new ExpressTemplateService(models, {"noImplicitAdditionalProperties":"throw-on-extras","bodyCoercion":false});

// WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa




export function RegisterRoutes(app: Router) {

    // ###########################################################################################################
    //  NOTE: If you do not see routes for all of your controllers in this file, then you might not have informed tsoa of where to look
    //      Please look into the "controllerPathGlobs" config option described in the readme: https://github.com/lukeautry/tsoa
    // ###########################################################################################################


    
        const argsToolsController_listTools: Record<string, TsoaRoute.ParameterSchema> = {
                limit: {"in":"query","name":"limit","ref":"PageLimit"},
                cursor: {"in":"query","name":"cursor","ref":"PageCursor"},
        };
        app.get('/api/v1/tools',
            authenticateMiddleware([{"bearer":["viewer"]}]),
            ...(fetchMiddlewares<RequestHandler>(ToolsController)),
            ...(fetchMiddlewares<RequestHandler>(ToolsController.prototype.listTools)),

            async function ToolsController_listTools(request: ExRequest, response: ExResponse, next: any) {

            // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa

            let validatedArgs: any[] = [];
            try {
                validatedArgs = templateService.getValidatedArgs({ args: argsToolsController_listTools, request, response });

                const container: IocContainer = typeof iocContainer === 'function' ? (iocContainer as IocContainerFactory)(request) : iocContainer;

                const controller: any = await container.get<ToolsController>(ToolsController);
                if (typeof controller['setStatus'] === 'function') {
                controller.setStatus(undefined);
                }

              await templateService.apiHandler({
                methodName: 'listTools',
                controller,
                response,
                next,
                validatedArgs,
                successStatus: undefined,
              });
            } catch (err) {
                return next(err);
            }
        });
        // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
        const argsToolsController_createTool: Record<string, TsoaRoute.ParameterSchema> = {
                request: {"in":"request","name":"request","required":true,"dataType":"object"},
                body: {"in":"body","name":"body","required":true,"ref":"AnyObject"},
                idempotencyKey: {"in":"header","name":"Idempotency-Key","ref":"IdempotencyKey"},
        };
        app.post('/api/v1/tools',
            authenticateMiddleware([{"bearer":["admin"]}]),
            ...(fetchMiddlewares<RequestHandler>(ToolsController)),
            ...(fetchMiddlewares<RequestHandler>(ToolsController.prototype.createTool)),

            async function ToolsController_createTool(request: ExRequest, response: ExResponse, next: any) {

            // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa

            let validatedArgs: any[] = [];
            try {
                validatedArgs = templateService.getValidatedArgs({ args: argsToolsController_createTool, request, response });

                const container: IocContainer = typeof iocContainer === 'function' ? (iocContainer as IocContainerFactory)(request) : iocContainer;

                const controller: any = await container.get<ToolsController>(ToolsController);
                if (typeof controller['setStatus'] === 'function') {
                controller.setStatus(undefined);
                }

              await templateService.apiHandler({
                methodName: 'createTool',
                controller,
                response,
                next,
                validatedArgs,
                successStatus: 201,
              });
            } catch (err) {
                return next(err);
            }
        });
        // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
        const argsToolsController_getTool: Record<string, TsoaRoute.ParameterSchema> = {
                name: {"in":"path","name":"name","required":true,"ref":"ToolNameText"},
        };
        app.get('/api/v1/tools/:name',
            authenticateMiddleware([{"bearer":["viewer"]}]),
            ...(fetchMiddlewares<RequestHandler>(ToolsController)),
            ...(fetchMiddlewares<RequestHandler>(ToolsController.prototype.getTool)),

            async function ToolsController_getTool(request: ExRequest, response: ExResponse, next: any) {

            // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa

            let validatedArgs: any[] = [];
            try {
                validatedArgs = templateService.getValidatedArgs({ args: argsToolsController_getTool, request, response });

                const container: IocContainer = typeof iocContainer === 'function' ? (iocContainer as IocContainerFactory)(request) : iocContainer;

                const controller: any = await container.get<ToolsController>(ToolsController);
                if (typeof controller['setStatus'] === 'function') {
                controller.setStatus(undefined);
                }

              await templateService.apiHandler({
                methodName: 'getTool',
                controller,
                response,
                next,
                validatedArgs,
                successStatus: undefined,
              });
            } catch (err) {
                return next(err);
            }
        });
        // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
        const argsToolsController_deleteTool: Record<string, TsoaRoute.ParameterSchema> = {
                name: {"in":"path","name":"name","required":true,"ref":"ToolNameText"},
        };
        app.delete('/api/v1/tools/:name',
            authenticateMiddleware([{"bearer":["admin"]}]),
            ...(fetchMiddlewares<RequestHandler>(ToolsController)),
            ...(fetchMiddlewares<RequestHandler>(ToolsController.prototype.deleteTool)),

            async function ToolsController_deleteTool(request: ExRequest, response: ExResponse, next: any) {

            // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa

            let validatedArgs: any[] = [];
            try {
                validatedArgs = templateService.getValidatedArgs({ args: argsToolsController_deleteTool, request, response });

                const container: IocContainer = typeof iocContainer === 'function' ? (iocContainer as IocContainerFactory)(request) : iocContainer;

                const controller: any = await container.get<ToolsController>(ToolsController);
                if (typeof controller['setStatus'] === 'function') {
                controller.setStatus(undefined);
                }

              await templateService.apiHandler({
                methodName: 'deleteTool',
                controller,
                response,
                next,
                validatedArgs,
                successStatus: 204,
              });
            } catch (err) {
                return next(err);
            }
        });
        // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
        const argsToolsController_callTool: Record<string, TsoaRoute.ParameterSchema> = {
                request: {"in":"request","name":"request","required":true,"dataType":"object"},
                name: {"in":"path","name":"name","required":true,"ref":"ToolNameText"},
                body: {"in":"body","name":"body","required":true,"ref":"ToolCall"},
        };
        app.post('/api/v1/tools/:name/call',
            authenticateMiddleware([{"bearer":["operator"]}]),
            ...(fetchMiddlewares<RequestHandler>(ToolsController)),
            ...(fetchMiddlewares<RequestHandler>(ToolsController.prototype.callTool)),

            async function ToolsController_callTool(request: ExRequest, response: ExResponse, next: any) {

            // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa

            let validatedArgs: any[] = [];
            try {
                validatedArgs = templateService.getValidatedArgs({ args: argsToolsController_callTool, request, response });

                const container: IocContainer = typeof iocContainer === 'function' ? (iocContainer as IocContainerFactory)(request) : iocContainer;

                const controller: any = await container.get<ToolsController>(ToolsController);
                if (typeof controller['setStatus'] === 'function') {
                controller.setStatus(undefined);
                }

              await templateService.apiHandler({
                methodName: 'callTool',
                controller,
                response,
                next,
                validatedArgs,
                successStatus: undefined,
              });
            } catch (err) {
                return next(err);
            }
        });
        // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
        const argsToolServersController_listToolServers: Record<string, TsoaRoute.ParameterSchema> = {
                limit: {"in":"query","name":"limit","ref":"PageLimit"},
                cursor: {"in":"query","name":"cursor","ref":"PageCursor"},
        };
        app.get('/api/v1/tool-servers',
            authenticateMiddleware([{"bearer":["viewer"]}]),
            ...(fetchMiddlewares<RequestHandler>(ToolServersController)),
            ...(fetchMiddlewares<RequestHandler>(ToolServersController.prototype.listToolServers)),

            async function ToolServersController_listToolServers(request: ExRequest, response: ExResponse, next: any) {

            // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa

            let validatedArgs: any[] = [];
            try {
                validatedArgs = templateService.getValidatedArgs({ args: argsToolServersController_listToolServers, request, response });

                const container: IocContainer = typeof iocContainer === 'function' ? (iocContainer as IocContainerFactory)(request) : iocContainer;

                const controller: any = await container.get<ToolServersController>(ToolServersController);
                if (typeof controller['setStatus'] === 'function') {
                controller.setStatus(undefined);
                }

              await templateService.apiHandler({
                methodName: 'listToolServers',
                controller,
                response,
                next,
                validatedArgs,
                successStatus: undefined,
              });
            } catch (err) {
                return next(err);
            }
        });
        // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
        const argsToolServersController_refreshToolServer: Record<string, TsoaRoute.ParameterSchema> = {
                name: {"in":"path","name":"name","required":true,"ref":"ToolServerName"},
        };
        app.post('/api/v1/tool-servers/:name/refresh',
            authenticateMiddleware([{"bearer":["operator"]}]),
            ...(fetchMiddlewares<RequestHandler>(ToolServersController)),
            ...(fetchMiddlewares<RequestHandler>(ToolServersController.prototype.refreshToolServer)),

            async function ToolServersController_refreshToolServer(request: ExRequest, response: ExResponse, next: any) {

            // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa

            let validatedArgs: any[] = [];
            try {
                validatedArgs = templateService.getValidatedArgs({ args: argsToolServersController_refreshToolServer, request, response });

                const container: IocContainer = typeof iocContainer === 'function' ? (iocContainer as IocContainerFactory)(request) : iocContainer;

                const controller: any = await container.get<ToolServersController>(ToolServersController);
                if (typeof controller['setStatus'] === 'function') {
                controller.setStatus(undefined);
                }

              await templateService.apiHandler({
                methodName: 'refreshToolServer',
                controller,
                response,
                next,
                validatedArgs,
                successStatus: undefined,
              });
            } catch (err) {
                return next(err);
            }
        });
        // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
        const argsStatusController_getHealth: Record<string, TsoaRoute.ParameterSchema> = {
        };
        app.get('/health',
            ...(fetchMiddlewares<RequestHandler>(StatusController)),
            ...(fetchMiddlewares<RequestHandler>(StatusController.prototype.getHealth)),

            async function StatusController_getHealth(request: ExRequest, response: ExResponse, next: any) {

            // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa

            let validatedArgs: any[] = [];
            try {
                validatedArgs = templateService.getValidatedArgs({ args: argsStatusController_getHealth, request, response });

                const container: IocContainer = typeof iocContainer === 'function' ? (iocContainer as IocContainerFactory)(request) : iocContainer;

                const controller: any = await container.get<StatusController>(StatusController);
                if (typeof controller['setStatus'] === 'function') {
                controller.setStatus(undefined);
                }

              await templateService.apiHandler({
                methodName: 'getHealth',
                controller,
                response,
                next,
                validatedArgs,
                successStatus: undefined,
              });
            } catch (err) {
                return next(err);
            }
        });
        // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
        const argsStatusController_getReadiness: Record<string, TsoaRoute.ParameterSchema> = {
        };
        app.get('/ready',
            ...(fetchMiddlewares<RequestHandler>(StatusController)),
            ...(fetchMiddlewares<RequestHandler>(StatusController.prototype.getReadiness)),

            async function StatusController_getReadiness(request: ExRequest, response: ExResponse, next: any) {

            // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa

            let validatedArgs: any[] = [];
            try {
                validatedArgs = templateService.getValidatedArgs({ args: argsStatusController_getReadiness, request, response });

                const container: IocContainer = typeof iocContainer === 'function' ? (iocContainer as IocContainerFactory)(request) : iocContainer;

                const controller: any = await container.get<StatusController>(StatusController);
                if (typeof controller['setStatus'] === 'function') {
                controller.setStatus(undefined);
                }

              await templateService.apiHandler({
                methodName: 'getReadiness',
                controller,
                response,
                next,
                validatedArgs,
                successStatus: undefined,
              });
            } catch (err) {
                return next(err);
            }
        });
        // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
        const argsMessagesController_sendMessage: Record<string, TsoaRoute.ParameterSchema> = {
                request: {"in":"request","name":"request","required":true,"dataType":"object"},
                body: {"in":"body","name":"body","required":true,"ref":"SendMessage"},
                prefer: {"in":"header","name":"Prefer","ref":"Prefer"},
                idempotencyKey: {"in":"header","name":"Idempotency-Key","ref":"IdempotencyKey"},
        };
        app.post('/api/v1/messages',
            authenticateMiddleware([{"bearer":["operator","agent"]}]),
            ...(fetchMiddlewares<RequestHandler>(MessagesController)),
            ...(fetchMiddlewares<RequestHandler>(MessagesController.prototype.sendMessage)),

            async function MessagesController_sendMessage(request: ExRequest, response: ExResponse, next: any) {

            // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa

            let validatedArgs: any[] = [];
            try {
                validatedArgs = templateService.getValidatedArgs({ args: argsMessagesController_sendMessage, request, response });

                const container: IocContainer = typeof iocContainer === 'function' ? (iocContainer as IocContainerFactory)(request) : iocContainer;

                const controller: any = await container.get<MessagesController>(MessagesController);
                if (typeof controller['setStatus'] === 'function') {
                controller.setStatus(undefined);
                }

              await templateService.apiHandler({
                methodName: 'sendMessage',
                controller,
                response,
                next,
                validatedArgs,
                successStatus: 202,
              });
            } catch (err) {
                return next(err);
            }
        });
        // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
        const argsMessagesController_sendBatch: Record<string, TsoaRoute.ParameterSchema> = {
                request: {"in":"request","name":"request","required":true,"dataType":"object"},
                body: {"in":"body","name":"body","required":true,"dataType":"any"},
                prefer: {"in":"header","name":"Prefer","ref":"Prefer"},
                idempotencyKey: {"in":"header","name":"Idempotency-Key","ref":"IdempotencyKey"},
        };
        app.post('/api/v1/messages/batch',
            authenticateMiddleware([{"bearer":["operator","agent"]}]),
            ...(fetchMiddlewares<RequestHandler>(MessagesController)),
            ...(fetchMiddlewares<RequestHandler>(MessagesController.prototype.sendBatch)),

            async function MessagesController_sendBatch(request: ExRequest, response: ExResponse, next: any) {

            // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa

            let validatedArgs: any[] = [];
            try {
                validatedArgs = templateService.getValidatedArgs({ args: argsMessagesController_sendBatch, request, response });

                const container: IocContainer = typeof iocContainer === 'function' ? (iocContainer as IocContainerFactory)(request) : iocContainer;

                const controller: any = await container.get<MessagesController>(MessagesController);
                if (typeof controller['setStatus'] === 'function') {
                controller.setStatus(undefined);
                }

              await templateService.apiHandler({
                methodName: 'sendBatch',
                controller,
                response,
                next,
                validatedArgs,
                successStatus: 202,
              });
            } catch (err) {
                return next(err);
            }
        });
        // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
        const argsMessagesController_getBatch: Record<string, TsoaRoute.ParameterSchema> = {
                request: {"in":"request","name":"request","required":true,"dataType":"object"},
                id: {"in":"path","name":"id","required":true,"ref":"Uuid"},
        };
        app.get('/api/v1/messages/batch/:id',
            authenticateMiddleware([{"bearer":["viewer","agent"]}]),
            ...(fetchMiddlewares<RequestHandler>(MessagesController)),
            ...(fetchMiddlewares<RequestHandler>(MessagesController.prototype.getBatch)),

            async function MessagesController_getBatch(request: ExRequest, response: ExResponse, next: any) {

            // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa

            let validatedArgs: any[] = [];
            try {
                validatedArgs = templateService.getValidatedArgs({ args: argsMessagesController_getBatch, request, response });

                const container: IocContainer = typeof iocContainer === 'function' ? (iocContainer as IocContainerFactory)(request) : iocContainer;

                const controller: any = await container.get<MessagesController>(MessagesController);
                if (typeof controller['setStatus'] === 'function') {
                controller.setStatus(undefined);
                }

              await templateService.apiHandler({
                methodName: 'getBatch',
                controller,
                response,
                next,
                validatedArgs,
                successStatus: undefined,
              });
            } catch (err) {
                return next(err);
            }
        });
        // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
        const argsMessagesController_getMessage: Record<string, TsoaRoute.ParameterSchema> = {
                request: {"in":"request","name":"request","required":true,"dataType":"object"},
                id: {"in":"path","name":"id","required":true,"ref":"Uuid"},
        };
        app.get('/api/v1/messages/:id',
            authenticateMiddleware([{"bearer":["viewer","agent"]}]),
            ...(fetchMiddlewares<RequestHandler>(MessagesController)),
            ...(fetchMiddlewares<RequestHandler>(MessagesController.prototype.getMessage)),

            async function MessagesController_getMessage(request: ExRequest, response: ExResponse, next: any) {

            // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa

            let validatedArgs: any[] = [];
            try {
                validatedArgs = templateService.getValidatedArgs({ args: argsMessagesController_getMessage, request, response });

                const container: IocContainer = typeof iocContainer === 'function' ? (iocContainer as IocContainerFactory)(request) : iocContainer;

                const controller: any = await container.get<MessagesController>(MessagesController);
                if (typeof controller['setStatus'] === 'function') {
                controller.setStatus(undefined);
                }

              await templateService.apiHandler({
                methodName: 'getMessage',
                controller,
                response,
                next,
                validatedArgs,
                successStatus: undefined,
              });
            } catch (err) {
                return next(err);
            }
        });
        // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
        const argsMemoryRelationsController_storeRelation: Record<string, TsoaRoute.ParameterSchema> = {
                request: {"in":"request","name":"request","required":true,"dataType":"object"},
                body: {"in":"body","name":"body","required":true,"ref":"StoreRelation"},
                idempotencyKey: {"in":"header","name":"Idempotency-Key","ref":"IdempotencyKey"},
        };
        app.post('/api/v1/memory/relations',
            authenticateMiddleware([{"bearer":["operator","agent"]}]),
            ...(fetchMiddlewares<RequestHandler>(MemoryRelationsController)),
            ...(fetchMiddlewares<RequestHandler>(MemoryRelationsController.prototype.storeRelation)),

            async function MemoryRelationsController_storeRelation(request: ExRequest, response: ExResponse, next: any) {

            // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa

            let validatedArgs: any[] = [];
            try {
                validatedArgs = templateService.getValidatedArgs({ args: argsMemoryRelationsController_storeRelation, request, response });

                const container: IocContainer = typeof iocContainer === 'function' ? (iocContainer as IocContainerFactory)(request) : iocContainer;

                const controller: any = await container.get<MemoryRelationsController>(MemoryRelationsController);
                if (typeof controller['setStatus'] === 'function') {
                controller.setStatus(undefined);
                }

              await templateService.apiHandler({
                methodName: 'storeRelation',
                controller,
                response,
                next,
                validatedArgs,
                successStatus: 201,
              });
            } catch (err) {
                return next(err);
            }
        });
        // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
        const argsMemoryRelationsController_listRelations: Record<string, TsoaRoute.ParameterSchema> = {
                request: {"in":"request","name":"request","required":true,"dataType":"object"},
                scope: {"in":"query","name":"scope","ref":"MemoryScopeText"},
                agent: {"in":"query","name":"agent","ref":"AgentNameText"},
                from: {"in":"query","name":"from","ref":"Uuid"},
                to: {"in":"query","name":"to","ref":"Uuid"},
                type: {"in":"query","name":"type","dataType":"array","array":{"dataType":"refAlias","ref":"MemoryTypeText"}},
                asOf: {"in":"query","name":"asOf","ref":"DateTimeText"},
                validAt: {"in":"query","name":"validAt","ref":"DateTimeText"},
                limit: {"in":"query","name":"limit","ref":"PageLimit"},
                cursor: {"in":"query","name":"cursor","ref":"PageCursor"},
        };
        app.get('/api/v1/memory/relations',
            authenticateMiddleware([{"bearer":["viewer","agent"]}]),
            ...(fetchMiddlewares<RequestHandler>(MemoryRelationsController)),
            ...(fetchMiddlewares<RequestHandler>(MemoryRelationsController.prototype.listRelations)),

            async function MemoryRelationsController_listRelations(request: ExRequest, response: ExResponse, next: any) {

            // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa

            let validatedArgs: any[] = [];
            try {
                validatedArgs = templateService.getValidatedArgs({ args: argsMemoryRelationsController_listRelations, request, response });

                const container: IocContainer = typeof iocContainer === 'function' ? (iocContainer as IocContainerFactory)(request) : iocContainer;

                const controller: any = await container.get<MemoryRelationsController>(MemoryRelationsController);
                if (typeof controller['setStatus'] === 'function') {
                controller.setStatus(undefined);
                }

              await templateService.apiHandler({
                methodName: 'listRelations',
                controller,
                response,
                next,
                validatedArgs,
                successStatus: undefined,
              });
            } catch (err) {
                return next(err);
            }
        });
        // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
        const argsMemoryRelationsController_getRelation: Record<string, TsoaRoute.ParameterSchema> = {
                request: {"in":"request","name":"request","required":true,"dataType":"object"},
                id: {"in":"path","name":"id","required":true,"ref":"Uuid"},
                asOf: {"in":"query","name":"asOf","ref":"DateTimeText"},
                validAt: {"in":"query","name":"validAt","ref":"DateTimeText"},
        };
        app.get('/api/v1/memory/relations/:id',
            authenticateMiddleware([{"bearer":["viewer","agent"]}]),
            ...(fetchMiddlewares<RequestHandler>(MemoryRelationsController)),
            ...(fetchMiddlewares<RequestHandler>(MemoryRelationsController.prototype.getRelation)),

            async function MemoryRelationsController_getRelation(request: ExRequest, response: ExResponse, next: any) {

            // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa

            let validatedArgs: any[] = [];
            try {
                validatedArgs = templateService.getValidatedArgs({ args: argsMemoryRelationsController_getRelation, request, response });

                const container: IocContainer = typeof iocContainer === 'function' ? (iocContainer as IocContainerFactory)(request) : iocContainer;

                const controller: any = await container.get<MemoryRelationsController>(MemoryRelationsController);
                if (typeof controller['setStatus'] === 'function') {
                controller.setStatus(undefined);
                }

              await templateService.apiHandler({
                methodName: 'getRelation',
                controller,
                response,
                next,
                validatedArgs,
                successStatus: undefined,
              });
            } catch (err) {
                return next(err);
            }
        });
        // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
        const argsMemoryRelationsController_changeRelation: Record<string, TsoaRoute.ParameterSchema> = {
                request: {"in":"request","name":"request","required":true,"dataType":"object"},
                id: {"in":"path","name":"id","required":true,"ref":"Uuid"},
                body: {"in":"body","name":"body","required":true,"ref":"ChangeRelation"},
                ifMatch: {"in":"header","name":"If-Match","ref":"IfMatch"},
        };
        app.patch('/api/v1/memory/relations/:id',
            authenticateMiddleware([{"bearer":["operator","agent"]}]),
            ...(fetchMiddlewares<RequestHandler>(MemoryRelationsController)),
            ...(fetchMiddlewares<RequestHandler>(MemoryRelationsController.prototype.changeRelation)),

            async function MemoryRelationsController_changeRelation(request: ExRequest, response: ExResponse, next: any) {

            // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa

            let validatedArgs: any[] = [];
            try {
                validatedArgs = templateService.getValidatedArgs({ args: argsMemoryRelationsController_changeRelation, request, response });

                const container: IocContainer = typeof iocContainer === 'function' ? (iocContainer as IocContainerFactory)(request) : iocContainer;

                const controller: any = await container.get<MemoryRelationsController>(MemoryRelationsController);
                if (typeof controller['setStatus'] === 'function') {
                controller.setStatus(undefined);
                }

              await templateService.apiHandler({
                methodName: 'changeRelation',
                controller,
                response,
                next,
                validatedArgs,
                successStatus: undefined,
              });
            } catch (err) {
                return next(err);
            }
        });
        // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
        const argsMemoryRelationsController_deleteRelation: Record<string, TsoaRoute.ParameterSchema> = {
                request: {"in":"request","name":"request","required":true,"dataType":"object"},
                id: {"in":"path","name":"id","required":true,"ref":"Uuid"},
                erase: {"in":"query","name":"erase","ref":"FlagText"},
                ifMatch: {"in":"header","name":"If-Match","ref":"IfMatch"},
        };
        app.delete('/api/v1/memory/relations/:id',
            authenticateMiddleware([{"bearer":["operator","agent"]}]),
            ...(fetchMiddlewares<RequestHandler>(MemoryRelationsController)),
            ...(fetchMiddlewares<RequestHandler>(MemoryRelationsController.prototype.deleteRelation)),

            async function MemoryRelationsController_deleteRelation(request: ExRequest, response: ExResponse, next: any) {

            // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa

            let validatedArgs: any[] = [];
            try {
                validatedArgs = templateService.getValidatedArgs({ args: argsMemoryRelationsController_deleteRelation, request, response });

                const container: IocContainer = typeof iocContainer === 'function' ? (iocContainer as IocContainerFactory)(request) : iocContainer;

                const controller: any = await container.get<MemoryRelationsController>(MemoryRelationsController);
                if (typeof controller['setStatus'] === 'function') {
                controller.setStatus(undefined);
                }

              await templateService.apiHandler({
                methodName: 'deleteRelation',
                controller,
                response,
                next,
                validatedArgs,
                successStatus: 204,
              });
            } catch (err) {
                return next(err);
            }
        });
        // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
        const argsMemoryPortabilityController_exportMemory: Record<string, TsoaRoute.ParameterSchema> = {
                request: {"in":"request","name":"request","required":true,"dataType":"object"},
                format: {"in":"query","name":"format","ref":"ExportFormatText"},
                scope: {"in":"query","name":"scope","ref":"MemoryScopeText"},
                agent: {"in":"query","name":"agent","ref":"AgentNameText"},
        };
        app.get('/api/v1/memory/export',
            authenticateMiddleware([{"bearer":["admin"]}]),
            ...(fetchMiddlewares<RequestHandler>(MemoryPortabilityController)),
            ...(fetchMiddlewares<RequestHandler>(MemoryPortabilityController.prototype.exportMemory)),

            async function MemoryPortabilityController_exportMemory(request: ExRequest, response: ExResponse, next: any) {

            // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa

            let validatedArgs: any[] = [];
            try {
                validatedArgs = templateService.getValidatedArgs({ args: argsMemoryPortabilityController_exportMemory, request, response });

                const container: IocContainer = typeof iocContainer === 'function' ? (iocContainer as IocContainerFactory)(request) : iocContainer;

                const controller: any = await container.get<MemoryPortabilityController>(MemoryPortabilityController);
                if (typeof controller['setStatus'] === 'function') {
                controller.setStatus(undefined);
                }

              await templateService.apiHandler({
                methodName: 'exportMemory',
                controller,
                response,
                next,
                validatedArgs,
                successStatus: undefined,
              });
            } catch (err) {
                return next(err);
            }
        });
        // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
        const argsMemoryPortabilityController_checkMemory: Record<string, TsoaRoute.ParameterSchema> = {
                mend: {"in":"query","name":"mend","ref":"FlagText"},
        };
        app.post('/api/v1/memory/check',
            authenticateMiddleware([{"bearer":["admin"]}]),
            ...(fetchMiddlewares<RequestHandler>(MemoryPortabilityController)),
            ...(fetchMiddlewares<RequestHandler>(MemoryPortabilityController.prototype.checkMemory)),

            async function MemoryPortabilityController_checkMemory(request: ExRequest, response: ExResponse, next: any) {

            // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa

            let validatedArgs: any[] = [];
            try {
                validatedArgs = templateService.getValidatedArgs({ args: argsMemoryPortabilityController_checkMemory, request, response });

                const container: IocContainer = typeof iocContainer === 'function' ? (iocContainer as IocContainerFactory)(request) : iocContainer;

                const controller: any = await container.get<MemoryPortabilityController>(MemoryPortabilityController);
                if (typeof controller['setStatus'] === 'function') {
                controller.setStatus(undefined);
                }

              await templateService.apiHandler({
                methodName: 'checkMemory',
                controller,
                response,
                next,
                validatedArgs,
                successStatus: undefined,
              });
            } catch (err) {
                return next(err);
            }
        });
        // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
        const argsMemoryPortabilityController_importMemory: Record<string, TsoaRoute.ParameterSchema> = {
                request: {"in":"request","name":"request","required":true,"dataType":"object"},
                body: {"in":"body","name":"body","required":true,"dataType":"any"},
                rule: {"in":"query","name":"rule","ref":"ConflictRuleText"},
                partial: {"in":"query","name":"partial","ref":"FlagText"},
                scope: {"in":"query","name":"scope","ref":"MemoryScopeText"},
                agent: {"in":"query","name":"agent","ref":"AgentNameText"},
        };
        app.post('/api/v1/memory/import',
            authenticateMiddleware([{"bearer":["admin"]}]),
            ...(fetchMiddlewares<RequestHandler>(MemoryPortabilityController)),
            ...(fetchMiddlewares<RequestHandler>(MemoryPortabilityController.prototype.importMemory)),

            async function MemoryPortabilityController_importMemory(request: ExRequest, response: ExResponse, next: any) {

            // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa

            let validatedArgs: any[] = [];
            try {
                validatedArgs = templateService.getValidatedArgs({ args: argsMemoryPortabilityController_importMemory, request, response });

                const container: IocContainer = typeof iocContainer === 'function' ? (iocContainer as IocContainerFactory)(request) : iocContainer;

                const controller: any = await container.get<MemoryPortabilityController>(MemoryPortabilityController);
                if (typeof controller['setStatus'] === 'function') {
                controller.setStatus(undefined);
                }

              await templateService.apiHandler({
                methodName: 'importMemory',
                controller,
                response,
                next,
                validatedArgs,
                successStatus: undefined,
              });
            } catch (err) {
                return next(err);
            }
        });
        // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
        const argsMemoryPortabilityController_findImportConflicts: Record<string, TsoaRoute.ParameterSchema> = {
                request: {"in":"request","name":"request","required":true,"dataType":"object"},
                body: {"in":"body","name":"body","required":true,"dataType":"any"},
                scope: {"in":"query","name":"scope","ref":"MemoryScopeText"},
                agent: {"in":"query","name":"agent","ref":"AgentNameText"},
        };
        app.post('/api/v1/memory/import/conflicts',
            authenticateMiddleware([{"bearer":["admin"]}]),
            ...(fetchMiddlewares<RequestHandler>(MemoryPortabilityController)),
            ...(fetchMiddlewares<RequestHandler>(MemoryPortabilityController.prototype.findImportConflicts)),

            async function MemoryPortabilityController_findImportConflicts(request: ExRequest, response: ExResponse, next: any) {

            // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa

            let validatedArgs: any[] = [];
            try {
                validatedArgs = templateService.getValidatedArgs({ args: argsMemoryPortabilityController_findImportConflicts, request, response });

                const container: IocContainer = typeof iocContainer === 'function' ? (iocContainer as IocContainerFactory)(request) : iocContainer;

                const controller: any = await container.get<MemoryPortabilityController>(MemoryPortabilityController);
                if (typeof controller['setStatus'] === 'function') {
                controller.setStatus(undefined);
                }

              await templateService.apiHandler({
                methodName: 'findImportConflicts',
                controller,
                response,
                next,
                validatedArgs,
                successStatus: undefined,
              });
            } catch (err) {
                return next(err);
            }
        });
        // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
        const argsMemoryObservationsController_changeObservations: Record<string, TsoaRoute.ParameterSchema> = {
                request: {"in":"request","name":"request","required":true,"dataType":"object"},
                id: {"in":"path","name":"id","required":true,"ref":"Uuid"},
                body: {"in":"body","name":"body","required":true,"ref":"ChangeObservations"},
                idempotencyKey: {"in":"header","name":"Idempotency-Key","ref":"IdempotencyKey"},
                ifMatch: {"in":"header","name":"If-Match","ref":"IfMatch"},
        };
        app.post('/api/v1/memory/entities/:id/observations',
            authenticateMiddleware([{"bearer":["operator","agent"]}]),
            ...(fetchMiddlewares<RequestHandler>(MemoryObservationsController)),
            ...(fetchMiddlewares<RequestHandler>(MemoryObservationsController.prototype.changeObservations)),

            async function MemoryObservationsController_changeObservations(request: ExRequest, response: ExResponse, next: any) {

            // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa

            let validatedArgs: any[] = [];
            try {
                validatedArgs = templateService.getValidatedArgs({ args: argsMemoryObservationsController_changeObservations, request, response });

                const container: IocContainer = typeof iocContainer === 'function' ? (iocContainer as IocContainerFactory)(request) : iocContainer;

                const controller: any = await container.get<MemoryObservationsController>(MemoryObservationsController);
                if (typeof controller['setStatus'] === 'function') {
                controller.setStatus(undefined);
                }

              await templateService.apiHandler({
                methodName: 'changeObservations',
                controller,
                response,
                next,
                validatedArgs,
                successStatus: undefined,
              });
            } catch (err) {
                return next(err);
            }
        });
        // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
        const argsMemoryObservationsController_eraseObservations: Record<string, TsoaRoute.ParameterSchema> = {
                request: {"in":"request","name":"request","required":true,"dataType":"object"},
                id: {"in":"path","name":"id","required":true,"ref":"Uuid"},
                body: {"in":"body","name":"body","required":true,"ref":"EraseObservations"},
                ifMatch: {"in":"header","name":"If-Match","ref":"IfMatch"},
        };
        app.post('/api/v1/memory/entities/:id/observations/erase',
            authenticateMiddleware([{"bearer":["operator","agent"]}]),
            ...(fetchMiddlewares<RequestHandler>(MemoryObservationsController)),
            ...(fetchMiddlewares<RequestHandler>(MemoryObservationsController.prototype.eraseObservations)),

            async function MemoryObservationsController_eraseObservations(request: ExRequest, response: ExResponse, next: any) {

            // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa

            let validatedArgs: any[] = [];
            try {
                validatedArgs = templateService.getValidatedArgs({ args: argsMemoryObservationsController_eraseObservations, request, response });

                const container: IocContainer = typeof iocContainer === 'function' ? (iocContainer as IocContainerFactory)(request) : iocContainer;

                const controller: any = await container.get<MemoryObservationsController>(MemoryObservationsController);
                if (typeof controller['setStatus'] === 'function') {
                controller.setStatus(undefined);
                }

              await templateService.apiHandler({
                methodName: 'eraseObservations',
                controller,
                response,
                next,
                validatedArgs,
                successStatus: undefined,
              });
            } catch (err) {
                return next(err);
            }
        });
        // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
        const argsMemoryMergesController_mergeEntities: Record<string, TsoaRoute.ParameterSchema> = {
                request: {"in":"request","name":"request","required":true,"dataType":"object"},
                body: {"in":"body","name":"body","required":true,"ref":"MergeEntities"},
                idempotencyKey: {"in":"header","name":"Idempotency-Key","ref":"IdempotencyKey"},
        };
        app.post('/api/v1/memory/merges',
            authenticateMiddleware([{"bearer":["operator","agent"]}]),
            ...(fetchMiddlewares<RequestHandler>(MemoryMergesController)),
            ...(fetchMiddlewares<RequestHandler>(MemoryMergesController.prototype.mergeEntities)),

            async function MemoryMergesController_mergeEntities(request: ExRequest, response: ExResponse, next: any) {

            // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa

            let validatedArgs: any[] = [];
            try {
                validatedArgs = templateService.getValidatedArgs({ args: argsMemoryMergesController_mergeEntities, request, response });

                const container: IocContainer = typeof iocContainer === 'function' ? (iocContainer as IocContainerFactory)(request) : iocContainer;

                const controller: any = await container.get<MemoryMergesController>(MemoryMergesController);
                if (typeof controller['setStatus'] === 'function') {
                controller.setStatus(undefined);
                }

              await templateService.apiHandler({
                methodName: 'mergeEntities',
                controller,
                response,
                next,
                validatedArgs,
                successStatus: 201,
              });
            } catch (err) {
                return next(err);
            }
        });
        // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
        const argsMemoryMergesController_listMerges: Record<string, TsoaRoute.ParameterSchema> = {
                request: {"in":"request","name":"request","required":true,"dataType":"object"},
                scope: {"in":"query","name":"scope","ref":"MemoryScopeText"},
                agent: {"in":"query","name":"agent","ref":"AgentNameText"},
                limit: {"in":"query","name":"limit","ref":"PageLimit"},
                cursor: {"in":"query","name":"cursor","ref":"PageCursor"},
        };
        app.get('/api/v1/memory/merges',
            authenticateMiddleware([{"bearer":["viewer","agent"]}]),
            ...(fetchMiddlewares<RequestHandler>(MemoryMergesController)),
            ...(fetchMiddlewares<RequestHandler>(MemoryMergesController.prototype.listMerges)),

            async function MemoryMergesController_listMerges(request: ExRequest, response: ExResponse, next: any) {

            // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa

            let validatedArgs: any[] = [];
            try {
                validatedArgs = templateService.getValidatedArgs({ args: argsMemoryMergesController_listMerges, request, response });

                const container: IocContainer = typeof iocContainer === 'function' ? (iocContainer as IocContainerFactory)(request) : iocContainer;

                const controller: any = await container.get<MemoryMergesController>(MemoryMergesController);
                if (typeof controller['setStatus'] === 'function') {
                controller.setStatus(undefined);
                }

              await templateService.apiHandler({
                methodName: 'listMerges',
                controller,
                response,
                next,
                validatedArgs,
                successStatus: undefined,
              });
            } catch (err) {
                return next(err);
            }
        });
        // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
        const argsMemoryMergesController_getMerge: Record<string, TsoaRoute.ParameterSchema> = {
                request: {"in":"request","name":"request","required":true,"dataType":"object"},
                id: {"in":"path","name":"id","required":true,"ref":"Uuid"},
        };
        app.get('/api/v1/memory/merges/:id',
            authenticateMiddleware([{"bearer":["viewer","agent"]}]),
            ...(fetchMiddlewares<RequestHandler>(MemoryMergesController)),
            ...(fetchMiddlewares<RequestHandler>(MemoryMergesController.prototype.getMerge)),

            async function MemoryMergesController_getMerge(request: ExRequest, response: ExResponse, next: any) {

            // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa

            let validatedArgs: any[] = [];
            try {
                validatedArgs = templateService.getValidatedArgs({ args: argsMemoryMergesController_getMerge, request, response });

                const container: IocContainer = typeof iocContainer === 'function' ? (iocContainer as IocContainerFactory)(request) : iocContainer;

                const controller: any = await container.get<MemoryMergesController>(MemoryMergesController);
                if (typeof controller['setStatus'] === 'function') {
                controller.setStatus(undefined);
                }

              await templateService.apiHandler({
                methodName: 'getMerge',
                controller,
                response,
                next,
                validatedArgs,
                successStatus: undefined,
              });
            } catch (err) {
                return next(err);
            }
        });
        // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
        const argsMemoryMergesController_undoMerge: Record<string, TsoaRoute.ParameterSchema> = {
                request: {"in":"request","name":"request","required":true,"dataType":"object"},
                id: {"in":"path","name":"id","required":true,"ref":"Uuid"},
        };
        app.delete('/api/v1/memory/merges/:id',
            authenticateMiddleware([{"bearer":["operator","agent"]}]),
            ...(fetchMiddlewares<RequestHandler>(MemoryMergesController)),
            ...(fetchMiddlewares<RequestHandler>(MemoryMergesController.prototype.undoMerge)),

            async function MemoryMergesController_undoMerge(request: ExRequest, response: ExResponse, next: any) {

            // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa

            let validatedArgs: any[] = [];
            try {
                validatedArgs = templateService.getValidatedArgs({ args: argsMemoryMergesController_undoMerge, request, response });

                const container: IocContainer = typeof iocContainer === 'function' ? (iocContainer as IocContainerFactory)(request) : iocContainer;

                const controller: any = await container.get<MemoryMergesController>(MemoryMergesController);
                if (typeof controller['setStatus'] === 'function') {
                controller.setStatus(undefined);
                }

              await templateService.apiHandler({
                methodName: 'undoMerge',
                controller,
                response,
                next,
                validatedArgs,
                successStatus: 204,
              });
            } catch (err) {
                return next(err);
            }
        });
        // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
        const argsMemoryMergesController_findDuplicates: Record<string, TsoaRoute.ParameterSchema> = {
                request: {"in":"request","name":"request","required":true,"dataType":"object"},
                scope: {"in":"query","name":"scope","ref":"MemoryScopeText"},
                agent: {"in":"query","name":"agent","ref":"AgentNameText"},
                minSimilarity: {"in":"query","name":"minSimilarity","ref":"ShareNumber"},
                limit: {"in":"query","name":"limit","ref":"PageLimit"},
                cursor: {"in":"query","name":"cursor","ref":"PageCursor"},
        };
        app.get('/api/v1/memory/duplicates',
            authenticateMiddleware([{"bearer":["viewer","agent"]}]),
            ...(fetchMiddlewares<RequestHandler>(MemoryMergesController)),
            ...(fetchMiddlewares<RequestHandler>(MemoryMergesController.prototype.findDuplicates)),

            async function MemoryMergesController_findDuplicates(request: ExRequest, response: ExResponse, next: any) {

            // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa

            let validatedArgs: any[] = [];
            try {
                validatedArgs = templateService.getValidatedArgs({ args: argsMemoryMergesController_findDuplicates, request, response });

                const container: IocContainer = typeof iocContainer === 'function' ? (iocContainer as IocContainerFactory)(request) : iocContainer;

                const controller: any = await container.get<MemoryMergesController>(MemoryMergesController);
                if (typeof controller['setStatus'] === 'function') {
                controller.setStatus(undefined);
                }

              await templateService.apiHandler({
                methodName: 'findDuplicates',
                controller,
                response,
                next,
                validatedArgs,
                successStatus: undefined,
              });
            } catch (err) {
                return next(err);
            }
        });
        // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
        const argsMemoryGraphController_getMemoryGraph: Record<string, TsoaRoute.ParameterSchema> = {
                request: {"in":"request","name":"request","required":true,"dataType":"object"},
                query: {"in":"queries","name":"query","required":true,"ref":"AroundQuery"},
        };
        app.get('/api/v1/memory/graph',
            authenticateMiddleware([{"bearer":["viewer","agent"]}]),
            ...(fetchMiddlewares<RequestHandler>(MemoryGraphController)),
            ...(fetchMiddlewares<RequestHandler>(MemoryGraphController.prototype.getMemoryGraph)),

            async function MemoryGraphController_getMemoryGraph(request: ExRequest, response: ExResponse, next: any) {

            // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa

            let validatedArgs: any[] = [];
            try {
                validatedArgs = templateService.getValidatedArgs({ args: argsMemoryGraphController_getMemoryGraph, request, response });

                const container: IocContainer = typeof iocContainer === 'function' ? (iocContainer as IocContainerFactory)(request) : iocContainer;

                const controller: any = await container.get<MemoryGraphController>(MemoryGraphController);
                if (typeof controller['setStatus'] === 'function') {
                controller.setStatus(undefined);
                }

              await templateService.apiHandler({
                methodName: 'getMemoryGraph',
                controller,
                response,
                next,
                validatedArgs,
                successStatus: undefined,
              });
            } catch (err) {
                return next(err);
            }
        });
        // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
        const argsMemoryGraphController_traverseMemory: Record<string, TsoaRoute.ParameterSchema> = {
                request: {"in":"request","name":"request","required":true,"dataType":"object"},
                query: {"in":"queries","name":"query","required":true,"ref":"AroundQuery"},
        };
        app.get('/api/v1/memory/traversal',
            authenticateMiddleware([{"bearer":["viewer","agent"]}]),
            ...(fetchMiddlewares<RequestHandler>(MemoryGraphController)),
            ...(fetchMiddlewares<RequestHandler>(MemoryGraphController.prototype.traverseMemory)),

            async function MemoryGraphController_traverseMemory(request: ExRequest, response: ExResponse, next: any) {

            // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa

            let validatedArgs: any[] = [];
            try {
                validatedArgs = templateService.getValidatedArgs({ args: argsMemoryGraphController_traverseMemory, request, response });

                const container: IocContainer = typeof iocContainer === 'function' ? (iocContainer as IocContainerFactory)(request) : iocContainer;

                const controller: any = await container.get<MemoryGraphController>(MemoryGraphController);
                if (typeof controller['setStatus'] === 'function') {
                controller.setStatus(undefined);
                }

              await templateService.apiHandler({
                methodName: 'traverseMemory',
                controller,
                response,
                next,
                validatedArgs,
                successStatus: undefined,
              });
            } catch (err) {
                return next(err);
            }
        });
        // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
        const argsMemoryGraphController_findMemoryPath: Record<string, TsoaRoute.ParameterSchema> = {
                request: {"in":"request","name":"request","required":true,"dataType":"object"},
                query: {"in":"queries","name":"query","required":true,"ref":"PathQuery"},
        };
        app.get('/api/v1/memory/path',
            authenticateMiddleware([{"bearer":["viewer","agent"]}]),
            ...(fetchMiddlewares<RequestHandler>(MemoryGraphController)),
            ...(fetchMiddlewares<RequestHandler>(MemoryGraphController.prototype.findMemoryPath)),

            async function MemoryGraphController_findMemoryPath(request: ExRequest, response: ExResponse, next: any) {

            // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa

            let validatedArgs: any[] = [];
            try {
                validatedArgs = templateService.getValidatedArgs({ args: argsMemoryGraphController_findMemoryPath, request, response });

                const container: IocContainer = typeof iocContainer === 'function' ? (iocContainer as IocContainerFactory)(request) : iocContainer;

                const controller: any = await container.get<MemoryGraphController>(MemoryGraphController);
                if (typeof controller['setStatus'] === 'function') {
                controller.setStatus(undefined);
                }

              await templateService.apiHandler({
                methodName: 'findMemoryPath',
                controller,
                response,
                next,
                validatedArgs,
                successStatus: undefined,
              });
            } catch (err) {
                return next(err);
            }
        });
        // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
        const argsMemoryEntitiesController_storeEntity: Record<string, TsoaRoute.ParameterSchema> = {
                request: {"in":"request","name":"request","required":true,"dataType":"object"},
                body: {"in":"body","name":"body","required":true,"ref":"StoreEntity"},
                idempotencyKey: {"in":"header","name":"Idempotency-Key","ref":"IdempotencyKey"},
        };
        app.post('/api/v1/memory/entities',
            authenticateMiddleware([{"bearer":["operator","agent"]}]),
            ...(fetchMiddlewares<RequestHandler>(MemoryEntitiesController)),
            ...(fetchMiddlewares<RequestHandler>(MemoryEntitiesController.prototype.storeEntity)),

            async function MemoryEntitiesController_storeEntity(request: ExRequest, response: ExResponse, next: any) {

            // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa

            let validatedArgs: any[] = [];
            try {
                validatedArgs = templateService.getValidatedArgs({ args: argsMemoryEntitiesController_storeEntity, request, response });

                const container: IocContainer = typeof iocContainer === 'function' ? (iocContainer as IocContainerFactory)(request) : iocContainer;

                const controller: any = await container.get<MemoryEntitiesController>(MemoryEntitiesController);
                if (typeof controller['setStatus'] === 'function') {
                controller.setStatus(undefined);
                }

              await templateService.apiHandler({
                methodName: 'storeEntity',
                controller,
                response,
                next,
                validatedArgs,
                successStatus: 201,
              });
            } catch (err) {
                return next(err);
            }
        });
        // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
        const argsMemoryEntitiesController_listEntities: Record<string, TsoaRoute.ParameterSchema> = {
                request: {"in":"request","name":"request","required":true,"dataType":"object"},
                scope: {"in":"query","name":"scope","ref":"MemoryScopeText"},
                agent: {"in":"query","name":"agent","ref":"AgentNameText"},
                name: {"in":"query","name":"name","ref":"EntityNameText"},
                type: {"in":"query","name":"type","dataType":"array","array":{"dataType":"refAlias","ref":"MemoryTypeText"}},
                since: {"in":"query","name":"since","ref":"DateTimeText"},
                until: {"in":"query","name":"until","ref":"DateTimeText"},
                asOf: {"in":"query","name":"asOf","ref":"DateTimeText"},
                validAt: {"in":"query","name":"validAt","ref":"DateTimeText"},
                limit: {"in":"query","name":"limit","ref":"PageLimit"},
                cursor: {"in":"query","name":"cursor","ref":"PageCursor"},
        };
        app.get('/api/v1/memory/entities',
            authenticateMiddleware([{"bearer":["viewer","agent"]}]),
            ...(fetchMiddlewares<RequestHandler>(MemoryEntitiesController)),
            ...(fetchMiddlewares<RequestHandler>(MemoryEntitiesController.prototype.listEntities)),

            async function MemoryEntitiesController_listEntities(request: ExRequest, response: ExResponse, next: any) {

            // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa

            let validatedArgs: any[] = [];
            try {
                validatedArgs = templateService.getValidatedArgs({ args: argsMemoryEntitiesController_listEntities, request, response });

                const container: IocContainer = typeof iocContainer === 'function' ? (iocContainer as IocContainerFactory)(request) : iocContainer;

                const controller: any = await container.get<MemoryEntitiesController>(MemoryEntitiesController);
                if (typeof controller['setStatus'] === 'function') {
                controller.setStatus(undefined);
                }

              await templateService.apiHandler({
                methodName: 'listEntities',
                controller,
                response,
                next,
                validatedArgs,
                successStatus: undefined,
              });
            } catch (err) {
                return next(err);
            }
        });
        // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
        const argsMemoryEntitiesController_getEntity: Record<string, TsoaRoute.ParameterSchema> = {
                request: {"in":"request","name":"request","required":true,"dataType":"object"},
                id: {"in":"path","name":"id","required":true,"ref":"Uuid"},
                asOf: {"in":"query","name":"asOf","ref":"DateTimeText"},
                validAt: {"in":"query","name":"validAt","ref":"DateTimeText"},
        };
        app.get('/api/v1/memory/entities/:id',
            authenticateMiddleware([{"bearer":["viewer","agent"]}]),
            ...(fetchMiddlewares<RequestHandler>(MemoryEntitiesController)),
            ...(fetchMiddlewares<RequestHandler>(MemoryEntitiesController.prototype.getEntity)),

            async function MemoryEntitiesController_getEntity(request: ExRequest, response: ExResponse, next: any) {

            // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa

            let validatedArgs: any[] = [];
            try {
                validatedArgs = templateService.getValidatedArgs({ args: argsMemoryEntitiesController_getEntity, request, response });

                const container: IocContainer = typeof iocContainer === 'function' ? (iocContainer as IocContainerFactory)(request) : iocContainer;

                const controller: any = await container.get<MemoryEntitiesController>(MemoryEntitiesController);
                if (typeof controller['setStatus'] === 'function') {
                controller.setStatus(undefined);
                }

              await templateService.apiHandler({
                methodName: 'getEntity',
                controller,
                response,
                next,
                validatedArgs,
                successStatus: undefined,
              });
            } catch (err) {
                return next(err);
            }
        });
        // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
        const argsMemoryEntitiesController_changeEntity: Record<string, TsoaRoute.ParameterSchema> = {
                request: {"in":"request","name":"request","required":true,"dataType":"object"},
                id: {"in":"path","name":"id","required":true,"ref":"Uuid"},
                body: {"in":"body","name":"body","required":true,"ref":"ChangeEntity"},
                ifMatch: {"in":"header","name":"If-Match","ref":"IfMatch"},
        };
        app.patch('/api/v1/memory/entities/:id',
            authenticateMiddleware([{"bearer":["operator","agent"]}]),
            ...(fetchMiddlewares<RequestHandler>(MemoryEntitiesController)),
            ...(fetchMiddlewares<RequestHandler>(MemoryEntitiesController.prototype.changeEntity)),

            async function MemoryEntitiesController_changeEntity(request: ExRequest, response: ExResponse, next: any) {

            // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa

            let validatedArgs: any[] = [];
            try {
                validatedArgs = templateService.getValidatedArgs({ args: argsMemoryEntitiesController_changeEntity, request, response });

                const container: IocContainer = typeof iocContainer === 'function' ? (iocContainer as IocContainerFactory)(request) : iocContainer;

                const controller: any = await container.get<MemoryEntitiesController>(MemoryEntitiesController);
                if (typeof controller['setStatus'] === 'function') {
                controller.setStatus(undefined);
                }

              await templateService.apiHandler({
                methodName: 'changeEntity',
                controller,
                response,
                next,
                validatedArgs,
                successStatus: undefined,
              });
            } catch (err) {
                return next(err);
            }
        });
        // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
        const argsMemoryEntitiesController_deleteEntity: Record<string, TsoaRoute.ParameterSchema> = {
                request: {"in":"request","name":"request","required":true,"dataType":"object"},
                id: {"in":"path","name":"id","required":true,"ref":"Uuid"},
                erase: {"in":"query","name":"erase","ref":"FlagText"},
                ifMatch: {"in":"header","name":"If-Match","ref":"IfMatch"},
        };
        app.delete('/api/v1/memory/entities/:id',
            authenticateMiddleware([{"bearer":["operator","agent"]}]),
            ...(fetchMiddlewares<RequestHandler>(MemoryEntitiesController)),
            ...(fetchMiddlewares<RequestHandler>(MemoryEntitiesController.prototype.deleteEntity)),

            async function MemoryEntitiesController_deleteEntity(request: ExRequest, response: ExResponse, next: any) {

            // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa

            let validatedArgs: any[] = [];
            try {
                validatedArgs = templateService.getValidatedArgs({ args: argsMemoryEntitiesController_deleteEntity, request, response });

                const container: IocContainer = typeof iocContainer === 'function' ? (iocContainer as IocContainerFactory)(request) : iocContainer;

                const controller: any = await container.get<MemoryEntitiesController>(MemoryEntitiesController);
                if (typeof controller['setStatus'] === 'function') {
                controller.setStatus(undefined);
                }

              await templateService.apiHandler({
                methodName: 'deleteEntity',
                controller,
                response,
                next,
                validatedArgs,
                successStatus: 204,
              });
            } catch (err) {
                return next(err);
            }
        });
        // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
        const argsMemoryController_searchMemory: Record<string, TsoaRoute.ParameterSchema> = {
                request: {"in":"request","name":"request","required":true,"dataType":"object"},
                body: {"in":"body","name":"body","required":true,"ref":"SearchMemory"},
        };
        app.post('/api/v1/memory/search',
            authenticateMiddleware([{"bearer":["viewer","agent"]}]),
            ...(fetchMiddlewares<RequestHandler>(MemoryController)),
            ...(fetchMiddlewares<RequestHandler>(MemoryController.prototype.searchMemory)),

            async function MemoryController_searchMemory(request: ExRequest, response: ExResponse, next: any) {

            // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa

            let validatedArgs: any[] = [];
            try {
                validatedArgs = templateService.getValidatedArgs({ args: argsMemoryController_searchMemory, request, response });

                const container: IocContainer = typeof iocContainer === 'function' ? (iocContainer as IocContainerFactory)(request) : iocContainer;

                const controller: any = await container.get<MemoryController>(MemoryController);
                if (typeof controller['setStatus'] === 'function') {
                controller.setStatus(undefined);
                }

              await templateService.apiHandler({
                methodName: 'searchMemory',
                controller,
                response,
                next,
                validatedArgs,
                successStatus: undefined,
              });
            } catch (err) {
                return next(err);
            }
        });
        // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
        const argsMemoryController_getMemoryStatistics: Record<string, TsoaRoute.ParameterSchema> = {
                request: {"in":"request","name":"request","required":true,"dataType":"object"},
                agent: {"in":"query","name":"agent","ref":"AgentNameText"},
                asOf: {"in":"query","name":"asOf","ref":"DateTimeText"},
                validAt: {"in":"query","name":"validAt","ref":"DateTimeText"},
        };
        app.get('/api/v1/memory/stats',
            authenticateMiddleware([{"bearer":["viewer","agent"]}]),
            ...(fetchMiddlewares<RequestHandler>(MemoryController)),
            ...(fetchMiddlewares<RequestHandler>(MemoryController.prototype.getMemoryStatistics)),

            async function MemoryController_getMemoryStatistics(request: ExRequest, response: ExResponse, next: any) {

            // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa

            let validatedArgs: any[] = [];
            try {
                validatedArgs = templateService.getValidatedArgs({ args: argsMemoryController_getMemoryStatistics, request, response });

                const container: IocContainer = typeof iocContainer === 'function' ? (iocContainer as IocContainerFactory)(request) : iocContainer;

                const controller: any = await container.get<MemoryController>(MemoryController);
                if (typeof controller['setStatus'] === 'function') {
                controller.setStatus(undefined);
                }

              await templateService.apiHandler({
                methodName: 'getMemoryStatistics',
                controller,
                response,
                next,
                validatedArgs,
                successStatus: undefined,
              });
            } catch (err) {
                return next(err);
            }
        });
        // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
        const argsMemoryController_listErasures: Record<string, TsoaRoute.ParameterSchema> = {
                limit: {"in":"query","name":"limit","ref":"PageLimit"},
                cursor: {"in":"query","name":"cursor","ref":"PageCursor"},
        };
        app.get('/api/v1/memory/erasures',
            authenticateMiddleware([{"bearer":["admin"]}]),
            ...(fetchMiddlewares<RequestHandler>(MemoryController)),
            ...(fetchMiddlewares<RequestHandler>(MemoryController.prototype.listErasures)),

            async function MemoryController_listErasures(request: ExRequest, response: ExResponse, next: any) {

            // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa

            let validatedArgs: any[] = [];
            try {
                validatedArgs = templateService.getValidatedArgs({ args: argsMemoryController_listErasures, request, response });

                const container: IocContainer = typeof iocContainer === 'function' ? (iocContainer as IocContainerFactory)(request) : iocContainer;

                const controller: any = await container.get<MemoryController>(MemoryController);
                if (typeof controller['setStatus'] === 'function') {
                controller.setStatus(undefined);
                }

              await templateService.apiHandler({
                methodName: 'listErasures',
                controller,
                response,
                next,
                validatedArgs,
                successStatus: undefined,
              });
            } catch (err) {
                return next(err);
            }
        });
        // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
        const argsEventsController_listEvents: Record<string, TsoaRoute.ParameterSchema> = {
                request: {"in":"request","name":"request","required":true,"dataType":"object"},
                agent: {"in":"query","name":"agent","ref":"AgentNameText"},
                kind: {"in":"query","name":"kind","ref":"EventKind"},
                since: {"in":"query","name":"since","ref":"DateTimeText"},
                until: {"in":"query","name":"until","ref":"DateTimeText"},
                limit: {"in":"query","name":"limit","ref":"PageLimit"},
                cursor: {"in":"query","name":"cursor","ref":"PageCursor"},
                lastEventId: {"in":"header","name":"Last-Event-ID","ref":"LastEventId"},
        };
        app.get('/api/v1/events',
            authenticateMiddleware([{"bearer":["viewer"]}]),
            ...(fetchMiddlewares<RequestHandler>(EventsController)),
            ...(fetchMiddlewares<RequestHandler>(EventsController.prototype.listEvents)),

            async function EventsController_listEvents(request: ExRequest, response: ExResponse, next: any) {

            // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa

            let validatedArgs: any[] = [];
            try {
                validatedArgs = templateService.getValidatedArgs({ args: argsEventsController_listEvents, request, response });

                const container: IocContainer = typeof iocContainer === 'function' ? (iocContainer as IocContainerFactory)(request) : iocContainer;

                const controller: any = await container.get<EventsController>(EventsController);
                if (typeof controller['setStatus'] === 'function') {
                controller.setStatus(undefined);
                }

              await templateService.apiHandler({
                methodName: 'listEvents',
                controller,
                response,
                next,
                validatedArgs,
                successStatus: 200,
              });
            } catch (err) {
                return next(err);
            }
        });
        // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
        const argsConversationsController_openConversation: Record<string, TsoaRoute.ParameterSchema> = {
                request: {"in":"request","name":"request","required":true,"dataType":"object"},
                body: {"in":"body","name":"body","required":true,"ref":"OpenConversation"},
                idempotencyKey: {"in":"header","name":"Idempotency-Key","ref":"IdempotencyKey"},
        };
        app.post('/api/v1/conversations',
            authenticateMiddleware([{"bearer":["operator","agent"]}]),
            ...(fetchMiddlewares<RequestHandler>(ConversationsController)),
            ...(fetchMiddlewares<RequestHandler>(ConversationsController.prototype.openConversation)),

            async function ConversationsController_openConversation(request: ExRequest, response: ExResponse, next: any) {

            // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa

            let validatedArgs: any[] = [];
            try {
                validatedArgs = templateService.getValidatedArgs({ args: argsConversationsController_openConversation, request, response });

                const container: IocContainer = typeof iocContainer === 'function' ? (iocContainer as IocContainerFactory)(request) : iocContainer;

                const controller: any = await container.get<ConversationsController>(ConversationsController);
                if (typeof controller['setStatus'] === 'function') {
                controller.setStatus(undefined);
                }

              await templateService.apiHandler({
                methodName: 'openConversation',
                controller,
                response,
                next,
                validatedArgs,
                successStatus: 201,
              });
            } catch (err) {
                return next(err);
            }
        });
        // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
        const argsConversationsController_listConversations: Record<string, TsoaRoute.ParameterSchema> = {
                state: {"in":"query","name":"state","ref":"ConversationStateText"},
                protocol: {"in":"query","name":"protocol","ref":"ProtocolText"},
                participant: {"in":"query","name":"participant","ref":"SenderText"},
                limit: {"in":"query","name":"limit","ref":"PageLimit"},
                cursor: {"in":"query","name":"cursor","ref":"PageCursor"},
        };
        app.get('/api/v1/conversations',
            authenticateMiddleware([{"bearer":["viewer"]}]),
            ...(fetchMiddlewares<RequestHandler>(ConversationsController)),
            ...(fetchMiddlewares<RequestHandler>(ConversationsController.prototype.listConversations)),

            async function ConversationsController_listConversations(request: ExRequest, response: ExResponse, next: any) {

            // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa

            let validatedArgs: any[] = [];
            try {
                validatedArgs = templateService.getValidatedArgs({ args: argsConversationsController_listConversations, request, response });

                const container: IocContainer = typeof iocContainer === 'function' ? (iocContainer as IocContainerFactory)(request) : iocContainer;

                const controller: any = await container.get<ConversationsController>(ConversationsController);
                if (typeof controller['setStatus'] === 'function') {
                controller.setStatus(undefined);
                }

              await templateService.apiHandler({
                methodName: 'listConversations',
                controller,
                response,
                next,
                validatedArgs,
                successStatus: undefined,
              });
            } catch (err) {
                return next(err);
            }
        });
        // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
        const argsConversationsController_getConversation: Record<string, TsoaRoute.ParameterSchema> = {
                request: {"in":"request","name":"request","required":true,"dataType":"object"},
                id: {"in":"path","name":"id","required":true,"ref":"Uuid"},
        };
        app.get('/api/v1/conversations/:id',
            authenticateMiddleware([{"bearer":["viewer","agent"]}]),
            ...(fetchMiddlewares<RequestHandler>(ConversationsController)),
            ...(fetchMiddlewares<RequestHandler>(ConversationsController.prototype.getConversation)),

            async function ConversationsController_getConversation(request: ExRequest, response: ExResponse, next: any) {

            // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa

            let validatedArgs: any[] = [];
            try {
                validatedArgs = templateService.getValidatedArgs({ args: argsConversationsController_getConversation, request, response });

                const container: IocContainer = typeof iocContainer === 'function' ? (iocContainer as IocContainerFactory)(request) : iocContainer;

                const controller: any = await container.get<ConversationsController>(ConversationsController);
                if (typeof controller['setStatus'] === 'function') {
                controller.setStatus(undefined);
                }

              await templateService.apiHandler({
                methodName: 'getConversation',
                controller,
                response,
                next,
                validatedArgs,
                successStatus: undefined,
              });
            } catch (err) {
                return next(err);
            }
        });
        // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
        const argsConversationsController_listConversationMessages: Record<string, TsoaRoute.ParameterSchema> = {
                request: {"in":"request","name":"request","required":true,"dataType":"object"},
                id: {"in":"path","name":"id","required":true,"ref":"Uuid"},
                limit: {"in":"query","name":"limit","ref":"PageLimit"},
                cursor: {"in":"query","name":"cursor","ref":"PageCursor"},
        };
        app.get('/api/v1/conversations/:id/messages',
            authenticateMiddleware([{"bearer":["viewer","agent"]}]),
            ...(fetchMiddlewares<RequestHandler>(ConversationsController)),
            ...(fetchMiddlewares<RequestHandler>(ConversationsController.prototype.listConversationMessages)),

            async function ConversationsController_listConversationMessages(request: ExRequest, response: ExResponse, next: any) {

            // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa

            let validatedArgs: any[] = [];
            try {
                validatedArgs = templateService.getValidatedArgs({ args: argsConversationsController_listConversationMessages, request, response });

                const container: IocContainer = typeof iocContainer === 'function' ? (iocContainer as IocContainerFactory)(request) : iocContainer;

                const controller: any = await container.get<ConversationsController>(ConversationsController);
                if (typeof controller['setStatus'] === 'function') {
                controller.setStatus(undefined);
                }

              await templateService.apiHandler({
                methodName: 'listConversationMessages',
                controller,
                response,
                next,
                validatedArgs,
                successStatus: undefined,
              });
            } catch (err) {
                return next(err);
            }
        });
        // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
        const argsConversationsController_sendConversationMessage: Record<string, TsoaRoute.ParameterSchema> = {
                request: {"in":"request","name":"request","required":true,"dataType":"object"},
                id: {"in":"path","name":"id","required":true,"ref":"Uuid"},
                body: {"in":"body","name":"body","required":true,"ref":"SendMessage"},
                prefer: {"in":"header","name":"Prefer","ref":"Prefer"},
                idempotencyKey: {"in":"header","name":"Idempotency-Key","ref":"IdempotencyKey"},
        };
        app.post('/api/v1/conversations/:id/messages',
            authenticateMiddleware([{"bearer":["operator","agent"]}]),
            ...(fetchMiddlewares<RequestHandler>(ConversationsController)),
            ...(fetchMiddlewares<RequestHandler>(ConversationsController.prototype.sendConversationMessage)),

            async function ConversationsController_sendConversationMessage(request: ExRequest, response: ExResponse, next: any) {

            // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa

            let validatedArgs: any[] = [];
            try {
                validatedArgs = templateService.getValidatedArgs({ args: argsConversationsController_sendConversationMessage, request, response });

                const container: IocContainer = typeof iocContainer === 'function' ? (iocContainer as IocContainerFactory)(request) : iocContainer;

                const controller: any = await container.get<ConversationsController>(ConversationsController);
                if (typeof controller['setStatus'] === 'function') {
                controller.setStatus(undefined);
                }

              await templateService.apiHandler({
                methodName: 'sendConversationMessage',
                controller,
                response,
                next,
                validatedArgs,
                successStatus: 202,
              });
            } catch (err) {
                return next(err);
            }
        });
        // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
        const argsConversationsController_sendConversationBatch: Record<string, TsoaRoute.ParameterSchema> = {
                request: {"in":"request","name":"request","required":true,"dataType":"object"},
                id: {"in":"path","name":"id","required":true,"ref":"Uuid"},
                body: {"in":"body","name":"body","required":true,"dataType":"any"},
                prefer: {"in":"header","name":"Prefer","ref":"Prefer"},
                idempotencyKey: {"in":"header","name":"Idempotency-Key","ref":"IdempotencyKey"},
        };
        app.post('/api/v1/conversations/:id/messages/batch',
            authenticateMiddleware([{"bearer":["operator","agent"]}]),
            ...(fetchMiddlewares<RequestHandler>(ConversationsController)),
            ...(fetchMiddlewares<RequestHandler>(ConversationsController.prototype.sendConversationBatch)),

            async function ConversationsController_sendConversationBatch(request: ExRequest, response: ExResponse, next: any) {

            // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa

            let validatedArgs: any[] = [];
            try {
                validatedArgs = templateService.getValidatedArgs({ args: argsConversationsController_sendConversationBatch, request, response });

                const container: IocContainer = typeof iocContainer === 'function' ? (iocContainer as IocContainerFactory)(request) : iocContainer;

                const controller: any = await container.get<ConversationsController>(ConversationsController);
                if (typeof controller['setStatus'] === 'function') {
                controller.setStatus(undefined);
                }

              await templateService.apiHandler({
                methodName: 'sendConversationBatch',
                controller,
                response,
                next,
                validatedArgs,
                successStatus: 202,
              });
            } catch (err) {
                return next(err);
            }
        });
        // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
        const argsConversationsController_cancelConversation: Record<string, TsoaRoute.ParameterSchema> = {
                request: {"in":"request","name":"request","required":true,"dataType":"object"},
                id: {"in":"path","name":"id","required":true,"ref":"Uuid"},
        };
        app.post('/api/v1/conversations/:id/cancel',
            authenticateMiddleware([{"bearer":["operator","agent"]}]),
            ...(fetchMiddlewares<RequestHandler>(ConversationsController)),
            ...(fetchMiddlewares<RequestHandler>(ConversationsController.prototype.cancelConversation)),

            async function ConversationsController_cancelConversation(request: ExRequest, response: ExResponse, next: any) {

            // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa

            let validatedArgs: any[] = [];
            try {
                validatedArgs = templateService.getValidatedArgs({ args: argsConversationsController_cancelConversation, request, response });

                const container: IocContainer = typeof iocContainer === 'function' ? (iocContainer as IocContainerFactory)(request) : iocContainer;

                const controller: any = await container.get<ConversationsController>(ConversationsController);
                if (typeof controller['setStatus'] === 'function') {
                controller.setStatus(undefined);
                }

              await templateService.apiHandler({
                methodName: 'cancelConversation',
                controller,
                response,
                next,
                validatedArgs,
                successStatus: undefined,
              });
            } catch (err) {
                return next(err);
            }
        });
        // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
        const argsConversationsController_followConversation: Record<string, TsoaRoute.ParameterSchema> = {
                request: {"in":"request","name":"request","required":true,"dataType":"object"},
                id: {"in":"path","name":"id","required":true,"ref":"Uuid"},
                lastEventId: {"in":"header","name":"Last-Event-ID","ref":"LastEventId"},
        };
        app.get('/api/v1/conversations/:id/events',
            authenticateMiddleware([{"bearer":["viewer","agent"]}]),
            ...(fetchMiddlewares<RequestHandler>(ConversationsController)),
            ...(fetchMiddlewares<RequestHandler>(ConversationsController.prototype.followConversation)),

            async function ConversationsController_followConversation(request: ExRequest, response: ExResponse, next: any) {

            // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa

            let validatedArgs: any[] = [];
            try {
                validatedArgs = templateService.getValidatedArgs({ args: argsConversationsController_followConversation, request, response });

                const container: IocContainer = typeof iocContainer === 'function' ? (iocContainer as IocContainerFactory)(request) : iocContainer;

                const controller: any = await container.get<ConversationsController>(ConversationsController);
                if (typeof controller['setStatus'] === 'function') {
                controller.setStatus(undefined);
                }

              await templateService.apiHandler({
                methodName: 'followConversation',
                controller,
                response,
                next,
                validatedArgs,
                successStatus: 200,
              });
            } catch (err) {
                return next(err);
            }
        });
        // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
        const argsCapabilitiesController_listCapabilities: Record<string, TsoaRoute.ParameterSchema> = {
                limit: {"in":"query","name":"limit","ref":"PageLimit"},
                cursor: {"in":"query","name":"cursor","ref":"PageCursor"},
        };
        app.get('/api/v1/capabilities',
            authenticateMiddleware([{"bearer":["viewer"]}]),
            ...(fetchMiddlewares<RequestHandler>(CapabilitiesController)),
            ...(fetchMiddlewares<RequestHandler>(CapabilitiesController.prototype.listCapabilities)),

            async function CapabilitiesController_listCapabilities(request: ExRequest, response: ExResponse, next: any) {

            // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa

            let validatedArgs: any[] = [];
            try {
                validatedArgs = templateService.getValidatedArgs({ args: argsCapabilitiesController_listCapabilities, request, response });

                const container: IocContainer = typeof iocContainer === 'function' ? (iocContainer as IocContainerFactory)(request) : iocContainer;

                const controller: any = await container.get<CapabilitiesController>(CapabilitiesController);
                if (typeof controller['setStatus'] === 'function') {
                controller.setStatus(undefined);
                }

              await templateService.apiHandler({
                methodName: 'listCapabilities',
                controller,
                response,
                next,
                validatedArgs,
                successStatus: undefined,
              });
            } catch (err) {
                return next(err);
            }
        });
        // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
        const argsCapabilitiesController_getCapability: Record<string, TsoaRoute.ParameterSchema> = {
                capability: {"in":"path","name":"capability","required":true,"ref":"CapabilityText"},
        };
        app.get('/api/v1/capabilities/:capability',
            authenticateMiddleware([{"bearer":["viewer"]}]),
            ...(fetchMiddlewares<RequestHandler>(CapabilitiesController)),
            ...(fetchMiddlewares<RequestHandler>(CapabilitiesController.prototype.getCapability)),

            async function CapabilitiesController_getCapability(request: ExRequest, response: ExResponse, next: any) {

            // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa

            let validatedArgs: any[] = [];
            try {
                validatedArgs = templateService.getValidatedArgs({ args: argsCapabilitiesController_getCapability, request, response });

                const container: IocContainer = typeof iocContainer === 'function' ? (iocContainer as IocContainerFactory)(request) : iocContainer;

                const controller: any = await container.get<CapabilitiesController>(CapabilitiesController);
                if (typeof controller['setStatus'] === 'function') {
                controller.setStatus(undefined);
                }

              await templateService.apiHandler({
                methodName: 'getCapability',
                controller,
                response,
                next,
                validatedArgs,
                successStatus: undefined,
              });
            } catch (err) {
                return next(err);
            }
        });
        // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
        const argsApprovalsController_listApprovals: Record<string, TsoaRoute.ParameterSchema> = {
                request: {"in":"request","name":"request","required":true,"dataType":"object"},
                id: {"in":"path","name":"id","required":true,"ref":"Uuid"},
                limit: {"in":"query","name":"limit","ref":"PageLimit"},
                cursor: {"in":"query","name":"cursor","ref":"PageCursor"},
        };
        app.get('/api/v1/conversations/:id/approvals',
            authenticateMiddleware([{"bearer":["viewer","agent"]}]),
            ...(fetchMiddlewares<RequestHandler>(ApprovalsController)),
            ...(fetchMiddlewares<RequestHandler>(ApprovalsController.prototype.listApprovals)),

            async function ApprovalsController_listApprovals(request: ExRequest, response: ExResponse, next: any) {

            // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa

            let validatedArgs: any[] = [];
            try {
                validatedArgs = templateService.getValidatedArgs({ args: argsApprovalsController_listApprovals, request, response });

                const container: IocContainer = typeof iocContainer === 'function' ? (iocContainer as IocContainerFactory)(request) : iocContainer;

                const controller: any = await container.get<ApprovalsController>(ApprovalsController);
                if (typeof controller['setStatus'] === 'function') {
                controller.setStatus(undefined);
                }

              await templateService.apiHandler({
                methodName: 'listApprovals',
                controller,
                response,
                next,
                validatedArgs,
                successStatus: undefined,
              });
            } catch (err) {
                return next(err);
            }
        });
        // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
        const argsApprovalsController_decideApproval: Record<string, TsoaRoute.ParameterSchema> = {
                request: {"in":"request","name":"request","required":true,"dataType":"object"},
                id: {"in":"path","name":"id","required":true,"ref":"Uuid"},
                approvalId: {"in":"path","name":"approvalId","required":true,"ref":"Uuid"},
                body: {"in":"body","name":"body","required":true,"ref":"DecideApproval"},
        };
        app.post('/api/v1/conversations/:id/approvals/:approvalId',
            authenticateMiddleware([{"bearer":["operator"]}]),
            ...(fetchMiddlewares<RequestHandler>(ApprovalsController)),
            ...(fetchMiddlewares<RequestHandler>(ApprovalsController.prototype.decideApproval)),

            async function ApprovalsController_decideApproval(request: ExRequest, response: ExResponse, next: any) {

            // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa

            let validatedArgs: any[] = [];
            try {
                validatedArgs = templateService.getValidatedArgs({ args: argsApprovalsController_decideApproval, request, response });

                const container: IocContainer = typeof iocContainer === 'function' ? (iocContainer as IocContainerFactory)(request) : iocContainer;

                const controller: any = await container.get<ApprovalsController>(ApprovalsController);
                if (typeof controller['setStatus'] === 'function') {
                controller.setStatus(undefined);
                }

              await templateService.apiHandler({
                methodName: 'decideApproval',
                controller,
                response,
                next,
                validatedArgs,
                successStatus: undefined,
              });
            } catch (err) {
                return next(err);
            }
        });
        // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
        const argsApiKeysController_createApiKey: Record<string, TsoaRoute.ParameterSchema> = {
                request: {"in":"request","name":"request","required":true,"dataType":"object"},
                body: {"in":"body","name":"body","required":true,"ref":"CreateApiKey"},
                idempotencyKey: {"in":"header","name":"Idempotency-Key","ref":"IdempotencyKey"},
        };
        app.post('/api/v1/api-keys',
            authenticateMiddleware([{"bearer":["admin"]}]),
            ...(fetchMiddlewares<RequestHandler>(ApiKeysController)),
            ...(fetchMiddlewares<RequestHandler>(ApiKeysController.prototype.createApiKey)),

            async function ApiKeysController_createApiKey(request: ExRequest, response: ExResponse, next: any) {

            // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa

            let validatedArgs: any[] = [];
            try {
                validatedArgs = templateService.getValidatedArgs({ args: argsApiKeysController_createApiKey, request, response });

                const container: IocContainer = typeof iocContainer === 'function' ? (iocContainer as IocContainerFactory)(request) : iocContainer;

                const controller: any = await container.get<ApiKeysController>(ApiKeysController);
                if (typeof controller['setStatus'] === 'function') {
                controller.setStatus(undefined);
                }

              await templateService.apiHandler({
                methodName: 'createApiKey',
                controller,
                response,
                next,
                validatedArgs,
                successStatus: 201,
              });
            } catch (err) {
                return next(err);
            }
        });
        // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
        const argsApiKeysController_listApiKeys: Record<string, TsoaRoute.ParameterSchema> = {
                limit: {"in":"query","name":"limit","ref":"PageLimit"},
                cursor: {"in":"query","name":"cursor","ref":"PageCursor"},
        };
        app.get('/api/v1/api-keys',
            authenticateMiddleware([{"bearer":["admin"]}]),
            ...(fetchMiddlewares<RequestHandler>(ApiKeysController)),
            ...(fetchMiddlewares<RequestHandler>(ApiKeysController.prototype.listApiKeys)),

            async function ApiKeysController_listApiKeys(request: ExRequest, response: ExResponse, next: any) {

            // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa

            let validatedArgs: any[] = [];
            try {
                validatedArgs = templateService.getValidatedArgs({ args: argsApiKeysController_listApiKeys, request, response });

                const container: IocContainer = typeof iocContainer === 'function' ? (iocContainer as IocContainerFactory)(request) : iocContainer;

                const controller: any = await container.get<ApiKeysController>(ApiKeysController);
                if (typeof controller['setStatus'] === 'function') {
                controller.setStatus(undefined);
                }

              await templateService.apiHandler({
                methodName: 'listApiKeys',
                controller,
                response,
                next,
                validatedArgs,
                successStatus: undefined,
              });
            } catch (err) {
                return next(err);
            }
        });
        // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
        const argsApiKeysController_deleteApiKey: Record<string, TsoaRoute.ParameterSchema> = {
                request: {"in":"request","name":"request","required":true,"dataType":"object"},
                id: {"in":"path","name":"id","required":true,"ref":"Uuid"},
        };
        app.delete('/api/v1/api-keys/:id',
            authenticateMiddleware([{"bearer":["admin"]}]),
            ...(fetchMiddlewares<RequestHandler>(ApiKeysController)),
            ...(fetchMiddlewares<RequestHandler>(ApiKeysController.prototype.deleteApiKey)),

            async function ApiKeysController_deleteApiKey(request: ExRequest, response: ExResponse, next: any) {

            // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa

            let validatedArgs: any[] = [];
            try {
                validatedArgs = templateService.getValidatedArgs({ args: argsApiKeysController_deleteApiKey, request, response });

                const container: IocContainer = typeof iocContainer === 'function' ? (iocContainer as IocContainerFactory)(request) : iocContainer;

                const controller: any = await container.get<ApiKeysController>(ApiKeysController);
                if (typeof controller['setStatus'] === 'function') {
                controller.setStatus(undefined);
                }

              await templateService.apiHandler({
                methodName: 'deleteApiKey',
                controller,
                response,
                next,
                validatedArgs,
                successStatus: 204,
              });
            } catch (err) {
                return next(err);
            }
        });
        // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
        const argsAgentsController_createAgent: Record<string, TsoaRoute.ParameterSchema> = {
                request: {"in":"request","name":"request","required":true,"dataType":"object"},
                body: {"in":"body","name":"body","required":true,"dataType":"union","subSchemas":[{"ref":"AgentDefinitionBody"},{"dataType":"string"}]},
                idempotencyKey: {"in":"header","name":"Idempotency-Key","ref":"IdempotencyKey"},
        };
        app.post('/api/v1/agents',
            authenticateMiddleware([{"bearer":["operator"]}]),
            ...(fetchMiddlewares<RequestHandler>(AgentsController)),
            ...(fetchMiddlewares<RequestHandler>(AgentsController.prototype.createAgent)),

            async function AgentsController_createAgent(request: ExRequest, response: ExResponse, next: any) {

            // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa

            let validatedArgs: any[] = [];
            try {
                validatedArgs = templateService.getValidatedArgs({ args: argsAgentsController_createAgent, request, response });

                const container: IocContainer = typeof iocContainer === 'function' ? (iocContainer as IocContainerFactory)(request) : iocContainer;

                const controller: any = await container.get<AgentsController>(AgentsController);
                if (typeof controller['setStatus'] === 'function') {
                controller.setStatus(undefined);
                }

              await templateService.apiHandler({
                methodName: 'createAgent',
                controller,
                response,
                next,
                validatedArgs,
                successStatus: 201,
              });
            } catch (err) {
                return next(err);
            }
        });
        // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
        const argsAgentsController_listAgents: Record<string, TsoaRoute.ParameterSchema> = {
                capability: {"in":"query","name":"capability","ref":"CapabilityText"},
                kind: {"in":"query","name":"kind","ref":"AgentKindText"},
                state: {"in":"query","name":"state","ref":"AgentStateText"},
                workspace: {"in":"query","name":"workspace","ref":"WorkspaceText"},
                limit: {"in":"query","name":"limit","ref":"PageLimit"},
                cursor: {"in":"query","name":"cursor","ref":"PageCursor"},
        };
        app.get('/api/v1/agents',
            authenticateMiddleware([{"bearer":["viewer"]}]),
            ...(fetchMiddlewares<RequestHandler>(AgentsController)),
            ...(fetchMiddlewares<RequestHandler>(AgentsController.prototype.listAgents)),

            async function AgentsController_listAgents(request: ExRequest, response: ExResponse, next: any) {

            // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa

            let validatedArgs: any[] = [];
            try {
                validatedArgs = templateService.getValidatedArgs({ args: argsAgentsController_listAgents, request, response });

                const container: IocContainer = typeof iocContainer === 'function' ? (iocContainer as IocContainerFactory)(request) : iocContainer;

                const controller: any = await container.get<AgentsController>(AgentsController);
                if (typeof controller['setStatus'] === 'function') {
                controller.setStatus(undefined);
                }

              await templateService.apiHandler({
                methodName: 'listAgents',
                controller,
                response,
                next,
                validatedArgs,
                successStatus: undefined,
              });
            } catch (err) {
                return next(err);
            }
        });
        // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
        const argsAgentsController_validateAgent: Record<string, TsoaRoute.ParameterSchema> = {
                request: {"in":"request","name":"request","required":true,"dataType":"object"},
                body: {"in":"body","name":"body","required":true,"dataType":"union","subSchemas":[{"ref":"AgentDefinitionBody"},{"dataType":"string"}]},
        };
        app.post('/api/v1/agents/validate',
            authenticateMiddleware([{"bearer":["viewer"]}]),
            ...(fetchMiddlewares<RequestHandler>(AgentsController)),
            ...(fetchMiddlewares<RequestHandler>(AgentsController.prototype.validateAgent)),

            async function AgentsController_validateAgent(request: ExRequest, response: ExResponse, next: any) {

            // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa

            let validatedArgs: any[] = [];
            try {
                validatedArgs = templateService.getValidatedArgs({ args: argsAgentsController_validateAgent, request, response });

                const container: IocContainer = typeof iocContainer === 'function' ? (iocContainer as IocContainerFactory)(request) : iocContainer;

                const controller: any = await container.get<AgentsController>(AgentsController);
                if (typeof controller['setStatus'] === 'function') {
                controller.setStatus(undefined);
                }

              await templateService.apiHandler({
                methodName: 'validateAgent',
                controller,
                response,
                next,
                validatedArgs,
                successStatus: undefined,
              });
            } catch (err) {
                return next(err);
            }
        });
        // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
        const argsAgentsController_getAgent: Record<string, TsoaRoute.ParameterSchema> = {
                name: {"in":"path","name":"name","required":true,"ref":"AgentNameText"},
        };
        app.get('/api/v1/agents/:name',
            authenticateMiddleware([{"bearer":["viewer"]}]),
            ...(fetchMiddlewares<RequestHandler>(AgentsController)),
            ...(fetchMiddlewares<RequestHandler>(AgentsController.prototype.getAgent)),

            async function AgentsController_getAgent(request: ExRequest, response: ExResponse, next: any) {

            // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa

            let validatedArgs: any[] = [];
            try {
                validatedArgs = templateService.getValidatedArgs({ args: argsAgentsController_getAgent, request, response });

                const container: IocContainer = typeof iocContainer === 'function' ? (iocContainer as IocContainerFactory)(request) : iocContainer;

                const controller: any = await container.get<AgentsController>(AgentsController);
                if (typeof controller['setStatus'] === 'function') {
                controller.setStatus(undefined);
                }

              await templateService.apiHandler({
                methodName: 'getAgent',
                controller,
                response,
                next,
                validatedArgs,
                successStatus: undefined,
              });
            } catch (err) {
                return next(err);
            }
        });
        // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
        const argsAgentsController_replaceAgent: Record<string, TsoaRoute.ParameterSchema> = {
                request: {"in":"request","name":"request","required":true,"dataType":"object"},
                name: {"in":"path","name":"name","required":true,"ref":"AgentNameText"},
                body: {"in":"body","name":"body","required":true,"dataType":"union","subSchemas":[{"ref":"AgentDefinitionBody"},{"dataType":"string"}]},
                ifMatch: {"in":"header","name":"If-Match","ref":"IfMatch"},
        };
        app.put('/api/v1/agents/:name',
            authenticateMiddleware([{"bearer":["operator"]}]),
            ...(fetchMiddlewares<RequestHandler>(AgentsController)),
            ...(fetchMiddlewares<RequestHandler>(AgentsController.prototype.replaceAgent)),

            async function AgentsController_replaceAgent(request: ExRequest, response: ExResponse, next: any) {

            // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa

            let validatedArgs: any[] = [];
            try {
                validatedArgs = templateService.getValidatedArgs({ args: argsAgentsController_replaceAgent, request, response });

                const container: IocContainer = typeof iocContainer === 'function' ? (iocContainer as IocContainerFactory)(request) : iocContainer;

                const controller: any = await container.get<AgentsController>(AgentsController);
                if (typeof controller['setStatus'] === 'function') {
                controller.setStatus(undefined);
                }

              await templateService.apiHandler({
                methodName: 'replaceAgent',
                controller,
                response,
                next,
                validatedArgs,
                successStatus: undefined,
              });
            } catch (err) {
                return next(err);
            }
        });
        // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
        const argsAgentsController_deleteAgent: Record<string, TsoaRoute.ParameterSchema> = {
                name: {"in":"path","name":"name","required":true,"ref":"AgentNameText"},
                ifMatch: {"in":"header","name":"If-Match","ref":"IfMatch"},
        };
        app.delete('/api/v1/agents/:name',
            authenticateMiddleware([{"bearer":["operator"]}]),
            ...(fetchMiddlewares<RequestHandler>(AgentsController)),
            ...(fetchMiddlewares<RequestHandler>(AgentsController.prototype.deleteAgent)),

            async function AgentsController_deleteAgent(request: ExRequest, response: ExResponse, next: any) {

            // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa

            let validatedArgs: any[] = [];
            try {
                validatedArgs = templateService.getValidatedArgs({ args: argsAgentsController_deleteAgent, request, response });

                const container: IocContainer = typeof iocContainer === 'function' ? (iocContainer as IocContainerFactory)(request) : iocContainer;

                const controller: any = await container.get<AgentsController>(AgentsController);
                if (typeof controller['setStatus'] === 'function') {
                controller.setStatus(undefined);
                }

              await templateService.apiHandler({
                methodName: 'deleteAgent',
                controller,
                response,
                next,
                validatedArgs,
                successStatus: 204,
              });
            } catch (err) {
                return next(err);
            }
        });
        // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
        const argsAgentsController_listAgentVersions: Record<string, TsoaRoute.ParameterSchema> = {
                name: {"in":"path","name":"name","required":true,"ref":"AgentNameText"},
                limit: {"in":"query","name":"limit","ref":"PageLimit"},
                cursor: {"in":"query","name":"cursor","ref":"PageCursor"},
        };
        app.get('/api/v1/agents/:name/versions',
            authenticateMiddleware([{"bearer":["viewer"]}]),
            ...(fetchMiddlewares<RequestHandler>(AgentsController)),
            ...(fetchMiddlewares<RequestHandler>(AgentsController.prototype.listAgentVersions)),

            async function AgentsController_listAgentVersions(request: ExRequest, response: ExResponse, next: any) {

            // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa

            let validatedArgs: any[] = [];
            try {
                validatedArgs = templateService.getValidatedArgs({ args: argsAgentsController_listAgentVersions, request, response });

                const container: IocContainer = typeof iocContainer === 'function' ? (iocContainer as IocContainerFactory)(request) : iocContainer;

                const controller: any = await container.get<AgentsController>(AgentsController);
                if (typeof controller['setStatus'] === 'function') {
                controller.setStatus(undefined);
                }

              await templateService.apiHandler({
                methodName: 'listAgentVersions',
                controller,
                response,
                next,
                validatedArgs,
                successStatus: undefined,
              });
            } catch (err) {
                return next(err);
            }
        });
        // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
        const argsAgentsController_startAgent: Record<string, TsoaRoute.ParameterSchema> = {
                name: {"in":"path","name":"name","required":true,"ref":"AgentNameText"},
        };
        app.post('/api/v1/agents/:name/start',
            authenticateMiddleware([{"bearer":["operator"]}]),
            ...(fetchMiddlewares<RequestHandler>(AgentsController)),
            ...(fetchMiddlewares<RequestHandler>(AgentsController.prototype.startAgent)),

            async function AgentsController_startAgent(request: ExRequest, response: ExResponse, next: any) {

            // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa

            let validatedArgs: any[] = [];
            try {
                validatedArgs = templateService.getValidatedArgs({ args: argsAgentsController_startAgent, request, response });

                const container: IocContainer = typeof iocContainer === 'function' ? (iocContainer as IocContainerFactory)(request) : iocContainer;

                const controller: any = await container.get<AgentsController>(AgentsController);
                if (typeof controller['setStatus'] === 'function') {
                controller.setStatus(undefined);
                }

              await templateService.apiHandler({
                methodName: 'startAgent',
                controller,
                response,
                next,
                validatedArgs,
                successStatus: undefined,
              });
            } catch (err) {
                return next(err);
            }
        });
        // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
        const argsAgentsController_drainAgent: Record<string, TsoaRoute.ParameterSchema> = {
                name: {"in":"path","name":"name","required":true,"ref":"AgentNameText"},
        };
        app.post('/api/v1/agents/:name/drain',
            authenticateMiddleware([{"bearer":["operator"]}]),
            ...(fetchMiddlewares<RequestHandler>(AgentsController)),
            ...(fetchMiddlewares<RequestHandler>(AgentsController.prototype.drainAgent)),

            async function AgentsController_drainAgent(request: ExRequest, response: ExResponse, next: any) {

            // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa

            let validatedArgs: any[] = [];
            try {
                validatedArgs = templateService.getValidatedArgs({ args: argsAgentsController_drainAgent, request, response });

                const container: IocContainer = typeof iocContainer === 'function' ? (iocContainer as IocContainerFactory)(request) : iocContainer;

                const controller: any = await container.get<AgentsController>(AgentsController);
                if (typeof controller['setStatus'] === 'function') {
                controller.setStatus(undefined);
                }

              await templateService.apiHandler({
                methodName: 'drainAgent',
                controller,
                response,
                next,
                validatedArgs,
                successStatus: undefined,
              });
            } catch (err) {
                return next(err);
            }
        });
        // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
        const argsAgentsController_unloadAgent: Record<string, TsoaRoute.ParameterSchema> = {
                name: {"in":"path","name":"name","required":true,"ref":"AgentNameText"},
        };
        app.post('/api/v1/agents/:name/unload',
            authenticateMiddleware([{"bearer":["operator"]}]),
            ...(fetchMiddlewares<RequestHandler>(AgentsController)),
            ...(fetchMiddlewares<RequestHandler>(AgentsController.prototype.unloadAgent)),

            async function AgentsController_unloadAgent(request: ExRequest, response: ExResponse, next: any) {

            // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa

            let validatedArgs: any[] = [];
            try {
                validatedArgs = templateService.getValidatedArgs({ args: argsAgentsController_unloadAgent, request, response });

                const container: IocContainer = typeof iocContainer === 'function' ? (iocContainer as IocContainerFactory)(request) : iocContainer;

                const controller: any = await container.get<AgentsController>(AgentsController);
                if (typeof controller['setStatus'] === 'function') {
                controller.setStatus(undefined);
                }

              await templateService.apiHandler({
                methodName: 'unloadAgent',
                controller,
                response,
                next,
                validatedArgs,
                successStatus: undefined,
              });
            } catch (err) {
                return next(err);
            }
        });
        // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa

    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa


    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa

    function authenticateMiddleware(security: TsoaRoute.Security[] = []) {
        return async function runAuthenticationMiddleware(request: any, response: any, next: any) {

            // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa

            // keep track of failed auth attempts so we can hand back the most
            // recent one.  This behavior was previously existing so preserving it
            // here
            const failedAttempts: any[] = [];
            const pushAndRethrow = (error: any) => {
                failedAttempts.push(error);
                throw error;
            };

            const secMethodOrPromises: Promise<any>[] = [];
            for (const secMethod of security) {
                if (Object.keys(secMethod).length > 1) {
                    const secMethodAndPromises: Promise<any>[] = [];

                    for (const name in secMethod) {
                        secMethodAndPromises.push(
                            expressAuthenticationRecasted(request, name, secMethod[name], response)
                                .catch(pushAndRethrow)
                        );
                    }

                    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa

                    secMethodOrPromises.push(Promise.all(secMethodAndPromises)
                        .then(users => { return users[0]; }));
                } else {
                    for (const name in secMethod) {
                        secMethodOrPromises.push(
                            expressAuthenticationRecasted(request, name, secMethod[name], response)
                                .catch(pushAndRethrow)
                        );
                    }
                }
            }

            // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa

            try {
                request['user'] = await Promise.any(secMethodOrPromises);

                // Response was sent in middleware, abort
                if (response.writableEnded) {
                    return;
                }

                next();
            }
            catch(err) {
                // Show most recent error as response
                const error = failedAttempts.pop();
                error.status = error.status || 401;

                // Response was sent in middleware, abort
                if (response.writableEnded) {
                    return;
                }
                next(error);
            }

            // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
        }
    }

    // WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
}

// WARNING: This file was auto-generated with tsoa. Please do not modify it. Re-run tsoa to re-generate this file: https://github.com/lukeautry/tsoa
